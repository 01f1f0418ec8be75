package typeset

import "slices"

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
	d.markLine(line)
	w := textWriter{d: d, y: d.height - y}
	for i := range line.runs {
		r := &line.runs[i]
		style := &line.styles[r.style]
		from := len(d.content)
		d.markRun(i)
		w.interrupt(from, true)
		if nested := r.mirrored && len(d.plans) == 0; nested {
			w.close()
			d.content = append(appendActual(append(d.content, "/Span<<"...), r.text()), ">>BDC\n"...)
			w.run(r, style, x)
			w.close()
			d.content = append(d.content, "EMC\n"...)
		} else {
			w.run(r, style, x)
		}
		d.decorate(r, style, x, y)
		x += r.width
	}
	w.close()
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

// look is what of a style is set once for a text object.
type look struct {
	italic   bool
	outlined bool // glyphs are drawn with their outline, to be bold
	size     float64
	color    Color
}

// textWriter writes the text of a line to the page, in as few text objects
// as can be.
type textWriter struct {
	d       *Document
	y       float64
	size    float64
	look    look    // of the open text object
	pen, at float64 // where the next word goes, and the PDF's own text position
	inText  bool    // a text object is open
	inArray bool    // the operand of a TJ is open, and a string in it
}

// run writes one run, which starts at x.
func (w *textWriter) run(r *run, style *Style, x float64) {
	d, f := w.d, r.face.font
	from := len(d.content)
	d.setFill(style.Color)
	w.interrupt(from, false)
	own := look{italic: style.Italic && !f.color, outlined: style.Bold && !f.bold && !f.color}
	if own.outlined {
		own.size, own.color = r.size, style.Color
	}
	if own != w.look {
		w.close()
	}
	w.size, w.look = r.size, own
	scale, advance := r.size/1000, 0.0
	for i := range r.words {
		word := r.words[i]
		if r.rtl() {
			word = r.words[len(r.words)-1-i]
		}
		w.pen = x + advance*scale
		list := d.pieces(word, f, r.rtl())
		for j := range list {
			w.show(&list[j])
		}
		advance += word.advance
	}
}

// show writes a piece of a word that is at the pen.
func (w *textWriter) show(p *piece) {
	d, scale := w.d, w.size/1000
	if d.carrier != p.carrier || d.size != w.size {
		w.endArray()
		d.setFont(p.carrier, w.size)
	}
	from := w.pen + p.from*scale
	if !w.inText {
		w.open(from)
	}
	drift := (w.at - from) / scale
	switch far := drift > maxDrift || drift < -maxDrift; {
	case far && w.inArray:
		d.content = append(appendNumber(append(d.content, ')'), drift, 1), '(')
	case far:
		d.content = append(appendNumber(append(d.content, '['), drift, 1), '(')
	case !w.inArray:
		d.content = append(d.content, "[("...)
	}
	if drift > maxDrift || drift < -maxDrift {
		w.at -= rounded(drift, 10) * scale
	}
	w.inArray = true
	d.content = append(d.content, p.codes...)
	w.at += (p.to - p.from) * scale
}

// open begins a text object at x.
func (w *textWriter) open(x float64) {
	b := append(w.d.content, "BT "...)
	if w.look.italic {
		b = append(appendNumber(append(b, "1 0 "...), slant, 2), " 1 "...)
	}
	b = append(appendNumber(b, x, 2), ' ')
	b = appendNumber(b, w.y, 2)
	if w.look.italic {
		b = append(b, " Tm"...)
	} else {
		b = append(b, " Td"...)
	}
	if w.look.outlined {
		b = append(b, " 2 Tr "...)
		b = append(appendNumber(b, thickness*w.look.size, 3), " w "...)
		b = append(appendColor(b, w.look.color), "RG"...)
	}
	w.d.content = b
	w.at, w.inText = x, true
}

// interrupt ends what is open before the operators that were written from a
// place on, if there are any: the TJ, or the text object as well.
func (w *textWriter) interrupt(from int, whole bool) {
	if !w.inText || from == len(w.d.content) {
		return
	}
	after := slices.Clone(w.d.content[from:])
	w.d.content = w.d.content[:from]
	if whole {
		w.close()
	} else {
		w.endArray()
	}
	w.d.content = append(w.d.content, after...)
}

func (w *textWriter) endArray() {
	if w.inArray {
		w.d.content, w.inArray = append(w.d.content, ")]TJ\n"...), false
	}
}

// close ends the text object.
func (w *textWriter) close() {
	w.endArray()
	if !w.inText {
		return
	}
	if w.look.outlined {
		w.d.content = append(w.d.content, "0 Tr "...)
	}
	w.d.content, w.inText = append(w.d.content, "ET\n"...), false
}
