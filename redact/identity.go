package redact

import "strings"

// findIsrIDs looks for Israeli identity numbers: nine digits of which the last
// one checks the others. Where the words before say that it is one, it may
// lack its leading zeros.
func (r *Redactor) findIsrIDs(t *reading, c chain, add func(rule string, start, end int)) {
	for i := 0; i < len(c); i++ {
		for n := min(len(c)-i, 9); n > 0; n-- {
			if r.isIsrID(t, c, i, n) {
				add(IsrID, c[i].start, c[i+n-1].end)
				i += n - 1
				break
			}
		}
	}
}

func (r *Redactor) isIsrID(t *reading, c chain, at, n int) bool {
	groups := c[at : at+n]
	digits := groups.joined()
	if len(digits) < minDigits || len(digits) > 9 || !idShaped(groups, len(c)) {
		return false
	}
	if r.exempt[digits] || !idChecks(digits) || decimal(t, groups) {
		return false
	}
	switch t.hintAt(groups.start()) {
	case identity:
		return true
	case other:
		return false
	}
	return len(digits) == 9 && !strings.HasPrefix(digits, "00000") && !inWord(t, groups) && !dialled(t, c, at) && (n == 1 || !tied(c, at, n))
}

// idShaped reports whether groups stand as those of an identity number:
// together, its check digit or threes apart, or in as many cells as there
// are.
func idShaped(groups chain, inAll int) bool {
	switch shape := groups.shape(); shape {
	case "9":
		return true
	case "7", "8":
		return true // if the words say so
	case "81", "171", "333":
		return !groups.has("+.(")
	case "111111111":
		return inAll == 9
	}
	return len(groups.joined()) == 9 && len(groups) == inAll && groups.breaks() == len(groups)-1
}

// idChecks is the check of the Israeli population registry. Missing zeros are
// put in front.
func idChecks(digits string) bool { return strings.Trim(digits, "0") != "" && luhn(digits) }

// decimal reports whether digits are a part of a number with a point.
func decimal(t *reading, c chain) bool {
	digit := func(i int) bool { return i >= 0 && i < len(t.text) && isDigit(t.text[i]) }
	point := func(i int) bool { return i >= 0 && i < len(t.text) && (t.text[i] == '.' || t.text[i] == ',') }
	return fraction(t, c.start()) || point(c.end()) && digit(c.end()+1)
}

// fraction reports whether a point or a comma and a digit stand before.
func fraction(t *reading, at int) bool {
	return at > 1 && (t.text[at-1] == '.' || t.text[at-1] == ',') && isDigit(t.text[at-2])
}

// inWord reports whether digits are a part of a word of Latin letters, as
// codes of orders and goods are.
func inWord(t *reading, c chain) bool {
	start, end := c.start(), c.end()
	return start > 0 && isLetter(t.text[start-1]) || end < len(t.text) && isLetter(t.text[end])
}

// dialled reports whether what stands before a group makes it the rest of an
// international telephone number.
func dialled(t *reading, c chain, at int) bool {
	start := c[at].start
	if start > 0 && t.text[start-1] == '+' {
		return true
	}
	if at == 0 || c[at].broken {
		return false
	}
	before := c[at-1]
	return before.digits == "972" || before.digits == "00972" || before.start > 0 && t.text[before.start-1] == '+'
}

// findSSNs looks for US social security numbers: in their groups of three,
// two and four, or together where the words before say that it is one.
func findSSNs(t *reading, c chain, add func(rule string, start, end int)) {
	for i := 0; i < len(c); i++ {
		switch {
		case len(c[i].digits) == 9 && ssnAssigned(c[i].digits) && lastOf(t.before(c[i].start), socialWords) >= 0:
			add(SSN, c[i].start, c[i].end)
		case i+3 <= len(c) && c[i:i+3].shape() == "324" && !c[i:i+3].has("/+()") && ssnAssigned(c[i:i+3].joined()) && !tied(c, i, 3) && c[i+1].gap == c[i+2].gap:
			add(SSN, c[i].start, c[i+2].end)
			i += 2
		case len(c) == 9 && c.shape() == "111111111" && ssnAssigned(c.joined()) && lastOf(t.before(c.start()), socialWords) >= 0:
			add(SSN, c.start(), c.end())
			return
		}
	}
}

// tied reports whether a dash ties groups to others of the chain: then they
// are a part of a longer number.
func tied(c chain, at, n int) bool {
	tie := func(gap string) bool { return gap == "-" || gap == "." }
	return at > 0 && tie(c[at].gap) || at+n < len(c) && tie(c[at+n].gap)
}

// ssnAssigned leaves out what the Social Security Administration never gives
// out, and the two numbers that advertisements made known.
func ssnAssigned(digits string) bool {
	area, middle, serial := digits[:3], digits[3:5], digits[5:]
	return area != "000" && area != "666" && area < "900" && middle != "00" && serial != "0000" &&
		digits != "078051120" && digits != "219099999"
}
