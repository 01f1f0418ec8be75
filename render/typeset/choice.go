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
	mono       = pair{monoRegular, monoRegular}
	han        = pair{hanRegular, hanRegular}
	hangul     = pair{hangulRegular, hangulRegular}
)

// fallbacks are tried in this order for what the script's own font lacks:
// small fonts first, since a rune that nothing has loads them all.
var fallbacks = []pair{sans, hebrew, {symbolsRegular, symbolsRegular}, {symbols2Regular, symbols2Regular},
	{mathRegular, mathRegular}, arabic, thai, devanagari, mono, {emojiColor, emojiColor}, han, hangul}

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
	case language.Han, language.Hiragana, language.Katakana, language.Bopomofo:
		return han
	case language.Hangul:
		return hangul
	}
	return sans
}

// weight is what of a style matters for choosing a font.
type weight struct{ bold, mono bool }

type choiceKey struct {
	r rune
	w weight
}

// fontFor picks the font of a single rune, nil if none has it.
func (e *Engine) fontFor(r rune, w weight) *face {
	key := choiceKey{r, w}
	if f, ok := e.choices[key]; ok {
		return f
	}
	if len(e.choices) >= maxChoices {
		clear(e.choices)
	}
	f := e.search(r, w)
	e.choices[key] = f
	return f
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
	if previous != nil && !previous.font.color && previous.hasNeutral(cluster) {
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

// hasNeutral tells whether the face has a grapheme that belongs to no script.
func (f *face) hasNeutral(cluster []rune) bool {
	for _, r := range cluster {
		if r > ' ' {
			if s := language.LookupScript(r); s != language.Common && s != language.Inherited {
				return false
			}
		}
		if !ignorable(r) && !f.has(r) {
			return false
		}
	}
	return true
}
