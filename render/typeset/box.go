package typeset

import (
	"fmt"

	otfont "github.com/go-text/typesetting/font"
)

// A rune that no font has is shown as a box with its code point in two rows
// of hexadecimal digits, and can be copied like any other text.
const (
	boxColumn = 240 // width of a digit, 1/1000 em
	boxMargin = 80  // on either side
	boxScale  = 0.4 // digits against the monospace font
	boxBottom = -70
	boxTop    = 790
	boxLine   = 32
)

// boxDigits is how many digits a rune's box has: four or six.
func boxDigits(r rune) int {
	if r > 0xFFFF {
		return 6
	}
	return 4
}

// boxWidth is the advance of a rune's box in 1/1000 em.
func boxWidth(r rune) int { return boxDigits(r)/2*boxColumn + 2*boxMargin }

// boxProc draws a box as a Type 3 glyph procedure.
func (e *Engine) boxProc(c *code) []byte {
	r := c.text[0]
	digits := boxDigits(r)
	b := fmt.Appendf(nil, "%d 0 d0\n", c.advance)
	inner := c.advance - boxMargin
	b = fmt.Appendf(b, "%d %d %d %d re %d %d %d %d re f*\n",
		boxMargin/2, boxBottom, inner, boxTop-boxBottom,
		boxMargin/2+boxLine, boxBottom+boxLine, inner-2*boxLine, boxTop-boxBottom-2*boxLine)
	face := e.face(monoRegular)
	if face == nil {
		return b
	}
	for i, digit := range fmt.Sprintf("%0*X", digits, r) {
		gid, ok := face.NominalGlyph(digit)
		if !ok {
			continue
		}
		column, row := i%(digits/2), i/(digits/2)
		b = appendOutline(b, face, otfont.GID(gid), boxScale, float64(boxMargin+column*boxColumn), float64(430-400*row))
	}
	return b
}
