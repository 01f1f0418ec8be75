package bidi

import "golang.org/x/text/unicode/bidi"

// resolve finds the levels of a sequence.
func (p *paragraph) resolve(seq sequence) {
	types := p.sequence[:0]
	for _, at := range seq.index {
		types = append(types, p.types[at])
	}
	p.sequence = types
	weak(types, seq.sos)
	p.pairBrackets(types, seq)
	neutral(types, seq)
	for i, at := range seq.index { // I1 and I2
		switch t := types[i]; {
		case seq.level%2 == 0 && t == bidi.R, seq.level%2 == 1 && (t == bidi.L || t == bidi.EN || t == bidi.AN):
			p.levels[at] = seq.level + 1
		case seq.level%2 == 0 && (t == bidi.AN || t == bidi.EN):
			p.levels[at] = seq.level + 2
		}
	}
}

// weak applies rules W1 to W7.
func weak(types []class, sos class) {
	marksAndNumbers(types, sos)
	separators(types)
	terminators(types)
	strong := sos // W7
	for i, t := range types {
		switch t {
		case bidi.L, bidi.R:
			strong = t
		case bidi.ES, bidi.ET, bidi.CS: // W6
			types[i] = bidi.ON
		case bidi.EN:
			if strong == bidi.L {
				types[i] = bidi.L
			}
		}
	}
}

// marksAndNumbers applies rules W1 to W3.
func marksAndNumbers(types []class, sos class) {
	before, strong := sos, sos
	for i, t := range types {
		if t == bidi.NSM { // W1
			if t = before; initiator(before) || before == bidi.PDI {
				t = bidi.ON
			}
			types[i] = t
		}
		before = t
		switch t {
		case bidi.L, bidi.R, bidi.AL:
			strong = t
		case bidi.EN:
			if strong == bidi.AL { // W2
				types[i] = bidi.AN
			}
		}
	}
	for i, t := range types {
		if t == bidi.AL { // W3
			types[i] = bidi.R
		}
	}
}

// separators applies rule W4.
func separators(types []class) {
	for i := 1; i+1 < len(types); i++ {
		before, after := types[i-1], types[i+1]
		if before != after {
			continue
		}
		if types[i] == bidi.CS && (before == bidi.EN || before == bidi.AN) || types[i] == bidi.ES && before == bidi.EN {
			types[i] = before
		}
	}
}

// terminators applies rule W5.
func terminators(types []class) {
	for i := 0; i < len(types); i++ {
		if types[i] != bidi.ET {
			continue
		}
		end := i
		for end < len(types) && types[end] == bidi.ET {
			end++
		}
		if i > 0 && types[i-1] == bidi.EN || end < len(types) && types[end] == bidi.EN {
			for j := i; j < end; j++ {
				types[j] = bidi.EN
			}
		}
		i = end - 1
	}
}

// isNeutral tells whether a class is one of NI.
func isNeutral(t class) bool {
	return t == bidi.B || t == bidi.S || t == bidi.WS || t == bidi.ON || t == bidi.PDI || initiator(t)
}

// strongOf is the direction that a class counts as among neutrals.
func strongOf(t class) class {
	if t == bidi.EN || t == bidi.AN {
		return bidi.R
	}
	return t
}

// neutral applies rules N1 and N2.
func neutral(types []class, seq sequence) {
	for i := 0; i < len(types); i++ {
		if !isNeutral(types[i]) {
			continue
		}
		end := i
		for end < len(types) && isNeutral(types[end]) {
			end++
		}
		before, after := seq.sos, seq.eos
		if i > 0 {
			before = strongOf(types[i-1])
		}
		if end < len(types) {
			after = strongOf(types[end])
		}
		if before != after {
			before = direction(seq.level)
		}
		for j := i; j < end; j++ {
			types[j] = before
		}
		i = end - 1
	}
}
