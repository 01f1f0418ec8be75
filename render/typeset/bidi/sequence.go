package bidi

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// sequence is an isolating run sequence (BD13): the characters that the rules
// from W1 on look at together.
type sequence struct {
	index    []int32 // into the paragraph
	level    int8
	sos, eos class
}

// levelRun is a stretch of kept characters of one level (BD7).
type levelRun struct{ start, end int32 }

// sequences finds the isolating run sequences (X10) and resolves them. The
// levels of one do not matter to another, whose bounds go by explicit levels,
// so these are found before.
func (p *paragraph) sequences() {
	p.levelRuns()
	p.explicitly = append(p.explicitly[:0], p.levels...)
	for _, run := range p.runs {
		first := p.kept[run.start]
		if p.original[first] == bidi.PDI && p.match[first] >= 0 {
			continue // it belongs to the sequence of its initiator
		}
		p.resolve(p.bounded(p.join(run), p.explicitly))
	}
}

// join appends to a run those that its isolates hand over to.
func (p *paragraph) join(run levelRun) []int32 {
	index := p.kept[run.start:run.end]
	next := p.after(index)
	if next < 0 {
		return index
	}
	p.joined = append(p.joined[:0], index...)
	for next >= 0 {
		run = p.runs[p.runOf[next]]
		p.joined = append(p.joined, p.kept[run.start:run.end]...)
		next = p.after(p.joined)
	}
	return p.joined
}

// after is where a sequence goes on: at the PDI of its last isolate, or -1.
func (p *paragraph) after(index []int32) int32 {
	last := index[len(index)-1]
	if !initiator(p.original[last]) {
		return -1
	}
	return p.match[last]
}

// levelRuns cuts the paragraph where the level changes (BD7).
func (p *paragraph) levelRuns() {
	p.kept, p.runs = p.kept[:0], p.runs[:0]
	p.runOf = slices.Grow(p.runOf[:0], len(p.text))[:len(p.text)]
	var level int8
	for i := range p.text {
		if removed(p.original[i]) {
			continue
		}
		if len(p.runs) == 0 || level != p.levels[i] {
			level = p.levels[i]
			p.runs = append(p.runs, levelRun{start: int32(len(p.kept))})
		}
		p.kept = append(p.kept, int32(i))
		last := len(p.runs) - 1
		p.runs[last].end, p.runOf[i] = int32(len(p.kept)), int32(last)
	}
}

// bounded finds what a sequence starts and ends with.
func (p *paragraph) bounded(index []int32, levels []int8) sequence {
	first, last := index[0], index[len(index)-1]
	seq := sequence{index: index, level: levels[first]}
	before, after := p.base, p.base
	for i := first - 1; i >= 0; i-- {
		if !removed(p.original[i]) {
			before = levels[i]
			break
		}
	}
	if !initiator(p.original[last]) { // else it has no PDI, and reaches to the end
		for i := int(last) + 1; i < len(p.text); i++ {
			if !removed(p.original[i]) {
				after = levels[i]
				break
			}
		}
	}
	seq.sos, seq.eos = direction(max(seq.level, before)), direction(max(seq.level, after))
	return seq
}

// direction is the strong class of a level.
func direction(level int8) class {
	if level%2 == 1 {
		return bidi.R
	}
	return bidi.L
}
