package typeset

// maxDrift is how far from its place a code may be shown, in 1/1000 em.
const maxDrift = 0.4

// maxDrawn is how many words' codes a document keeps; a full store is emptied.
const maxDrawn = 1 << 14

// piece is a word, or a part of one, as the body of a literal string: codes
// of one carrier, with numbers between them that move what follows. from and
// to are the text positions before and after it, in 1/1000 em from where the
// word starts.
type piece struct {
	carrier  *carrier
	from, to float64
	codes    []byte
}

// drawn keeps the pieces of words, so that the next time they are shown
// they are there.
type drawn struct {
	known map[*word]span
	list  []piece
	bytes []byte
}

// span is a part of the list.
type span struct{ start, end int32 }

// pieces are a word in the codes of this document. The result is for use
// at once.
func (d *Document) pieces(w *word, f *font, rtl bool) []piece {
	known, ok := d.drawn.known[w]
	if !ok {
		if d.drawn.known == nil || len(d.drawn.known) >= maxDrawn {
			d.drawn = drawn{known: map[*word]span{}}
		}
		known = d.encode(w, f, rtl)
		d.drawn.known[w] = known
	}
	return d.drawn.list[known.start:known.end]
}

// encode finds the codes of a word.
func (d *Document) encode(word *word, f *font, rtl bool) span {
	w := wordWriter{drawn: &d.drawn, start: len(d.drawn.list)}
	x, glyphs, text := 0.0, word.glyphs, word.text
	for i := 0; i < len(glyphs); {
		first, end, advance := &glyphs[i], i, 0.0
		for end < len(glyphs) && glyphs[end].at == first.at {
			advance += float64(glyphs[end].advance)
			end++
		}
		cluster := text[first.at:min(int(first.at)+int(first.runes), len(text))]
		single := len(cluster) == 1 && end == i+1
		w.pen = x
		switch {
		case first.missing:
			c, n := d.code(nil, nil, boxWidth(cluster[0]), cluster)
			w.show(c, n, float64(boxWidth(cluster[0])))
		case single && ignorable(cluster[0]):
		case single && first.dy == 0 && !f.color: // kerning moves the pen, it makes no other glyph
			w.pen += float64(first.dx)
			c, n := d.glyphCode(f, int(first.id), word.shownText(cluster[0], rtl))
			w.show(c, n, float64(f.advance(int(first.id)))*1000/float64(f.upem))
		default:
			d.clusterCodes(&w, f, glyphs[i:end], cluster, rtl)
		}
		x += advance
		i = end
	}
	return span{int32(w.start), int32(len(d.drawn.list))}
}

// wordWriter writes the pieces of one word; pen is where the next code
// goes.
type wordWriter struct {
	*drawn
	start int
	pen   float64
}

// show writes one code at the pen and moves on by its width in 1/1000 em.
func (w *wordWriter) show(c *carrier, code uint16, width float64) {
	last := len(w.list) - 1
	if last < w.start || w.list[last].carrier != c {
		w.list = append(w.list, piece{carrier: c, from: w.pen, to: w.pen, codes: w.bytes[len(w.bytes):]})
		last++
	}
	s, from := &w.list[last], len(w.bytes)-len(w.list[last].codes)
	if drift := s.to - w.pen; drift > maxDrift || drift < -maxDrift {
		w.bytes = append(appendNumber(append(w.bytes, ')'), drift, 1), '(')
		s.to -= rounded(drift, 10)
	}
	if !c.oneByte {
		w.bytes = appendEscaped(w.bytes, byte(code>>8))
	}
	w.bytes = appendEscaped(w.bytes, byte(code))
	s.codes = w.bytes[from:len(w.bytes):len(w.bytes)]
	s.to += width
	w.pen += width
}

// appendEscaped writes a byte of a literal string (ISO 32000-1, 7.3.4.2).
func appendEscaped(b []byte, c byte) []byte {
	switch c {
	case '(', ')', '\\':
		return append(b, '\\', c)
	case '\r': // would be read as a line feed
		return append(b, '\\', 'r')
	}
	return append(b, c)
}
