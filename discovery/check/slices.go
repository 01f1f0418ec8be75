package check

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var sliceName = regexp.MustCompile(`\.(\d{3,9})\.rsmf$`)

// checkSlices holds a ticket to its .rsmf files: they are numbered from 1, are
// of this ticket, and hold no file that is no attachment of it.
func (v *volume) checkSlices(d *document) {
	list := d.list("RSMFLINK")
	if len(list) == 0 && d.parent == "" && v.report.has("rsmf") && d.get("EXCEPTION") == "" {
		v.problem(LinkLacking, d.row, "%s has no RSMFLINK", d.id)
	}
	sums := d.list("RSMFSHA256")
	if len(sums) != len(list) {
		v.problem(LinkHash, d.row, "RSMFSHA256 has %d hashes for %d files", len(sums), len(list))
	}
	for i, value := range list {
		m := sliceName.FindStringSubmatch(value)
		if n, err := strconv.Atoi(strings.Join(m[min(1, len(m)):], "")); err != nil || n != i+1 {
			v.problem(LinkForm, d.row, "RSMFLINK %d is %q", i+1, value)
		}
		f := v.linked(d, "RSMFLINK", "RSMF", value)
		if f == nil {
			continue
		}
		if len(sums) == len(list) && sums[i] != f.sha256 {
			v.problem(LinkHash, d.row, "%s: RSMFSHA256 says %q, the file has %s", value, sums[i], f.sha256)
		}
		if f.rsmf == nil {
			continue
		}
		if !strings.HasSuffix(f.rsmf.collection, "-"+d.get("TICKETID")) {
			v.problem(RSMFTicket, d.row, "%s is for %q, the row for ticket %s", value, f.rsmf.collection, d.get("TICKETID"))
		}
		v.checkHeld(d, value, f.rsmf)
	}
}

// checkHeld looks for files in a slice that no attachment's row has.
func (v *volume) checkHeld(d *document, value string, info *rsmfInfo) {
	if v.held == nil {
		v.held = map[[2]string]bool{}
		for _, c := range v.docs {
			if c.get("EXCEPTION") == "" {
				v.held[[2]string{c.parent, c.get("SHA256HASH")}] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(info.files)) {
		if !v.held[[2]string{d.id, info.files[name]}] {
			v.problem(RSMFTicket, d.row, "%s holds %s, which is not an attachment of %s, or is withheld", value, name, d.id)
		}
	}
}
