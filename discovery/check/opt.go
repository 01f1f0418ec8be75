package check

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"
)

// page is a line of an .opt.
type page struct {
	id, volume, path string
	first            bool
	pages            string
}

// String is the line as it should stand.
func (p page) String() string {
	if p.id == "" {
		return "nothing"
	}
	first := map[bool]string{true: "Y"}[p.first]
	return strings.Join([]string{p.id, p.volume, p.path, first, "", "", p.pages}, ",")
}

// optLine takes a line apart.
func optLine(line string) (page, error) {
	text, ended := strings.CutSuffix(line, "\r")
	if !ended {
		return page{}, fmt.Errorf("does not end with CR LF")
	}
	if i := strings.IndexFunc(text, func(c rune) bool { return c < ' ' || c > '~' }); i >= 0 {
		return page{}, fmt.Errorf("is not plain ASCII")
	}
	f := strings.Split(text, ",")
	if len(f) != 7 {
		return page{}, fmt.Errorf("has %d fields where seven are expected", len(f))
	}
	if f[3] != "Y" && f[3] != "" || f[4] != "" || f[5] != "" || f[3] == "" && f[6] != "" {
		return page{}, fmt.Errorf("has %q after the path: Y or nothing is expected, and a page count only after Y", strings.Join(f[3:], ","))
	}
	return page{id: f[0], volume: f[1], path: f[2], first: f[3] == "Y", pages: f[6]}, nil
}

// readOPT holds the .opt against the rows, line by line.
func (v *volume) readOPT() {
	due := v.duePages()
	if v.files[v.opt] == nil {
		v.add(OPTForm, v.opt, "", "is not there")
		return
	}
	opened, err := v.root.Open(v.opt)
	if err != nil {
		v.add(OPTForm, v.opt, "", "%v", err)
		return
	}
	defer opened.Close()
	lines := bufio.NewScanner(opened)
	lines.Buffer(nil, maxLineSize)
	lines.Split(lineFeeds)
	n := 0
	for lines.Scan() {
		n++
		where := fmt.Sprintf("line %d", n)
		got, err := optLine(lines.Text())
		if err != nil {
			v.add(OPTForm, v.opt, where, "%v", err)
		}
		want, ok := due()
		if err == nil && (!ok || got != want) {
			v.add(OPTMismatch, v.opt, where, "is %v where %v is expected", got, want)
			if !ok {
				return
			}
		}
	}
	if err := lines.Err(); err != nil {
		v.add(OPTForm, v.opt, "", "%v", err)
	}
	if want, more := due(); more {
		v.add(OPTMismatch, v.opt, "", "ends before %s", want.id)
	}
}

// duePages says which lines are due by the rows, one after the other.
func (v *volume) duePages() func() (page, bool) {
	row, k := 0, int64(0)
	return func() (page, bool) {
		for row < len(v.docs) {
			d := v.docs[row]
			last := d.end - d.begin
			if v.report.Options.OPTLines == "document" {
				last = min(last, 0)
			}
			if k > last {
				row, k = row+1, 0
				continue
			}
			p := page{id: v.report.bates(d.begin + k), volume: v.name, path: d.get("PDFLINK"), first: k == 0}
			if p.first {
				p.pages = strconv.FormatInt(d.end-d.begin+1, 10)
			}
			k++
			return p, true
		}
		return page{}, false
	}
}
