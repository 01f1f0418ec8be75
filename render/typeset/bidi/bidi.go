// Package bidi computes the embedding levels of the Unicode Bidirectional
// Algorithm (UAX #9).
//
// The libraries at hand run the algorithm but hand out only stretches of one
// direction, in which a number inside of Hebrew (level 2) and the English
// after it (level 0) are one. Lines cannot be put in visual order from that,
// so the levels themselves are needed. The names of rules in the comments are
// those of the standard; its conformance tests are run against this package.
package bidi

import "golang.org/x/text/unicode/bidi"

// maxDepth is the deepest explicit level (BD2).
const maxDepth = 125

// class is a Bidi_Class; none of them is "no class".
type class = bidi.Class

// paragraph is the state of one run of the algorithm.
type paragraph struct {
	text     []rune
	base     int8
	original []class // as in the character database
	types    []class // as the rules change them
	levels   []int8
	match    []int // isolate initiator → its PDI and back, -1 for none
}

// Levels returns the level of each rune of a paragraph whose base direction
// is right to left or left to right. Spaces at the end have the base level.
func Levels(text []rune, rtl bool) []int8 {
	p := &paragraph{text: text, levels: make([]int8, len(text))}
	if rtl {
		p.base = 1
	}
	if p.classify() && !rtl {
		return p.levels // only left to right, nothing to do
	}
	p.explicit()
	for _, seq := range p.sequences() {
		p.resolve(seq)
	}
	p.finish()
	return p.levels
}

// FirstStrong finds the direction of a text by its first strong character
// outside of isolates (P2). ok is false if there is none.
func FirstStrong(text []rune) (rtl, ok bool) {
	depth := 0
	for _, r := range text {
		switch c := classOf(r); {
		case initiator(c):
			depth++
		case c == bidi.PDI:
			depth = max(depth-1, 0)
		case depth > 0:
		case c == bidi.L:
			return false, true
		case c == bidi.R || c == bidi.AL:
			return true, true
		}
	}
	return false, false
}

func classOf(r rune) class {
	properties, _ := bidi.LookupRune(r)
	return properties.Class()
}

// classify looks up the classes and pairs up the isolates (BD9). It tells
// whether nothing can get a level other than 0 in a text from left to right.
func (p *paragraph) classify() bool {
	p.original, p.types, p.match = make([]class, len(p.text)), make([]class, len(p.text)), make([]int, len(p.text))
	plain := true
	var open []int
	for i, r := range p.text {
		c := classOf(r)
		p.original[i], p.types[i], p.match[i] = c, c, -1
		switch {
		case c == bidi.L || c == bidi.EN || c == bidi.ES || c == bidi.ET || c == bidi.CS || c == bidi.WS || c == bidi.ON || c == bidi.NSM:
			continue
		case initiator(c):
			open = append(open, i)
		case c == bidi.PDI && len(open) > 0:
			last := len(open) - 1
			p.match[i], p.match[open[last]] = open[last], i
			open = open[:last]
		case c == bidi.B:
			open = open[:0]
		}
		plain = false
	}
	return plain
}

func initiator(c class) bool { return c == bidi.LRI || c == bidi.RLI || c == bidi.FSI }

// removed tells whether rule X9 takes a character out.
func removed(c class) bool {
	switch c {
	case bidi.LRE, bidi.RLE, bidi.LRO, bidi.RLO, bidi.PDF, bidi.BN:
		return true
	}
	return false
}

// finish gives removed characters the level of what stands before them, and
// separators and the spaces before them that of the paragraph (L1).
func (p *paragraph) finish() {
	trailing := true
	for i := len(p.text) - 1; i >= 0; i-- {
		switch c := p.original[i]; {
		case c == bidi.B || c == bidi.S:
			p.levels[i], trailing = p.base, true
		case c == bidi.WS || initiator(c) || c == bidi.PDI:
			if trailing {
				p.levels[i] = p.base
			}
		case removed(c):
		default:
			trailing = false
		}
	}
	last := p.base
	for i := range p.levels {
		if removed(p.original[i]) {
			p.levels[i] = last
		}
		last = p.levels[i]
	}
}
