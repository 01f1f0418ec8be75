package typeset

import (
	"math"
	"strconv"
)

// thickness of the outline that makes a regular font bold, per point of size.
const thickness = 0.035

// slant is the lean of italic text: a tangent of 12 degrees.
const slant = 0.21

// DrawLine draws a line with its left edge at x and its baseline at y. Text
// with a link leads there when it is clicked.
func (d *Document) DrawLine(line *Line, x, y float64) {
	if d.fault() != nil {
		return
	}
	for i := range line.runs {
		r := &line.runs[i]
		style := &line.styles[r.style]
		d.drawRun(r, style, line.text, x, y)
		d.decorate(r, style, x, y)
		x += r.width
	}
}

// drawRun writes the text of one run.
func (d *Document) drawRun(r *run, style *Style, text []rune, x, y float64) {
	d.setFill(style.Color)
	f := r.face.font
	w := textWriter{d: d, buf: d.buf[:0], x: x, y: d.height - y, size: r.size, italic: style.Italic && !f.color}
	if style.Bold && !f.bold && !f.color {
		w.outline = &style.Color
	}
	rtl := r.level%2 == 1
	for i := 0; i < len(r.glyphs); {
		first, end, advance := &r.glyphs[i], i, 0.0
		for end < len(r.glyphs) && r.glyphs[end].at == first.at {
			advance += float64(r.glyphs[end].advance)
			end++
		}
		cluster := text[first.at:min(int(first.at)+int(first.runes), len(text))]
		w.pen = w.x
		switch {
		case first.missing:
			c, n := d.code(nil, nil, boxWidth(cluster[0]), cluster)
			w.show(c, n, float64(boxWidth(cluster[0])))
		case len(cluster) == 1 && end == i+1 && ignorable(cluster[0]):
		case len(cluster) == 1 && end == i+1 && first.dx == 0 && first.dy == 0 && !f.color:
			c, n := d.glyphCode(f, int(first.id), cluster[0])
			w.show(c, n, float64(f.advance(int(first.id)))*1000/float64(f.upem))
		default:
			d.clusterCodes(&w, f, r.glyphs[i:end], cluster, rtl)
		}
		w.x += advance * r.size / 1000
		i = end
	}
	w.close()
	d.buf = w.buf
}

// decorate underlines, strikes and links a run.
func (d *Document) decorate(r *run, style *Style, x, y float64) {
	size := r.size
	if style.Underline {
		d.Fill(x, y+size*0.11, r.width, size*0.05, style.Color)
	}
	if style.Strike {
		d.Fill(x, y-size*0.28, r.width, size*0.05, style.Color)
	}
	if style.Link != "" {
		d.Link(x, y-size*0.9, r.width, size*1.2, style.Link)
	}
}

// textWriter writes TJ operators. x is where the next cluster starts, pen
// where the next code goes, and at where the PDF's own text position is.
type textWriter struct {
	d              *Document
	buf            []byte
	x, y, pen, at  float64
	size           float64
	italic         bool
	outline        *Color // drawn around glyphs, if set
	inArray, inHex bool
}

const hexDigits = "0123456789ABCDEF"

// show writes one code at the pen and moves on by its width in 1/1000 em.
func (w *textWriter) show(c *carrier, code uint16, width float64) {
	if w.d.setFont(c, w.size, w) {
		w.inArray = false
	}
	switch drift := (w.at - w.pen) * 1000 / w.size; {
	case !w.inArray:
		w.open()
	case math.Abs(drift) > 0.4:
		w.endHex()
		w.buf = appendNumber(w.buf, drift, 1)
		w.at = w.pen
	}
	if !w.inHex {
		w.buf, w.inHex = append(w.buf, '<'), true
	}
	if !c.oneByte {
		w.buf = append(w.buf, hexDigits[code>>12], hexDigits[code>>8&15])
	}
	w.buf = append(w.buf, hexDigits[code>>4&15], hexDigits[code&15])
	w.at += width * w.size / 1000
	w.pen += width * w.size / 1000
}

func (w *textWriter) open() {
	w.buf = append(w.buf, "BT "...)
	if w.italic {
		w.buf = append(w.buf, "1 0 "...)
		w.buf = appendNumber(w.buf, slant, 2)
		w.buf = append(w.buf, " 1 "...)
	}
	w.buf = appendNumber(w.buf, w.pen, 3)
	w.buf = append(w.buf, ' ')
	w.buf = appendNumber(w.buf, w.y, 3)
	if w.italic {
		w.buf = append(w.buf, " Tm"...)
	} else {
		w.buf = append(w.buf, " Td"...)
	}
	if w.outline != nil {
		w.buf = append(w.buf, " 2 Tr "...)
		w.buf = append(appendNumber(w.buf, thickness*w.size, 3), " w "...)
		w.buf = append(appendColor(w.buf, *w.outline), "RG"...)
	}
	w.buf = append(w.buf, '[')
	w.at, w.inArray = w.pen, true
}

func (w *textWriter) endHex() {
	if w.inHex {
		w.buf, w.inHex = append(w.buf, '>'), false
	}
}

// close ends the text object and hands it to the page.
func (w *textWriter) close() {
	w.endHex()
	if w.inArray {
		w.buf = append(w.buf, "]TJ"...)
		if w.outline != nil {
			w.buf = append(w.buf, " 0 Tr"...)
		}
		w.buf, w.inArray = append(w.buf, " ET"...), false
	}
	if len(w.buf) > 0 {
		w.d.pdf.RawWriteStr(string(w.buf))
		w.buf = w.buf[:0]
	}
}

// appendNumber writes v with at most prec digits after the point.
func appendNumber(b []byte, v float64, prec int) []byte {
	if v = rounded(v, math.Pow10(prec)); v == 0 {
		return append(b, '0')
	}
	return strconv.AppendFloat(b, v, 'f', -1, 64)
}

// rounded rounds v to 1/scale. Sums of advances often lie halfway, and
// processors that fuse multiplication and addition get there a trifle above
// or below; the bias sends both the same way, so that files agree.
func rounded(v, scale float64) float64 {
	v = math.Floor(v*scale+0.5+1e-6) / scale
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

// onGrid rounds a coordinate to what fpdf writes.
func onGrid(v float64) float64 { return rounded(v, 100) }
