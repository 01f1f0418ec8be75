package bidi

import "golang.org/x/text/unicode/bidi"

// noOverride stands for a neutral override status.
const noOverride = class(0xFF)

// status is an entry of the directional status stack (X1).
type status struct {
	level    int8
	override class
	isolate  bool
}

// explicitState walks through the explicit codes.
type explicitState struct {
	*paragraph
	overflowIsolate   int
	overflowEmbedding int
	validIsolate      int
}

func (s *explicitState) top() *status { return &s.stack[len(s.stack)-1] }

func (s *explicitState) reset() {
	s.stack = append(s.stack[:0], status{s.base, noOverride, false})
	s.overflowIsolate, s.overflowEmbedding, s.validIsolate = 0, 0, 0
}

// explicit applies rules X1 to X8.
func (p *paragraph) explicit() {
	s := explicitState{paragraph: p}
	s.reset()
	for i, c := range p.original {
		switch {
		case c == bidi.B:
			p.levels[i] = p.base
			s.reset()
		case c == bidi.RLE || c == bidi.LRE || c == bidi.RLO || c == bidi.LRO:
			s.embed(c)
		case initiator(c):
			s.set(i)
			s.isolate(i, c)
		case c == bidi.PDI:
			s.closeIsolate()
			s.set(i)
		case c == bidi.PDF:
			s.pop()
		case c != bidi.BN:
			s.set(i)
		}
	}
}

// set gives a character the current level and override.
func (s *explicitState) set(i int) {
	s.levels[i] = s.top().level
	if o := s.top().override; o != noOverride {
		s.types[i] = o
	}
}

// next is the least level above the current one of a direction.
func (s *explicitState) next(rtl bool) int8 {
	if rtl {
		return (s.top().level + 1) | 1
	}
	return (s.top().level + 2) &^ 1
}

// embed opens an embedding or an override (X2 to X5).
func (s *explicitState) embed(c class) {
	level := s.next(c == bidi.RLE || c == bidi.RLO)
	if level > maxDepth || s.overflowIsolate > 0 || s.overflowEmbedding > 0 {
		if s.overflowIsolate == 0 {
			s.overflowEmbedding++
		}
		return
	}
	override := noOverride
	switch c {
	case bidi.RLO:
		override = bidi.R
	case bidi.LRO:
		override = bidi.L
	}
	s.stack = append(s.stack, status{level, override, false})
}

// isolate opens an isolate (X5a to X5c).
func (s *explicitState) isolate(i int, c class) {
	if s.overflowIsolate > 0 || s.overflowEmbedding > 0 || s.top().level >= maxDepth {
		s.overflowIsolate++ // whatever its direction; so a flood of them is not looked into
		return
	}
	rtl := c == bidi.RLI
	if c == bidi.FSI {
		end := len(s.text)
		if s.match[i] >= 0 {
			end = int(s.match[i])
		}
		rtl, _ = FirstStrong(s.text[i+1 : end])
	}
	level := s.next(rtl)
	if level > maxDepth {
		s.overflowIsolate++
		return
	}
	s.validIsolate++
	s.stack = append(s.stack, status{level, noOverride, true})
}

// closeIsolate ends an isolate and what was left open in it (X6a).
func (s *explicitState) closeIsolate() {
	switch {
	case s.overflowIsolate > 0:
		s.overflowIsolate--
	case s.validIsolate > 0:
		s.overflowEmbedding = 0
		for !s.top().isolate {
			s.stack = s.stack[:len(s.stack)-1]
		}
		s.stack = s.stack[:len(s.stack)-1]
		s.validIsolate--
	}
}

// pop ends an embedding or an override (X7).
func (s *explicitState) pop() {
	switch {
	case s.overflowIsolate > 0:
	case s.overflowEmbedding > 0:
		s.overflowEmbedding--
	case !s.top().isolate && len(s.stack) > 1:
		s.stack = s.stack[:len(s.stack)-1]
	}
}
