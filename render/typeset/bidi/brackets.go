package bidi

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// maxOpen is how many brackets may be open at once (BD16).
const maxOpen = 63

// closing returns the closing bracket of an opening one (BidiBrackets.txt).
func closing(r rune) rune {
	switch r {
	case '[', '{', 0xFF3B, 0xFF5B:
		return r + 2
	case 0x298D: // these two are crossed over
		return 0x2990
	case 0x298F:
		return 0x298E
	}
	return r + 1
}

// normal returns a bracket under its canonical code point.
func normal(r rune) rune {
	switch r {
	case 0x2329:
		return 0x3008
	case 0x232A:
		return 0x3009
	}
	return r
}

// pair is an opening bracket and its closing one, as places in a sequence.
type pair struct{ open, close int }

// opened is a bracket that awaits its closing one.
type opened struct {
	close rune
	at    int
}

// findPairs finds the bracket pairs of a sequence (BD16).
func (p *paragraph) findPairs(types []class, seq sequence) []pair {
	stack, found := p.brackets[:0], p.pairs[:0]
	defer func() { p.brackets, p.pairs = stack, found }()
	for i, at := range seq.index {
		if types[i] != bidi.ON {
			continue
		}
		r := normal(p.text[at])
		properties, _ := bidi.LookupRune(r)
		if !properties.IsBracket() {
			continue
		}
		if properties.IsOpeningBracket() {
			if len(stack) == maxOpen {
				return nil
			}
			stack = append(stack, opened{closing(r), i})
			continue
		}
		for j := len(stack) - 1; j >= 0; j-- {
			if stack[j].close == r {
				found = append(found, pair{stack[j].at, i})
				stack = stack[:j]
				break
			}
		}
	}
	slices.SortFunc(found, func(a, b pair) int { return a.open - b.open })
	return found
}

// pairBrackets applies rule N0: a pair takes one direction, that of what it holds
// or of what stands before it.
func (p *paragraph) pairBrackets(types []class, seq sequence) {
	own := direction(seq.level)
	for _, b := range p.findPairs(types, seq) {
		inside := bidi.ON
		for _, t := range types[b.open+1 : b.close] {
			if t = strongOf(t); t == own {
				inside = own
				break
			} else if t == bidi.L || t == bidi.R {
				inside = t
			}
		}
		if inside == bidi.ON {
			continue
		}
		if inside != own {
			if context := strongBefore(types, b.open, seq.sos); context != inside {
				inside = own
			}
		}
		p.setBracket(types, seq, b.open, inside)
		p.setBracket(types, seq, b.close, inside)
	}
}

// strongBefore is the strong direction before a place.
func strongBefore(types []class, at int, sos class) class {
	for i := at - 1; i >= 0; i-- {
		if t := strongOf(types[i]); t == bidi.L || t == bidi.R {
			return t
		}
	}
	return sos
}

// setBracket gives a bracket its direction, and the marks after it the same.
func (p *paragraph) setBracket(types []class, seq sequence, at int, t class) {
	types[at] = t
	for i := at + 1; i < len(types) && p.original[seq.index[i]] == bidi.NSM; i++ {
		types[i] = t
	}
}
