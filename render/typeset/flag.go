package typeset

import (
	otfont "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype/tables"
)

// Flags fill the whole width of an emoji and have no edge: side by side they
// would run into each other, and what is white in them into the paper. So they
// are drawn smaller, with a hair line around. In the emoji font's units:
const (
	flagScale  = 1.0
	flagRight  = 512 // from 0
	flagBottom = 7
	flagTop    = 377
	flagRadius = 57 // of the corners
	flagLine   = 10
)

// flagEdge is the colour of the line: it shows on white, and hardly on colours.
var flagEdge = Color{0xB4, 0xBC, 0xC6}

// isFlag tells whether an emoji is a country's flag, or one that starts from
// the white or black flag.
func isFlag(text []rune) bool {
	if len(text) < 2 {
		return false
	}
	first := text[0]
	return first >= 0x1F1E6 && first <= 0x1F1FF || first == 0x1F3F3 || first == 0x1F3F4
}

// fillsFlag tells whether layers fill the rectangle of flags; Nepal's and
// those on a pole don't.
func fillsFlag(f *face, layers tables.PaintColrLayersResolved) bool {
	left, bottom, right, top := float32(flagRight), float32(flagTop), float32(0), float32(0)
	for _, layer := range layers {
		e, ok := f.GlyphExtents(otfont.GID(layer.GlyphID))
		if !ok || e.Width == 0 {
			continue
		}
		left, right = min(left, e.XBearing), max(right, e.XBearing+e.Width)
		bottom, top = min(bottom, e.YBearing+e.Height), max(top, e.YBearing)
	}
	return left <= 1 && right >= flagRight-1 && bottom >= flagBottom-1 && bottom <= flagBottom+1 &&
		top >= flagTop-1 && top <= flagTop+1
}

// appendFlagEdge writes a line along the inside of a flag's edge, scaled and
// then moved by x and y as its outlines are.
func appendFlagEdge(b []byte, scale, x, y float64) []byte {
	const in = flagLine / 2.0
	const l, r, lower, upper = in, flagRight - in, flagBottom + in, flagTop - in
	const round = flagRadius - in
	const arm = round * 0.448 // from a corner to where its curve pulls
	points := func(operator string, coordinates ...float64) {
		for i, v := range coordinates {
			move := x
			if i%2 == 1 {
				move = y
			}
			b = append(appendNumber(b, scale*v+move, 0), ' ')
		}
		b = append(b, operator...)
	}
	b = append(appendColor(b, flagEdge), "RG\n"...)
	b = append(appendNumber(b, flagLine*scale, 0), " w\n"...)
	points("m\n", l+round, lower)
	points("l\n", r-round, lower)
	points("c\n", r-arm, lower, r, lower+arm, r, lower+round)
	points("l\n", r, upper-round)
	points("c\n", r, upper-arm, r-arm, upper, r-round, upper)
	points("l\n", l+round, upper)
	points("c\n", l+arm, upper, l, upper-arm, l, upper-round)
	points("l\n", l, lower+round)
	points("c\n", l, lower+arm, l+arm, lower, l+round, lower)
	return append(b, "s\n"...)
}
