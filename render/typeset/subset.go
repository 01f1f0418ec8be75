package typeset

import "encoding/binary"

// Bits of a TrueType composite glyph record.
const (
	argsAreWords    = 0x0001
	argsAreXY       = 0x0002
	haveScale       = 0x0008
	moreComponents  = 0x0020
	haveXYScale     = 0x0040
	haveTwoByTwo    = 0x0080
	haveInstruction = 0x0100
)

// subsetter builds a TrueType font in which glyph n is code n; glyph 0 is
// .notdef, and after the codes come the glyphs that composites are made of.
type subsetter struct {
	font     *font
	codes    int         // glyphs before the parts
	parts    []int       // source glyphs
	partID   map[int]int // source glyph → place in the subset
	glyf     []byte
	loca     []byte
	hmtx     []byte
	maxParts int // most parts in one composite
}

// subset returns the font file for codes, and how many glyphs it has.
func (f *font) subset(codes []code) (file []byte, glyphs int) {
	s := &subsetter{font: f, codes: len(codes) + 1, partID: map[int]int{}, maxParts: 1,
		glyf: make([]byte, 0, 128*(len(codes)+1)), loca: make([]byte, 0, 4*len(codes)+8), hmtx: make([]byte, 0, 4*len(codes)+4)}
	s.copyGlyph(0, f.advance(0))
	for i := range codes {
		c := &codes[i]
		if c.verbatim() {
			s.copyGlyph(c.parts[0].gid, c.advance)
		} else {
			s.composite(c)
		}
	}
	for i := 0; i < len(s.parts); i++ { // grows while nested composites appear
		s.copyGlyph(s.parts[i], f.advance(s.parts[i]))
	}
	s.loca = binary.BigEndian.AppendUint32(s.loca, uint32(len(s.glyf)))
	return assemble(s.tables()), s.codes + len(s.parts)
}

// part gives a source glyph a place among the parts.
func (s *subsetter) part(gid int) int {
	if id, ok := s.partID[gid]; ok {
		return id
	}
	id := s.codes + len(s.parts)
	s.partID[gid] = id
	s.parts = append(s.parts, gid)
	return id
}

// put adds the next glyph, of pieces one after the other.
func (s *subsetter) put(advance, bearing int, outline ...[]byte) {
	s.loca = binary.BigEndian.AppendUint32(s.loca, uint32(len(s.glyf)))
	for _, piece := range outline {
		s.glyf = append(s.glyf, piece...)
	}
	for len(s.glyf)%4 != 0 {
		s.glyf = append(s.glyf, 0)
	}
	s.hmtx = put16(put16(s.hmtx, advance), bearing)
}

// copyGlyph adds a source glyph without its hints.
func (s *subsetter) copyGlyph(gid, advance int) {
	g := s.font.outline(gid)
	bearing := s.font.bearing(gid)
	switch {
	case len(g) < 10:
		s.put(advance, bearing)
	case i16(g) < 0:
		s.put(advance, bearing, s.renumber(g))
	default:
		head, rest := withoutHints(g)
		s.put(advance, bearing, head, noHints, rest)
	}
}

// renumber points a composite of the source at the subset's glyphs.
func (s *subsetter) renumber(g []byte) []byte {
	out := append([]byte(nil), g...)
	at, parts := 10, 0
	for at+4 <= len(out) {
		flags := u16(out[at:])
		binary.BigEndian.PutUint16(out[at:], uint16(flags&^haveInstruction))
		binary.BigEndian.PutUint16(out[at+2:], uint16(s.part(u16(out[at+2:]))))
		at += 6
		if flags&argsAreWords != 0 {
			at += 2
		}
		switch {
		case flags&haveScale != 0:
			at += 2
		case flags&haveXYScale != 0:
			at += 4
		case flags&haveTwoByTwo != 0:
			at += 8
		}
		parts++
		if flags&moreComponents == 0 {
			break
		}
	}
	s.maxParts = max(s.maxParts, parts)
	return out[:min(at, len(out))]
}

// noHints is the length of no instructions.
var noHints = []byte{0, 0}

// withoutHints is what comes before the instructions of a simple glyph, their
// length included, and after them.
func withoutHints(g []byte) (head, rest []byte) {
	at := 10 + 2*i16(g)
	if len(g) < at+2 {
		return g, nil
	}
	return g[:at], g[min(at+2+u16(g[at:]), len(g)):]
}

// composite adds a glyph made of the placed parts of a code.
func (s *subsetter) composite(c *code) {
	var drawn []part
	x0, y0, x1, y1 := 1<<15, 1<<15, -1<<15, -1<<15
	for _, p := range c.parts {
		g := s.font.outline(p.gid)
		if len(g) < 10 {
			continue // a blank
		}
		drawn = append(drawn, p)
		x0, y0 = min(x0, i16(g[2:])+p.dx), min(y0, i16(g[4:])+p.dy)
		x1, y1 = max(x1, i16(g[6:])+p.dx), max(y1, i16(g[8:])+p.dy)
	}
	if len(drawn) == 0 {
		s.put(c.advance, 0)
		return
	}
	b := put16(put16(put16(put16(put16(nil, -1), x0), y0), x1), y1)
	for i, p := range drawn {
		flags := argsAreWords | argsAreXY
		if i < len(drawn)-1 {
			flags |= moreComponents
		}
		b = put16(put16(put16(put16(b, flags), s.part(p.gid)), p.dx), p.dy)
	}
	s.maxParts = max(s.maxParts, len(drawn))
	s.put(c.advance, x0, b)
}
