package typeset

import (
	"slices"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// glyph is one shaped glyph, measured in 1/1000 em. at is the first rune of
// its cluster, counted within the word.
type glyph struct {
	id      uint32
	at      int32
	runes   int32 // in the cluster
	missing bool  // no font has the rune: a box is shown
	dx, dy  float32
	advance float32
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
