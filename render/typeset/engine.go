package typeset

import (
	"fmt"
	"sync"

	otfont "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/segmenter"
	"github.com/go-text/typesetting/shaping"
)

// Bounds of an engine's caches; a full cache is emptied.
const (
	maxWords    = 1 << 14 // shaped words
	maxWordSize = 64      // runes; longer words are not kept
	maxChoices  = 1 << 13 // runes with their font
)

// Engine lays out paragraphs. It keeps shaped words for the next document,
// so reuse it, but in one goroutine at a time.
type Engine struct {
	faces   [fontCount]*face
	sans    *face
	shaper  shaping.HarfbuzzShaper
	seg     segmenter.Segmenter
	choices map[choiceKey]*face
	words   map[wordKey][]glyph
	key     []byte // scratch for looking up words
}

// face is a font as one engine uses it: go-text's faces are not shareable.
type face struct {
	*otfont.Face
	font *font
}

// has tells whether the face has a glyph. Some fonts map control characters
// to a blank; they are to be seen.
func (f *face) has(r rune) bool {
	if r < ' ' || r >= 0x7F && r < 0xA0 {
		return false
	}
	_, ok := f.NominalGlyph(r)
	return ok
}

// NewEngine returns an engine over the embedded fonts.
func NewEngine() (*Engine, error) {
	e := &Engine{choices: map[choiceKey]*face{}, words: map[wordKey][]glyph{}}
	e.shaper.SetFontCacheSize(2 * int(fontCount))
	if e.sans = e.face(sansRegular); e.sans == nil {
		_, err := fonts[sansRegular]()
		return nil, fmt.Errorf("start typesetting: %w", err)
	}
	return e, nil
}

// face returns a font, loading it when it is first asked for; nil if it
// can't be loaded, which then counts as a font that has nothing.
func (e *Engine) face(id fontID) *face {
	if f := e.faces[id]; f != nil {
		return f
	}
	ft, err := fonts[id]()
	if err != nil {
		return nil
	}
	e.faces[id] = &face{Face: otfont.NewFace(ft.parsed), font: ft}
	return e.faces[id]
}

var engines sync.Pool

// Acquire takes a used engine from the process's pool, or makes a new one.
func Acquire() (*Engine, error) {
	if e, ok := engines.Get().(*Engine); ok {
		return e, nil
	}
	return NewEngine()
}

// Release gives an engine back. It must not be used after that, nor after a
// panic that passed through it.
func Release(e *Engine) { engines.Put(e) }
