package redact

import (
	"cmp"
	"slices"
)

// Span is a stretch of a text that is to be taken out, in bytes of the text.
// It begins and ends between two characters.
type Span struct {
	Start, End int
	Rule       string // that found it
	Shown      string // the last characters of it, which the rule leaves to be seen; mostly none
}

// Label is the rule's name, with what is left to be seen behind it.
func (s Span) Label() string {
	if s.Shown == "" {
		return s.Rule
	}
	return s.Rule + " …" + s.Shown
}

// Find returns what is to be taken out of pieces of text, read as one, in
// order and apart from one another. Where two finds overlap they are one, of
// the rule that begins first, or reaches farther.
func (r *Redactor) Find(pieces ...string) []Span {
	if r == nil || len(r.names) == 0 {
		return nil
	}
	numbers, addresses := glance(pieces)
	if !numbers && !addresses && len(r.patterns) == 0 {
		return nil
	}
	t := read(pieces...)
	var found []Span
	add := func(rule string, start, end int) { found = append(found, t.span(rule, start, end)) }
	if addresses && r.detectors[Email] {
		findEmails(t, add)
	}
	if numbers && r.detectors[IBAN] {
		findIBANs(t, add)
	}
	if numbers {
		r.findNumbers(t, add)
	}
	if len(r.patterns) > 0 {
		found = append(found, r.findPatterns(t, pieces)...)
	}
	return r.apart(found)
}

// FindIdentifier is Find for a text that is an identifier as a whole, where a
// telephone number stands with its country's code and without a plus.
func (r *Redactor) FindIdentifier(text string) []Span {
	if found := r.Find(text); len(found) > 0 || r == nil || !r.detectors[Phone] {
		return found
	}
	if numbers, _ := glance([]string{text}); !numbers {
		return nil
	}
	t := read(text)
	groups := chains(t.text)
	if len(groups) != 1 || len(groups[0]) != 1 || len(t.canonical()) != len(groups[0][0].digits) || !international(groups[0][0].digits, true) {
		return nil
	}
	return []Span{t.span(Phone, groups[0][0].start, groups[0][0].end)}
}

// findNumbers runs the detectors of numbers over each chain of digits.
func (r *Redactor) findNumbers(t *reading, add func(rule string, start, end int)) {
	if !r.detectors[Card] && !r.detectors[IsrID] && !r.detectors[SSN] && !r.detectors[Phone] {
		return
	}
	for _, c := range chains(t.text) {
		if r.detectors[Card] {
			findCards(c, add)
		}
		if r.detectors[IsrID] {
			r.findIsrIDs(t, c, add)
		}
		if r.detectors[SSN] {
			findSSNs(t, c, add)
		}
		if r.detectors[Phone] {
			r.findPhones(t, c, add)
		}
	}
}

// minDigits is how many digits the shortest number has that is found.
const minDigits = 7

// glance tells at a glance whether there may be a number or a mail address in
// pieces of text: in most there is neither, and they need not be read closely.
func glance(pieces []string) (numbers, addresses bool) {
	digits := 0
	for _, piece := range pieces {
		for i := 0; i < len(piece); i++ {
			switch c := piece[i]; {
			case c >= '0' && c <= '9':
				digits++
			case c < 0x80:
				if c == '@' {
					addresses = true
				} else if c == '%' || c == '\\' || c == '&' { // an escape may be either
					return true, true
				}
			case c == 0xef: // begins wide forms
				return true, true
			case c >= 0xd8 && c <= 0xdb || c >= 0xc0 && (c < 0xd7 || c > 0xdb): // begins a character that may be a digit; no Hebrew letter is
				digits++
			}
		}
	}
	return digits >= minDigits, addresses
}

// apart joins spans that overlap.
func (r *Redactor) apart(found []Span) []Span {
	slices.SortStableFunc(found, func(a, b Span) int {
		return cmp.Or(a.Start-b.Start, b.End-a.End, slices.Index(r.names, a.Rule)-slices.Index(r.names, b.Rule))
	})
	joined := found[:0]
	for _, s := range found {
		last := len(joined) - 1
		if last < 0 || s.Start >= joined[last].End {
			joined = append(joined, s)
			continue
		}
		if s.End > joined[last].End {
			joined[last].End, joined[last].Shown = s.End, ""
		}
	}
	return joined
}
