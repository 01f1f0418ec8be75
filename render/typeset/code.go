package typeset

import (
	"fmt"
	"math"
)

// part is one glyph placed in a code; gid is a glyph of the source font and
// the offsets are in its units.
type part struct{ gid, dx, dy int }

// code is one character code of an embedded font: a glyph as it is, several
// placed glyphs (a shaped cluster), or none (a blank slot). text is what a
// reader gets when copying it.
type code struct {
	parts   []part
	advance int // font units
	text    []rune
}

// verbatim tells whether the code is a source glyph unchanged.
func (c *code) verbatim() bool {
	return len(c.parts) == 1 && c.parts[0].dx == 0 && c.parts[0].dy == 0
}

// Most codes a carrier takes: a Type 3 font has one-byte codes, and an array,
// such as that of widths, at most 8191 elements (PDF 1.4, appendix C).
const (
	maxType3Codes   = 250
	maxOutlineCodes = 8000
)

// carrier is a font of the document and the codes shown from it.
type carrier struct {
	font    *font  // nil for boxes
	family  string // its resource name
	codes   []code
	index   map[string]uint16 // code key → number, from 1
	glyphs  map[uint64]uint16 // glyph and rune → number, for verbatim codes
	oneByte bool              // Type 3: colour glyphs and boxes
}

func (c *carrier) full() bool {
	if c.oneByte {
		return len(c.codes) >= maxType3Codes
	}
	return len(c.codes) >= maxOutlineCodes
}

// openCarrier returns the carrier of a font that still takes codes.
func (d *Document) openCarrier(f *font) *carrier {
	list := d.carriers[f]
	if n := len(list); n > 0 && !list[n-1].full() {
		return list[n-1]
	}
	c := &carrier{font: f, family: fmt.Sprintf("F%d", len(d.order)), index: map[string]uint16{},
		glyphs: map[uint64]uint16{}, oneByte: f == nil || f.color}
	if f != nil && len(list) == 0 {
		c.codes = f.common().codes
	}
	d.carriers[f] = append(list, c)
	d.order = append(d.order, c)
	return c
}

// code finds or adds a code. parts and text may be scratch: they are copied.
func (d *Document) code(f *font, parts []part, advance int, text []rune) (*carrier, uint16) {
	d.key = appendCodeKey(d.key[:0], parts, advance, text)
	key := d.key
	if f != nil {
		if n, ok := f.common().index[string(key)]; ok {
			return d.first(f), n
		}
	}
	for _, c := range d.carriers[f] {
		if n, ok := c.index[string(key)]; ok {
			return c, n
		}
	}
	c := d.openCarrier(f)
	c.codes = append(c.codes, code{append([]part(nil), parts...), advance, append([]rune(nil), text...)})
	n := uint16(len(c.codes))
	c.index[string(key)] = n
	return c, n
}

// appendCodeKey writes what tells a code from others.
func appendCodeKey(key []byte, parts []part, advance int, text []rune) []byte {
	for _, p := range parts {
		key = put16(put16(put16(key, p.gid), p.dx), p.dy)
	}
	return appendRunes(put16(put16(key, len(parts)), advance), text)
}

// first is the first carrier of a font, which has the common codes.
func (d *Document) first(f *font) *carrier {
	if len(d.carriers[f]) == 0 {
		d.openCarrier(f)
	}
	return d.carriers[f][0]
}

// glyphCode is code for a glyph that stands for one rune, unmoved.
func (d *Document) glyphCode(f *font, gid int, r rune) (*carrier, uint16) {
	key := glyphKey(gid, r)
	if n, ok := f.common().glyphs[key]; ok {
		return d.first(f), n
	}
	for _, c := range d.carriers[f] {
		if n, ok := c.glyphs[key]; ok {
			return c, n
		}
	}
	c, n := d.code(f, []part{{gid: gid}}, f.advance(gid), []rune{r})
	c.glyphs[key] = n
	return c, n
}

// clusterCodes shows one shaped cluster that is not a single unmoved glyph.
//
// A right-to-left cluster of several characters (a letter with its points, a
// ligature) becomes as many slots of equal width, one character each in
// visual order: the rightmost carries the drawing, the others are blank.
// Text extractors turn right-to-left runs around character by character, so
// one code for several characters would come out reversed.
func (d *Document) clusterCodes(w *wordWriter, f *font, glyphs []glyph, text []rune, rtl bool) {
	upem := float64(f.upem)
	units := func(v float64) int { return int(math.Round(v * upem / 1000)) }
	parts, advance := d.parts[:0], 0.0
	for _, g := range glyphs {
		parts = append(parts, part{int(g.id), units(advance + float64(g.dx)), units(float64(g.dy))})
		advance += float64(g.advance)
	}
	d.parts = parts
	if n := len(text); rtl && n > 1 && !f.color {
		slot := units(advance / float64(n))
		for i := n - 1; i > 0; i-- {
			c, number := d.code(f, nil, slot, text[i:i+1])
			w.show(c, number, float64(slot)*1000/upem)
		}
		for i := range parts {
			parts[i].dx -= slot * (n - 1)
		}
		c, number := d.code(f, parts, slot, text[:1])
		w.show(c, number, float64(slot)*1000/upem)
		return
	}
	total := units(advance)
	c, number := d.code(f, parts, total, text)
	w.show(c, number, float64(total)*1000/upem)
}
