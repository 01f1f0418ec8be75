package typeset

import "unicode"

// Runes that change how an emoji is shown, or join several to one.
const (
	textStyle    = 0xFE0E // variation selector 15
	emojiStyle   = 0xFE0F // variation selector 16
	keycap       = 0x20E3
	lightestTone = 0x1F3FB
	darkestTone  = 0x1F3FF
)

// An emoji is drawn larger than letters are, as people know it from browsers
// and phones: there it takes 1.17 to 1.25 em. The font's own square of 1 em is
// enlarged, and lowered to the middle of capital letters, which keeps it
// within the line. In em:
const (
	emojiScale   = 1.125
	emojiAdvance = 1.2
	emojiDrop    = 0.08
	emojiMiddle  = 0.375*emojiScale - emojiDrop // the font has it at 0.375
	emojiTop     = 0.875*emojiScale - emojiDrop
	emojiBottom  = -0.125*emojiScale - emojiDrop
)

// em is a thousandth of an em in units of the font: what advances in them have
// to be divided by to get 1/1000 em.
func (f *font) em() float64 {
	if f.color {
		return float64(f.upem) / (1000 * emojiAdvance)
	}
	return float64(f.upem) / 1000
}

// emojiPresentation holds the characters of the Basic Multilingual Plane
// that are shown in colour by default (Unicode 15, emoji-data.txt).
var emojiPresentation = &unicode.RangeTable{R16: []unicode.Range16{
	{0x231a, 0x231b, 1}, {0x23e9, 0x23ec, 1}, {0x23f0, 0x23f3, 3}, {0x25fd, 0x25fe, 1},
	{0x2614, 0x2615, 1}, {0x2648, 0x2653, 1}, {0x267f, 0x2693, 20}, {0x26a1, 0x26a1, 1},
	{0x26aa, 0x26ab, 1}, {0x26bd, 0x26be, 1}, {0x26c4, 0x26c5, 1}, {0x26ce, 0x26d4, 6},
	{0x26ea, 0x26ea, 1}, {0x26f2, 0x26f3, 1}, {0x26f5, 0x26fa, 5}, {0x26fd, 0x2705, 8},
	{0x270a, 0x270b, 1}, {0x2728, 0x2728, 1}, {0x274c, 0x274e, 2}, {0x2753, 0x2755, 1},
	{0x2757, 0x2757, 1}, {0x2795, 0x2797, 1}, {0x27b0, 0x27bf, 15}, {0x2b1b, 0x2b1c, 1},
	{0x2b50, 0x2b55, 5},
}}

// colorful tells whether a grapheme asks for the emoji font. Beyond the BMP
// every pictograph is one, as on the phones the messages come from.
func colorful(cluster []rune) bool {
	for _, r := range cluster[1:] {
		switch {
		case r == textStyle:
			return false
		case r == emojiStyle, r == keycap, r >= lightestTone && r <= darkestTone:
			return true
		}
	}
	first := cluster[0]
	if first < 0x10000 {
		return unicode.Is(emojiPresentation, first)
	}
	return first == 0x1F004 || first == 0x1F0CF || first >= 0x1F18E && first <= 0x1F1FF ||
		first >= 0x1F200 && first <= 0x1F251 || first >= 0x1F300 && first <= 0x1FAFF
}

// ignorable runes steer other characters and have no look of their own.
func ignorable(r rune) bool {
	switch {
	case r < 0xAD:
		return false
	case r == 0xAD, r == 0x34F, r == 0x61C, r == 0x180E, r == 0xFEFF:
		return true
	}
	return r >= 0x200B && r <= 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2060 && r <= 0x206F ||
		r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0000 && r <= 0xE0FFF
}
