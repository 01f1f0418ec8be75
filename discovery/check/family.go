package check

import (
	"slices"
	"strconv"
)

// checkFamilies holds parents and their attachments together. A family begins
// with its parent and lies in one volume.
func (v *volume) checkFamilies() {
	for at := 0; at < len(v.docs); {
		parent := v.docs[at]
		if parent.parent != "" {
			v.problem(Family, parent.row, "%s is an attachment of %s, and does not follow it", parent.id, parent.parent)
			at++
			continue
		}
		end := at + 1
		for end < len(v.docs) && v.docs[end].parent == parent.id && parent.id != "" {
			end++
		}
		v.checkFamily(parent, v.docs[at+1:end])
		at = end
	}
}

func (v *volume) checkFamily(parent *document, children []*document) {
	var ids []string
	first, last := "", ""
	for _, c := range children {
		ids = append(ids, c.id)
		first, last = parent.get("BEGBATES"), c.get("ENDBATES")
	}
	if parent.get("DOCTYPE") != "Ticket" {
		v.problem(Family, parent.row, "a parent is a %q", parent.get("DOCTYPE"))
	}
	if got := parent.list("ATTACHIDS"); !slices.Equal(got, ids) {
		v.problem(Family, parent.row, "ATTACHIDS is %q; its attachments are %q", got, ids)
	}
	if got := parent.get("ATTACHCOUNT"); got != strconv.Itoa(len(children)) {
		v.problem(Family, parent.row, "ATTACHCOUNT is %q; it has %d attachments", got, len(children))
	}
	v.checkSpan(parent, first, last)
	for _, c := range children {
		v.checkSpan(c, first, last)
		v.checkChild(parent, c)
	}
	v.checkTold(parent, children)
}

func (v *volume) checkSpan(d *document, first, last string) {
	if d.get("BEGATTACH") != first || d.get("ENDATTACH") != last {
		v.problem(Family, d.row, "BEGATTACH to ENDATTACH is %q to %q; the family goes from %q to %q", d.get("BEGATTACH"), d.get("ENDATTACH"), first, last)
	}
}

// checkChild holds an attachment to what it has of its parent.
func (v *volume) checkChild(parent, c *document) {
	if c.get("DOCTYPE") != "Attachment" {
		v.problem(Family, c.row, "an attachment is a %q", c.get("DOCTYPE"))
	}
	for _, name := range []string{"ATTACHIDS", "ATTACHCOUNT", "MESSAGECOUNT", "RSMFLINK", "RSMFSHA256", "DATELASTMSG"} {
		if c.get(name) != "" {
			v.problem(Family, c.row, "an attachment has %s", name)
		}
	}
	for _, name := range []string{"TICKETID", "DEPARTMENT", "REVISION", "SOURCEKEY", "SOURCESHA256", "ALLSOURCES", "SUBJECT", "CHANNEL", "CUSTODIAN", "PARTICIPANTS", "TAGS", "DATEOPENED", "DATECLOSED"} {
		if c.get(name) != parent.get(name) {
			v.problem(Family, c.row, "%s is %q, its parent's %q", name, c.get(name), parent.get(name))
		}
	}
}
