package check

import "strconv"

// checkNumbers holds the Bates numbers to running on, without a gap and
// without a repeat, from the volume before.
func (v *volume) checkNumbers() {
	next := int64(0) // 0: any
	if n := len(v.production.docs); n > 0 {
		next = v.production.docs[n-1].end + 1
	}
	for _, d := range v.docs {
		var okBegin, okEnd bool
		d.begin, okBegin = v.report.number(d.get("BEGBATES"))
		d.end, okEnd = v.report.number(d.get("ENDBATES"))
		if !okBegin || !okEnd {
			form := "like " + v.report.bates(1)
			if v.report.Options.Prefix == "" {
				form = "recognizable: the report does not give the prefix"
			}
			v.problem(BatesForm, d.row, "%q to %q is not %s", d.get("BEGBATES"), d.get("ENDBATES"), form)
		}
		if !okBegin {
			d.begin, d.end, next = 0, -1, 0
			continue
		}
		if okEnd {
			v.checkRange(d)
		} else {
			d.end = d.begin + v.numbers(d) - 1 // so that one fault is one
		}
		switch {
		case next == 0 || d.begin == next:
		case d.begin > next:
			v.problem(BatesGap, d.row, "begins with %s where %s is expected", d.id, v.report.bates(next))
		default:
			v.problem(BatesRepeat, d.row, "begins with %s where %s is expected", d.id, v.report.bates(next))
		}
		next = max(d.begin, d.end) + 1
	}
}

// checkRange holds the last number to the pages: each has a number where there
// are pages, and else each document.
func (v *volume) checkRange(d *document) {
	pages, err := strconv.ParseInt(d.get("PGCOUNT"), 10, 64)
	if err != nil {
		return // its form was found fault with
	}
	if pages < 1 || d.end-d.begin+1 != v.numbers(d) {
		v.problem(BatesRange, d.row, "%s to %s with %d pages", d.get("BEGBATES"), d.get("ENDBATES"), pages)
	}
}

// numbers are how many a document should have.
func (v *volume) numbers(d *document) int64 {
	pages, err := strconv.ParseInt(d.get("PGCOUNT"), 10, 64)
	if err != nil || pages < 1 || !v.report.has("pdf") {
		return 1
	}
	return pages
}
