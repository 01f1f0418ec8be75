// Package bidi computes the embedding levels of the Unicode Bidirectional
// Algorithm (UAX #9).
//
// The available libraries run the algorithm but return only stretches of one
// direction, in which a number within Hebrew (level 2) and the English after it
// (level 0) are one stretch. Lines cannot be put in visual order from that, so
// the levels themselves are needed. The names of rules in the comments are
// those of the standard; its conformance tests are run on this package.
package bidi

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

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
	match    []int32 // isolate initiator → its PDI and back, -1 for none
	scratch
}

// scratch is memory that a [Resolver] keeps for its next text.
type scratch struct {
	open       []int32 // isolates not yet closed
	stack      []status
	explicitly []int8     // levels before the implicit ones
	kept       []int32    // what rule X9 leaves
	runs       []levelRun // of kept
	runOf      []int32    // by place in the text
	joined     []int32    // indexes of sequences of several runs
	sequence   []class    // the types of one sequence
	brackets   []opened
	pairs      []pair
}

// Resolver computes levels, and keeps its memory for the next text. It is for
// one goroutine.
type Resolver struct{ p paragraph }

// Levels returns the level of each rune of a paragraph whose base direction
// is right to left or left to right. Spaces at the end have the base level.
// The result is overwritten by the next call.
func (r *Resolver) Levels(text []rune, rtl bool) []int8 {
	p := &r.p
	p.text, p.base = text, 0
	if rtl {
		p.base = 1
	}
	contents := p.classify()
	switch {
	case !rtl && contents&^mild == 0, rtl && contents&^quiet == 0:
		fill(p.levels, p.base) // nothing goes the other way
		return p.levels
	case contents&steering == 0:
		p.whole()
	default:
		p.pairUp()
		p.explicit()
		p.sequences()
	}
	p.finish()
	return p.levels
}

// Levels is [Resolver.Levels] for a single text.
func Levels(text []rune, rtl bool) []int8 { return new(Resolver).Levels(text, rtl) }

// FirstStrong finds the direction of a text by its first strong character
// outside of isolates (P2). ok is false if there is none.
func FirstStrong(text []rune) (rtl, ok bool) {
	var s search
	for _, r := range text {
		if s.decides(r) {
			return s.rtl, true
		}
	}
	return false, false
}

// FirstStrongOf is [FirstStrong] of a string.
func FirstStrongOf(text string) (rtl, ok bool) {
	var s search
	for _, r := range text {
		if s.decides(r) {
			return s.rtl, true
		}
	}
	return false, false
}

// search is a search for a strong character.
type search struct {
	depth int // of isolates
	rtl   bool
}

// decides tells whether r is the one, and sets rtl.
func (s *search) decides(r rune) bool {
	switch c := classOf(r); {
	case initiator(c):
		s.depth++
	case c == bidi.PDI:
		s.depth = max(s.depth-1, 0)
	case s.depth > 0:
	case c == bidi.L || c == bidi.R || c == bidi.AL:
		s.rtl = c != bidi.L
		return true
	}
	return false
}

// contents is a set of the classes in a text.
type contents uint32

const (
	// mild classes have level 0 in a text from left to right.
	mild = 1<<bidi.L | 1<<bidi.EN | 1<<bidi.ES | 1<<bidi.ET | 1<<bidi.CS | 1<<bidi.WS | 1<<bidi.ON | 1<<bidi.NSM
	// quiet classes have level 1 in a text from right to left.
	quiet = 1<<bidi.R | 1<<bidi.AL | 1<<bidi.ES | 1<<bidi.ET | 1<<bidi.CS | 1<<bidi.WS | 1<<bidi.ON | 1<<bidi.NSM
	// steering classes open or close embeddings, end paragraphs, or are
	// left out by rule X9.
	steering = 1<<bidi.B | 1<<bidi.BN | 1<<bidi.LRE | 1<<bidi.RLE | 1<<bidi.LRO | 1<<bidi.RLO | 1<<bidi.PDF |
		1<<bidi.LRI | 1<<bidi.RLI | 1<<bidi.FSI | 1<<bidi.PDI
)

// classify looks up the classes, and makes room for what follows.
func (p *paragraph) classify() contents {
	n := len(p.text)
	p.original, p.types = slices.Grow(p.original[:0], n)[:n], slices.Grow(p.types[:0], n)[:n]
	p.levels = slices.Grow(p.levels[:0], n)[:n]
	found, low := contents(0), lowClasses()
	for i, r := range p.text {
		c := class(0)
		if uint32(r) < uint32(len(low)) {
			c = low[r]
		} else {
			c = classOf(r)
		}
		p.original[i], p.types[i] = c, c
		found |= 1 << c
	}
	return found
}

// whole resolves a text that is a single sequence.
func (p *paragraph) whole() {
	fill(p.levels, p.base)
	p.kept = p.kept[:0]
	for i := range p.text {
		p.kept = append(p.kept, int32(i))
	}
	if len(p.kept) > 0 {
		p.resolve(sequence{p.kept, p.base, direction(p.base), direction(p.base)})
	}
}

func fill(levels []int8, level int8) {
	for i := range levels {
		levels[i] = level
	}
}

// pairUp finds the isolates and what closes them (BD9).
func (p *paragraph) pairUp() {
	p.match, p.open = slices.Grow(p.match[:0], len(p.text))[:len(p.text)], p.open[:0]
	for i, c := range p.original {
		p.match[i] = -1
		switch {
		case initiator(c):
			p.open = append(p.open, int32(i))
		case c == bidi.PDI && len(p.open) > 0:
			last := len(p.open) - 1
			p.match[i], p.match[p.open[last]] = p.open[last], int32(i)
			p.open = p.open[:last]
		case c == bidi.B:
			p.open = p.open[:0]
		}
	}
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
