package redact

import (
	"slices"
)

// Known are numbers that were found, to be found again however they stand:
// what one text tells by its words or its form, another may not.
type Known struct {
	rules   map[string]string // by digits
	lengths []int             // that there are, the longest first
}

// Learn remembers a number that was found. What is no number of seven digits
// or more is not remembered.
func (k *Known) Learn(content, rule string) {
	switch rule {
	case Card, IsrID, SSN, Phone:
	default:
		return
	}
	digits := digitsOf(read(content).text)
	if len(digits) < minDigits {
		return
	}
	if k.rules == nil {
		k.rules = make(map[string]string)
	}
	if _, twice := k.rules[digits]; twice {
		return
	}
	k.rules[digits] = rule
	if !slices.Contains(k.lengths, len(digits)) {
		k.lengths = append(k.lengths, len(digits))
		slices.SortFunc(k.lengths, func(a, b int) int { return b - a })
	}
}

func digitsOf(text []byte) string {
	var digits []byte
	for _, c := range text {
		if isDigit(c) {
			digits = append(digits, c)
		}
	}
	return string(digits)
}

// Find returns where the numbers stand in pieces of text, read as one.
func (k *Known) Find(pieces ...string) (found []Span) {
	if len(k.rules) == 0 || !k.mayFind(pieces) {
		return nil
	}
	t := read(pieces...)
	for _, c := range chains(t.text) {
		for i := 0; i < len(c); i++ {
			if n, rule := k.at(c[i:]); n > 0 {
				found = append(found, t.span(rule, c[i].start, c[i+n-1].end))
				i += n - 1
			}
		}
	}
	return found
}

// at returns of how many groups the number consists that a chain begins with.
func (k *Known) at(c chain) (groups int, rule string) {
	for n := range c {
		digits := c[:n+1].joined()
		if len(digits) > k.lengths[0] {
			break
		}
		if is, known := k.rules[digits]; known {
			groups, rule = n+1, is
		}
	}
	return groups, rule
}

func (k *Known) mayFind(pieces []string) bool {
	digits := 0
	for _, piece := range pieces {
		for i := range len(piece) {
			if c := piece[i]; isDigit(c) || c >= 0x80 && (c < 0xd7 || c > 0xd8 && c&0xc0 == 0xc0) {
				digits++
			}
		}
	}
	return digits >= k.lengths[len(k.lengths)-1]
}
