package typeset

import (
	"fmt"
	"sync"

	otfont "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
)

// maxProcs bounds a font's cache of drawing procedures; a full one is emptied.
const maxProcs = 1 << 11

// procCache keeps deflated drawing procedures for other documents: people use
// the same few emoji. It is safe for concurrent use.
type procCache struct {
	mu    sync.Mutex
	procs map[string][]byte
}

// get returns the procedure of a key, and makes it if there is none.
func (c *procCache) get(key []byte, draw func() []byte) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if proc, ok := c.procs[string(key)]; ok {
		return proc
	}
	if len(c.procs) >= maxProcs || c.procs == nil {
		c.procs = map[string][]byte{}
	}
	proc := deflate(thorough, draw())
	c.procs[string(key)] = proc
	return proc
}

// proc is the deflated procedure that draws a colour glyph, or without a font
// a box.
func (e *Engine) proc(f *font, c *code) []byte {
	if f == nil {
		return deflate(quick, e.boxProc(c))
	}
	key := put16(nil, c.advance)
	for _, p := range c.parts {
		key = put16(put16(put16(key, p.gid), p.dx), p.dy)
	}
	return f.procs.get(key, func() []byte { return e.colorProc(c) })
}

// colorProc draws a colour glyph (COLR v0) as a Type 3 glyph procedure, layer
// over layer in font units.
func (e *Engine) colorProc(c *code) []byte {
	b := fmt.Appendf(nil, "%d 0 d0\n", c.advance)
	face := e.face(emojiColor)
	upem := float64(face.font.upem)
	for _, p := range c.parts {
		data, _ := face.GlyphDataColor(otfont.GID(p.gid))
		layers, ok := data.Paint.(tables.PaintColrLayersResolved)
		scale, flag := emojiScale, ok && isFlag(c.text) && fillsFlag(face, layers)
		if flag {
			scale = flagScale
		}
		x, y := float64(p.dx)+(emojiAdvance-scale)/2*upem, float64(p.dy)+(emojiMiddle-0.375*scale)*upem
		if !ok {
			b = appendOutline(b, face, otfont.GID(p.gid), scale, x, y)
			continue
		}
		for _, layer := range layers {
			b = append(appendColor(b, paletteColor(face, int(layer.PaletteIndex))), "rg\n"...)
			b = appendOutline(b, face, otfont.GID(layer.GlyphID), scale, x, y)
		}
		if flag {
			b = appendFlagEdge(b, scale, x, y)
		}
	}
	return b
}

// paletteColor is a colour of the first palette, black for any other index.
func paletteColor(f *face, index int) Color {
	palettes := f.font.parsed.CPAL
	if len(palettes) == 0 || index >= len(palettes[0]) {
		return Color{}
	}
	c := palettes[0][index]
	return Color{c.Red, c.Green, c.Blue}
}

// appendColor writes the operands of a colour operator.
func appendColor(b []byte, c Color) []byte {
	for _, v := range [3]uint8{c.R, c.G, c.B} {
		b = append(appendNumber(b, float64(v)/255, 3), ' ')
	}
	return b
}

// appendOutline writes a glyph's outline as a filled path, scaled and then
// moved by x and y. Quadratic curves become cubic ones.
func appendOutline(b []byte, f *face, gid otfont.GID, scale, x, y float64) []byte {
	outline, ok := f.GlyphDataOutline(gid)
	if !ok || len(outline.Segments) == 0 {
		return b
	}
	point := func(px, py float64) {
		b = append(appendNumber(b, scale*px+x, 0), ' ')
		b = append(appendNumber(b, scale*py+y, 0), ' ')
	}
	var cx, cy float64 // the current point
	for _, s := range outline.Segments {
		a := s.Args
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			cx, cy = float64(a[0].X), float64(a[0].Y)
			point(cx, cy)
			b = append(b, "m\n"...)
		case opentype.SegmentOpLineTo:
			cx, cy = float64(a[0].X), float64(a[0].Y)
			point(cx, cy)
			b = append(b, "l\n"...)
		case opentype.SegmentOpQuadTo:
			qx, qy, ex, ey := float64(a[0].X), float64(a[0].Y), float64(a[1].X), float64(a[1].Y)
			point(cx+2*(qx-cx)/3, cy+2*(qy-cy)/3)
			point(ex+2*(qx-ex)/3, ey+2*(qy-ey)/3)
			point(ex, ey)
			b = append(b, "c\n"...)
			cx, cy = ex, ey
		case opentype.SegmentOpCubeTo:
			for _, p := range a {
				point(float64(p.X), float64(p.Y))
			}
			b = append(b, "c\n"...)
			cx, cy = float64(a[2].X), float64(a[2].Y)
		}
	}
	return append(b, "f\n"...)
}
