package redact

import (
	"regexp"
	"strings"
)

const (
	minPhone, maxPhone = 7, 15 // digits, with the country's code
	maxPhoneGroups     = 7
)

// findPhones looks for telephone numbers: with their country's code behind a
// plus or zeros, or with the code of one of the regions and without any; and
// for those of the regions, with their trunk prefix or in groups.
func (r *Redactor) findPhones(t *reading, c chain, add func(rule string, start, end int)) {
	if whole := c.figures(); whole != nil && r.dials(t, whole, whole.joined(), false) {
		add(Phone, c.start(), c.end())
		return
	}
	for i := 0; i < len(c); i++ {
		n, plus := r.phoneAt(t, c, i)
		if n == 0 {
			continue
		}
		add(Phone, c[i].start-plus, c[i+n-1].end)
		i += n - 1
	}
}

// phoneAt returns of how many groups the telephone number consists that begins
// at one, the longest, and how many bytes its plus and brackets stand before it.
func (r *Redactor) phoneAt(t *reading, c chain, at int) (groups, plus int) {
	plus, isPlus := leading(t, c[at].start)
	if !isPlus && (c[at].partOfDate(c, at) || fraction(t, c[at].start) || inCode(t, c[at].start) || seconds(t, c[at])) {
		return 0, 0
	}
	for n := 1; n <= maxPhoneGroups && at+n <= len(c); n++ {
		if n > 1 && strings.Contains(c[at+n-1].gap, "+") {
			break
		}
		digits := c[at : at+n].joined()
		if len(digits) > maxPhone+3 {
			break
		}
		if len(digits) < minPhone || n > 2 && c[at+1:at+n].shortest() < 2 && !isPlus {
			continue
		}
		if r.dials(t, c[at:at+n], digits, isPlus) {
			groups = n
		}
	}
	if groups > 0 && !isPlus && inUUID(t, c[at].start) {
		return 0, 0
	}
	return groups, plus
}

// leading is how many bytes a plus, a bracket and spaces take before a number.
func leading(t *reading, at int) (bytes int, plus bool) {
	start := at
	for start > 0 && at-start < 3 && strings.IndexByte(" (", t.text[start-1]) >= 0 {
		start--
	}
	if start > 0 && t.text[start-1] == '+' {
		return at - start + 1, true
	}
	if at > 0 && t.text[at-1] == '(' {
		return 1, false
	}
	return 0, false
}

// figures is a chain of single figures made one group, as a number is in a
// form with a cell for each; nil for any other.
func (c chain) figures() chain {
	if len(c) < 9 || len(c) > maxPhone || len(c.joined()) != len(c) {
		return nil
	}
	return chain{{start: c.start(), end: c.end(), digits: c.joined(), line: c.joined()}}
}

// partOfDate reports whether a date begins at a group: 05-08-2026.
func (g group) partOfDate(c chain, at int) bool {
	if at+3 > len(c) {
		return false
	}
	switch c[at : at+3].shape() {
	case "224", "114", "124", "214", "422", "222":
		return c[at+1].gap == c[at+2].gap && (c[at+1].gap == "-" || c[at+1].gap == "/" || c[at+1].gap == ".")
	}
	return false
}

// inCode reports whether a letter of Latin or a sign ties digits to what
// stands before, as in codes of orders.
func inCode(t *reading, at int) bool {
	return at > 0 && (isLetter(t.text[at-1]) || t.text[at-1] == '#')
}

// seconds reports whether a group is the seconds of a time that has a
// fraction of them: 10:14:02.0740003.
func seconds(t *reading, g group) bool {
	clock := t.text[max(0, g.start-len("10:14:")):g.start]
	return len(g.digits) == 2 && g.end < len(t.text) && t.text[g.end] == '.' && clockBefore.Match(clock)
}

var (
	clockBefore = regexp.MustCompile(`^\d\d:\d\d:$`)
	uuid        = regexp.MustCompile(`(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`)
)

// inUUID reports whether a UUID stands around a place, as those of messages
// do: digits that happen to stand in it are no number of anybody.
func inUUID(t *reading, at int) bool {
	const length = 36
	from := max(0, at-length)
	for _, found := range uuid.FindAllIndex(t.text[from:min(len(t.text), at+length)], -1) {
		if from+found[0] <= at && at < from+found[1] {
			return true
		}
	}
	return false
}
