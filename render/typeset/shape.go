package typeset

import (
	"slices"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// run is a piece of a hard line in one font, script, level and style.
type run struct {
	start, end int // runes of the hard line
	level      int8
	style      uint16
	face       *face
	script     language.Script
	size       float64
	glyphs     []glyph // visual order
	width      float64 // points
}

// glyph is one shaped glyph, measured in 1/1000 em. at is the first rune of
// its cluster: counted within the word in the cache, within the line in a run.
type glyph struct {
	id      uint32
	at      int32
	runes   int32 // in the cluster
	missing bool  // no font has the rune: a box is shown
	dx, dy  float32
	advance float32
}

type wordKey struct {
	face   *face
	script language.Script
	rtl    bool
	word   string
}

// word shapes text without inner spaces, or takes it from the cache.
func (e *Engine) word(text []rune, f *face, script language.Script, rtl bool) []glyph {
	e.key = appendRunes(e.key[:0], text)
	if shaped, ok := e.words[wordKey{f, script, rtl, string(e.key)}]; ok {
		return shaped
	}
	shaped := e.shapeWord(text, f, script, rtl)
	if len(text) <= maxWordSize {
		if len(e.words) >= maxWords {
			clear(e.words)
		}
		e.words[wordKey{f, script, rtl, string(e.key)}] = shaped
	}
	return shaped
}

func appendRunes(b []byte, text []rune) []byte {
	for _, r := range text {
		b = append(b, byte(r>>16), byte(r>>8), byte(r))
	}
	return b
}

// shapeWord shapes at size 1000, so that HarfBuzz's units are 1/1000 em.
func (e *Engine) shapeWord(text []rune, f *face, script language.Script, rtl bool) []glyph {
	in := shaping.Input{Text: text, RunEnd: len(text), Direction: di.DirectionLTR, Face: f.Face,
		Size: fixed.I(1000), Script: script, Language: "en"}
	if rtl {
		in.Direction = di.DirectionRTL
	}
	out := e.shaper.ShapeNoExtents(in).Glyphs
	shaped := make([]glyph, 0, len(out))
	for i := 0; i < len(out); {
		end, found := i, true
		for end < len(out) && out[end].TextIndex() == out[i].TextIndex() {
			found = found && out[end].GlyphID != 0
			end++
		}
		if found {
			shaped = appendCluster(shaped, out[i:end])
		} else {
			at := out[i].TextIndex()
			shaped = appendMissing(shaped, f, text[at:min(at+out[i].RunesCount(), len(text))], at, rtl)
		}
		i = end
	}
	return shaped
}

// maxShift is how far up or down a mark may be moved, in 1/1000 em. Honest
// marks stay within it; dozens stacked on a letter would cover other lines.
const maxShift = 500

func appendCluster(shaped []glyph, cluster []shaping.Glyph) []glyph {
	for i := range cluster {
		g := &cluster[i]
		dy := min(max(float32(g.YOffset)/64, -maxShift), maxShift)
		shaped = append(shaped, glyph{id: uint32(g.GlyphID), at: int32(g.TextIndex()), runes: int32(g.RunesCount()),
			dx: float32(g.XOffset) / 64, dy: dy, advance: float32(g.Advance) / 64})
	}
	return shaped
}

// appendMissing takes apart a cluster that the font lacks a part of: a box
// for what is missing, and a plain glyph for what is not.
func appendMissing(shaped []glyph, f *face, cluster []rune, at int, rtl bool) []glyph {
	from := len(shaped)
	for i, r := range cluster {
		g := glyph{at: int32(at + i), runes: 1}
		if id, ok := f.NominalGlyph(r); ok && f.has(r) {
			g.id, g.advance = uint32(id), float32(f.font.advance(int(id)))*1000/float32(f.font.upem)
		} else if !ignorable(r) {
			g.missing, g.advance = true, float32(boxWidth(r))
		}
		shaped = append(shaped, g)
	}
	if rtl {
		slices.Reverse(shaped[from:])
	}
	return shaped
}

// shape fills in a run's glyphs, word by word in visual order.
func (e *Engine) shape(text []rune, r *run) {
	rtl := r.level%2 == 1
	r.glyphs, r.width = make([]glyph, 0, r.end-r.start+4), 0
	add := func(a, b int) {
		for _, g := range e.word(text[a:b], r.face, r.script, rtl) {
			g.at += int32(a)
			r.glyphs = append(r.glyphs, g)
			r.width += float64(g.advance) * r.size / 1000
		}
	}
	if rtl {
		for end := r.end; end > r.start; {
			start := end - 1
			for text[end-1] != ' ' && start > r.start && text[start-1] != ' ' {
				start--
			}
			add(start, end)
			end = start
		}
		return
	}
	for start := r.start; start < r.end; {
		end := start + 1
		for text[start] != ' ' && end < r.end && text[end] != ' ' {
			end++
		}
		add(start, end)
		start = end
	}
}
