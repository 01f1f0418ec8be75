package typeset

import "github.com/go-text/typesetting/language"

// word is shaped text without inner spaces. Many runs share it.
type word struct {
	text    []rune
	glyphs  []glyph // visual order
	advance float64 // 1/1000 em
}

// run is a piece of a hard line in one font, script, level and style.
type run struct {
	start, end int // runes of the hard line
	level      int8
	style      uint16
	mirrored   bool // it is one character, shown as its mirror image
	script     language.Script
	face       *face
	size       float64
	width      float64 // points
	words      []*word // logical order
}

func (r *run) rtl() bool { return r.level%2 == 1 }

// setWords gives a run its words, and the width that they have.
func (r *run) setWords(words []*word) {
	r.words = words
	advance := 0.0
	for _, w := range words {
		advance += w.advance
	}
	r.width = advance * r.size / 1000
}

// word shapes text without inner spaces, or takes it from the cache.
func (e *Engine) word(text []rune, r *run) *word {
	direction := byte(0)
	if r.rtl() {
		direction = 1
	}
	s := r.script
	key := append(e.key[:0], direction, byte(r.face.id), byte(s>>24), byte(s>>16), byte(s>>8), byte(s))
	key = appendRunes(key, text)
	e.key = key
	if known := e.words[string(key)]; known != nil {
		return known
	}
	shaped := &word{text: append([]rune(nil), text...), glyphs: e.shapeWord(text, r.face, s, r.rtl())}
	for i := range shaped.glyphs {
		shaped.advance += float64(shaped.glyphs[i].advance)
	}
	if len(text) <= maxWordSize {
		if len(e.words) >= maxWords {
			clear(e.words)
		}
		e.words[string(key)] = shaped
	}
	return shaped
}

func appendRunes(b []byte, text []rune) []byte {
	for _, r := range text {
		b = append(b, byte(r>>16), byte(r>>8), byte(r))
	}
	return b
}

// shape fills in a run's words. A space is a word of its own.
func (e *Engine) shape(text []rune, r *run) {
	words := e.parts[:0]
	var space *word
	for i := r.start; i < r.end; {
		if text[i] == ' ' {
			if space == nil {
				space = e.word(text[i:i+1], r)
			}
			words = append(words, space)
			i++
			continue
		}
		end := i + 1
		for end < r.end && text[end] != ' ' {
			end++
		}
		words = e.shapeBetween(words, text[i:end], r)
		i = end
	}
	e.parts = words
	kept := e.refStore.take(len(words))
	copy(kept, words)
	r.setWords(kept)
}

// shapeBetween shapes what is between two spaces. The isolates around it are
// words by themselves, lest a word with them be another one. So are digits,
// which rarely come in the same order twice.
func (e *Engine) shapeBetween(words []*word, text []rune, r *run) []*word {
	from, to := 0, len(text)
	for from < to && isolating(text[from]) {
		words = append(words, e.word(text[from:from+1], r))
		from++
	}
	for to > from && isolating(text[to-1]) {
		to--
	}
	switch {
	case r.face.detached(text[from:to]):
		for i := from; i < to; i++ {
			words = append(words, e.single(text[i:i+1], r))
		}
	case from < to:
		words = append(words, e.word(text[from:to], r))
	}
	for ; to < len(text); to++ {
		words = append(words, e.word(text[to:to+1], r))
	}
	return words
}

// single is a detached character as a word.
func (e *Engine) single(text []rune, r *run) *word {
	known := &r.face.single[r.level&1][text[0]]
	if *known == nil {
		*known = e.word(text, r)
	}
	return *known
}

// isolating tells whether a rune is a direction mark or an isolate, which
// letters on both sides of it do not join across a space.
func isolating(r rune) bool { return r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F }

// detached tells whether the face shapes a text as it shapes its characters
// one by one: digits and ASCII punctuation in the sans fonts, any ASCII in the
// monospace one. A test holds the fonts to it.
func (f *face) detached(text []rune) bool {
	last := '@'
	switch f.id {
	case monoRegular:
		last = '~'
	case sansRegular, sansBold:
	default:
		return false
	}
	for _, r := range text {
		if r < '!' || r > last {
			return false
		}
	}
	return true
}
