package bidi

import "golang.org/x/text/unicode/bidi"

// sequence is an isolating run sequence (BD13): the characters that the rules
// from W1 on look at together.
type sequence struct {
	index    []int // into the paragraph
	level    int8
	sos, eos class
}

// sequences finds the isolating run sequences (X10).
func (p *paragraph) sequences() []sequence {
	runs, runOf := p.levelRuns()
	var found []sequence
	for _, run := range runs {
		first := run[0]
		if p.original[first] == bidi.PDI && p.match[first] >= 0 {
			continue // it belongs to the sequence of its initiator
		}
		index := run
		for {
			last := index[len(index)-1]
			if !initiator(p.original[last]) || p.match[last] < 0 {
				break
			}
			index = append(index[:len(index):len(index)], runs[runOf[p.match[last]]]...)
		}
		found = append(found, p.bounded(index))
	}
	return found
}

// levelRuns cuts the paragraph where the level changes (BD7).
func (p *paragraph) levelRuns() (runs [][]int, runOf []int) {
	runOf = make([]int, len(p.text))
	for i := range p.text {
		if removed(p.original[i]) {
			continue
		}
		last := len(runs) - 1
		if last < 0 || p.levels[runs[last][0]] != p.levels[i] {
			runs = append(runs, nil)
			last++
		}
		runs[last] = append(runs[last], i)
		runOf[i] = last
	}
	return runs, runOf
}

// bounded finds what a sequence starts and ends with.
func (p *paragraph) bounded(index []int) sequence {
	first, last := index[0], index[len(index)-1]
	seq := sequence{index: index, level: p.levels[first]}
	before, after := p.base, p.base
	for i := first - 1; i >= 0; i-- {
		if !removed(p.original[i]) {
			before = p.levels[i]
			break
		}
	}
	if !initiator(p.original[last]) { // else it has no PDI, and reaches to the end
		for i := last + 1; i < len(p.text); i++ {
			if !removed(p.original[i]) {
				after = p.levels[i]
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
