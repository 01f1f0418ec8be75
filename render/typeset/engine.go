package typeset

import (
	"fmt"
	"sync"

	otfont "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/segmenter"
	"github.com/go-text/typesetting/shaping"

	"github.com/glassix-archiver/archiver/render/typeset/bidi"
)

// Bounds of an engine's caches; a full cache is emptied.
const (
	maxWords    = 1 << 14 // shaped words
	maxWordSize = 64      // runes; longer words are not kept
	maxPages    = 1 << 8  // blocks of 256 runes with their fonts
)

// Engine lays out paragraphs. It keeps shaped words for the next document,
// so reuse it, but in one goroutine at a time.
type Engine struct {
	faces  [fontCount]*face
	sans   *face
	shaper shaping.HarfbuzzShaper
	seg    segmenter.Segmenter
	bidi   bidi.Resolver
	runes  runeTable
	words  map[string]*word
	key    []byte // scratch for looking up words

	flat    flat
	breaker breaker
	parts   []*word // scratch for the words of a run

	lines    []Line
	runStore store[run]
	refStore store[*word]

	memory memory // of documents
}

// store hands out short slices of long ones, which takes less time than to
// allocate each by itself.
type store[T any] struct{ free []T }

func (s *store[T]) take(n int) []T {
	if len(s.free) < n {
		s.free = make([]T, max(n, 512))
	}
	taken := s.free[:n:n]
	s.free = s.free[n:]
	return taken
}

// face is a font as one engine uses it: go-text's faces are not shareable.
type face struct {
	*otfont.Face
	font  *font
	id    fontID
	ascii [0x80]bool // the ASCII characters it has

	// detached characters as words, by direction: their script does not matter
	single [2][0x80]*word
}

// has tells whether the face has a glyph. Some fonts map control characters
// to a blank; they are to be seen.
func (f *face) has(r rune) bool {
	if uint32(r) < uint32(len(f.ascii)) {
		return f.ascii[r]
	}
	return f.maps(r)
}

func (f *face) maps(r rune) bool {
	if r < ' ' || r >= 0x7F && r < 0xA0 {
		return false
	}
	_, ok := f.NominalGlyph(r)
	return ok
}

// NewEngine returns an engine over the embedded fonts.
func NewEngine() (*Engine, error) {
	e := &Engine{words: map[string]*word{}}
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
	f := &face{Face: otfont.NewFace(ft.parsed), font: ft, id: id}
	for r := range f.ascii {
		f.ascii[r] = f.maps(rune(r))
	}
	e.faces[id] = f
	return f
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
func Release(e *Engine) {
	e.tidy()
	engines.Put(e)
}

// maxScratch is the longest text, in runes, whose scratch memory is kept.
const maxScratch = 1 << 16

// tidy lets go of the last document's styles, and of much memory.
func (e *Engine) tidy() {
	e.flat.styles, e.breaker.styles = nil, nil
	if cap(e.flat.text) > maxScratch {
		e.flat, e.breaker, e.parts, e.lines = flat{}, breaker{}, nil, nil
		e.seg, e.bidi = segmenter.Segmenter{}, bidi.Resolver{}
	}
}
