package typeset

import "github.com/go-text/typesetting/language"

// pair is a font in its two weights; the same twice where there is no bold.
type pair struct{ regular, bold fontID }

var (
	sans       = pair{sansRegular, sansBold}
	hebrew     = pair{hebrewRegular, hebrewBold}
	arabic     = pair{arabicRegular, arabicBold}
	thai       = pair{thaiRegular, thaiBold}
	devanagari = pair{devanagariRegular, devanagariBold}
	ethiopic   = pair{ethiopicRegular, ethiopicBold}
	armenian   = pair{armenianRegular, armenianBold}
	georgian   = pair{georgianRegular, georgianBold}
	tamil      = pair{tamilRegular, tamilBold}
	bengali    = pair{bengaliRegular, bengaliBold}
	mono       = pair{monoRegular, monoRegular}
	han        = pair{hanRegular, hanRegular}
	hangul     = pair{hangulRegular, hangulRegular}
)

// fallbacks are tried in this order for what the script's own font lacks:
// small fonts first, since a rune that nothing has loads them all.
var fallbacks = []pair{sans, hebrew, {symbolsRegular, symbolsRegular}, {symbols2Regular, symbols2Regular},
	{mathRegular, mathRegular}, arabic, thai, devanagari,
	armenian, georgian, tamil, bengali, ethiopic, mono, {emojiColor, emojiColor}, han, hangul}

// scriptFont is the font most likely to have a rune.
func scriptFont(r rune) pair {
	if r >= 0x3000 && r < 0x3400 || r >= 0xFF00 && r <= 0xFFEF {
		return han // punctuation and full-width forms belong to no script
	}
	switch language.LookupScript(r) {
	case language.Hebrew:
		return hebrew
	case language.Arabic:
		return arabic
	case language.Thai:
		return thai
	case language.Devanagari:
		return devanagari
	case language.Ethiopic:
		return ethiopic
	case language.Armenian:
		return armenian
	case language.Georgian:
		return georgian
	case language.Tamil:
		return tamil
	case language.Bengali:
		return bengali
	case language.Han, language.Hiragana, language.Katakana, language.Bopomofo:
		return han
	case language.Hangul:
		return hangul
	}
	return sans
}

// weight is what of a style matters for choosing a font.
type weight struct{ bold, mono bool }

const weights = 4

func (w weight) index() int {
	i := 0
	if w.bold {
		i = 1
	}
	if w.mono {
		i += 2
	}
	return i
}

// fontFor picks the font of a single rune, nil if none has it.
func (e *Engine) fontFor(r rune, w weight) *face {
	known := &e.runes.of(r).fonts[w.index()]
	if *known == 0 {
		*known = noFont
		if f := e.search(r, w); f != nil {
			*known = uint8(f.id) + 1
		}
	}
	if *known == noFont {
		return nil
	}
	return e.faces[*known-1]
}

func (e *Engine) search(r rune, w weight) *face {
	if w.mono {
		if f := e.covering(mono, r, w.bold); f != nil {
			return f
		}
	}
	if f := e.covering(scriptFont(r), r, w.bold); f != nil {
		return f
	}
	for _, p := range fallbacks {
		if f := e.covering(p, r, w.bold); f != nil {
			return f
		}
	}
	return nil
}

func (e *Engine) covering(p pair, r rune, bold bool) *face {
	id := p.regular
	if bold {
		id = p.bold
	}
	if f := e.face(id); f != nil && f.has(r) {
		return f
	}
	return nil
}

// clusterFont picks one font for a whole grapheme. previous is the font of
// the grapheme before, which keeps spaces and punctuation if it can, so that
// runs stay long. What no font has is left to the sans font, whose missing
// glyph becomes a box with the code point.
func (e *Engine) clusterFont(cluster []rune, w weight, previous *face) *face {
	if colorful(cluster) {
		if f := e.face(emojiColor); f != nil && f.has(cluster[0]) {
			return f
		}
	}
	if previous != nil && !previous.font.color && e.joins(cluster, previous) {
		return previous
	}
	first := e.fontFor(cluster[0], w)
	if first == nil {
		return e.sans
	}
	for _, r := range cluster[1:] { // a mark may need another font than its base
		if ignorable(r) || first.has(r) {
			continue
		}
		if f := e.fontFor(r, w); f != nil && f.has(cluster[0]) {
			return f
		}
	}
	return first
}

// simpleFont is clusterFont for a rune that stands alone and is no emoji.
func (e *Engine) simpleFont(r rune, w weight, previous *face) *face {
	if previous != nil && !previous.font.color && neutral(e.runes.of(r).script) && (previous.has(r) || ignorable(r)) {
		return previous
	}
	if f := e.fontFor(r, w); f != nil {
		return f
	}
	return e.sans
}

// joins tells whether a grapheme belongs to no script, and the face has it.
func (e *Engine) joins(cluster []rune, f *face) bool {
	for _, r := range cluster {
		if r > ' ' && !neutral(e.runes.of(r).script) || !ignorable(r) && !f.has(r) {
			return false
		}
	}
	return true
}
