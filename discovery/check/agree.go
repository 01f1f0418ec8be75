package check

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// checkTold holds the rows of a family against its .rsmf files, where these say
// the same in another place.
func (v *volume) checkTold(parent *document, children []*document) {
	files, whole := v.toldOf(parent)
	for i, field := range confirmed {
		for _, t := range files {
			if !sameAs(field, parent.get(field), t.fields[i]) {
				v.differ(parent, field, parent.get(field), t.fields[i])
				break
			}
		}
	}
	for _, t := range files {
		if !slices.Contains(t.people, kept(parent.get("PARTICIPANTS"))) {
			v.differ(parent, "PARTICIPANTS", parent.get("PARTICIPANTS"), t.people[0])
			break
		}
	}
	for _, t := range files {
		if !strings.Contains(parent.get("SUBJECT"), t.title) {
			v.differ(parent, "SUBJECT", parent.get("SUBJECT"), t.title)
			break
		}
	}
	if !whole {
		return // what is missing may have the first, or the last
	}
	v.checkSaid(parent, files)
	v.checkSent(children, files)
}

// toldOf are the family's files as far as they could be read, and whether that
// is all of them.
func (v *volume) toldOf(parent *document) (list []*told, whole bool) {
	whole = true
	for _, value := range parent.list("RSMFLINK") {
		f := v.files[v.name+"/"+strings.ReplaceAll(value, `\`, "/")]
		if f == nil || f.rsmf == nil || f.rsmf.told == nil {
			whole = false
			continue
		}
		list = append(list, f.rsmf.told)
	}
	return list, whole && len(list) > 0
}

func (v *volume) differ(d *document, field, says, other string) {
	v.problem(RSMFMismatch, d.row, "%s is %q; in the .rsmf it is %q", field, says, other)
}

// sameAs compares a value with what a file says. A header may end in the midst
// of a value, with a sign for that; tags stand in a row without spaces between
// them.
func sameAs(field, row, other string) bool {
	if begin, cut := strings.CutSuffix(other, "…"); cut && strings.HasPrefix(row, begin) {
		return true
	}
	switch {
	case field == "TAGS":
		const semicolon = "[U+003B]" // in a tag
		row = strings.ReplaceAll(strings.ReplaceAll(row, several, several+" "), semicolon, several)
	case strings.HasPrefix(field, "DATE") && row != "" && !isDate(row):
		return true // its form was found fault with
	}
	return kept(row) == other
}

// checkSaid holds a ticket's row to what was said first and last.
func (v *volume) checkSaid(parent *document, files []*told) {
	var first, last *moment // a note is the first where there is no message
	spoken := 0
	for _, t := range files {
		first, last = cmp.Or(first, t.message), cmp.Or(t.last, last)
		spoken += t.spoken
	}
	for _, t := range files {
		first = cmp.Or(first, t.note)
	}
	if count := strconv.Itoa(spoken); parent.get("MESSAGECOUNT") != count {
		v.differ(parent, "MESSAGECOUNT", parent.get("MESSAGECOUNT"), count)
	}
	if first == nil {
		first, last = &moment{}, &moment{}
	}
	v.checkMoment(parent, []moment{*first})
	if !sameAs("DATELASTMSG", parent.get("DATELASTMSG"), last.sent) {
		v.differ(parent, "DATELASTMSG", parent.get("DATELASTMSG"), last.sent)
	}
}

// maxTimes is how often a file is looked for in what was sent: the first time is
// the row's, but for files that are the same against the transcript's word.
const maxTimes = 16

// checkSent holds the attachments' rows to the events that sent them. Of files
// that are the same there is one row; those that are missing have one each, in
// the order of the events.
func (v *volume) checkSent(children []*document, files []*told) {
	there, missing := map[string][]moment{}, []moment{}
	for _, t := range files {
		for _, m := range t.attachments {
			if m.sum == "" {
				missing = append(missing, m)
			} else if len(there[m.sum]) < maxTimes {
				there[m.sum] = append(there[m.sum], m)
			}
		}
	}
	for _, c := range children {
		if c.get("EXCEPTION") == "" {
			v.checkThere(c, there[c.get("SHA256HASH")])
			continue
		}
		if v.leftOut(c) {
			continue // among the events' missing ones are others
		}
		if len(missing) == 0 || !strings.HasPrefix(missing[0].name, c.get("FILENAME")+": ") && len(c.get("FILENAME")) < maxMissing {
			v.problem(RSMFMismatch, c.row, "no event of the .rsmf names %q as missing in its place", c.get("FILENAME"))
		} else {
			v.checkMoment(c, missing[:1])
		}
		missing = missing[min(1, len(missing)):]
	}
}

// leftOut tells whether a file of the family is too large for an .rsmf.
func (v *volume) leftOut(c *document) bool {
	return v.report.excepted[[2]string{c.parent, "rsmf_left_out"}] > 0
}

func (v *volume) checkThere(c *document, sent []moment) {
	if len(sent) == 0 {
		if !v.leftOut(c) {
			v.problem(RSMFMismatch, c.row, "no event of the .rsmf sends %q", c.get("FILENAME"))
		}
		return
	}
	if size := strconv.FormatInt(sent[0].size, 10); c.get("FILESIZE") != size && c.get("NATIVELINK") == "" {
		v.differ(c, "FILESIZE", c.get("FILESIZE"), size)
	}
	for _, name := range c.list("ALLFILENAMES") {
		if len(sent) < maxTimes && !slices.ContainsFunc(sent, func(m moment) bool { return kept(name) == m.name }) {
			v.differ(c, "ALLFILENAMES", name, sent[0].name)
			break
		}
	}
	v.checkMoment(c, sent)
}

// checkMoment holds a row to one of the events that it may be of.
func (v *volume) checkMoment(d *document, of []moment) {
	best := of[0]
	for _, m := range of {
		if sameAs("DATESENT", d.get("DATESENT"), m.sent) && isFrom(d.get("FROM"), &m) && d.get("DIRECTION") == m.way {
			return
		}
		if m.sent == d.get("DATESENT") {
			best = m
		}
	}
	if !sameAs("DATESENT", d.get("DATESENT"), best.sent) {
		v.differ(d, "DATESENT", d.get("DATESENT"), best.sent)
	}
	if !isFrom(d.get("FROM"), &best) {
		v.differ(d, "FROM", d.get("FROM"), strings.TrimSpace(best.from+" "+strings.Join(best.addresses, ", ")))
	}
	if d.get("DIRECTION") != best.way {
		v.differ(d, "DIRECTION", d.get("DIRECTION"), best.way)
	}
}

// isFrom compares a sender with an author: the name, and behind it an address
// that is the author's.
func isFrom(row string, m *moment) bool {
	row = strings.TrimSpace(row)
	if kept(row) == m.from {
		return true
	}
	at := strings.LastIndex(row, " <")
	if at < 0 || !strings.HasSuffix(row, ">") {
		return false
	}
	name, address := kept(row[:at]), kept(row[at+2:len(row)-1])
	return name == m.from && (m.addresses == nil || slices.Contains(m.addresses, address))
}
