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
			shaped = appendCluster(shaped, f, out[i:end], rtl)
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

// maxCluster is how many characters a cluster has. Honest ones have fewer. What
// goes on without an end is taken for several, so that lines can be broken in
// it, and no code stands for more text than it can.
const maxCluster = 32

func appendCluster(shaped []glyph, f *face, cluster []shaping.Glyph, rtl bool) []glyph {
	from, at, runes := len(shaped), cluster[0].TextIndex(), cluster[0].RunesCount()
	unit := float32(1000 * 64 / float64(f.font.upem) * f.font.em())
	for i := range cluster {
		g := &cluster[i]
		dy := min(max(float32(g.YOffset)/64, -maxShift), maxShift)
		shaped = append(shaped, glyph{id: uint32(g.GlyphID), at: int32(g.TextIndex()), runes: int32(g.RunesCount()),
			dx: float32(g.XOffset) / unit, dy: dy, advance: float32(g.Advance) / unit})
	}
	parts := min((runes+maxCluster-1)/maxCluster, len(cluster))
	if parts < 2 {
		return shaped
	}
	for n := range parts {
		start, end := n*runes/parts, (n+1)*runes/parts
		k := n // in visual order
		if rtl {
			k = parts - 1 - n
		}
		for i := k * len(cluster) / parts; i < (k+1)*len(cluster)/parts; i++ {
			g := &shaped[from+i]
			g.at, g.runes = int32(at+start), int32(end-start)
		}
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
			g.id, g.advance = uint32(id), float32(float64(f.font.advance(int(id)))/f.font.em())
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
