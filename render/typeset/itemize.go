package typeset

import "github.com/go-text/typesetting/language"

// plain tells whether every rune is a grapheme of its own that breaks lines
// only at spaces, so that the segmenter's tables are not needed: Latin,
// Cyrillic and Hebrew letters, digits and quiet punctuation. Most lines are.
func plain(text []rune) bool {
	for i, r := range text {
		switch {
		case (r == '.' || r == ',') && i > 0 && text[i-1] != ' ':
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == ' ',
			r >= 0xC0 && r < 0x180 && r != 0xD7 && r != 0xF7, r >= 0x410 && r <= 0x44F, r >= 0x5D0 && r <= 0x5EA:
		default:
			return false
		}
	}
	return true
}

// assignFaces gives each rune its font, grapheme by grapheme. A grapheme that
// lies across two styles takes the first one's.
func (e *Engine) assignFaces(line styled, styles []Style, plain bool) []*face {
	faces := make([]*face, len(line.text))
	var previous *face
	last := uint16(0)
	assign := func(from, to int) {
		style := line.styles[from]
		if style != last {
			previous, last = nil, style
		}
		s := &styles[style]
		f := e.clusterFont(line.text[from:to], weight{s.Bold, s.Mono}, previous)
		for i := from; i < to; i++ {
			faces[i], line.styles[i] = f, style
		}
		previous = f
	}
	if plain {
		for i := range line.text {
			assign(i, i+1)
		}
		return faces
	}
	for it := e.seg.GraphemeIterator(); it.Next(); {
		g := it.Grapheme()
		assign(g.Offset, g.Offset+len(g.Text))
	}
	return faces
}

// scripts gives each rune a script; those of none take their neighbour's.
func scripts(text []rune) []language.Script {
	found := make([]language.Script, len(text))
	var last language.Script
	for i, r := range text {
		s := language.LookupScript(r)
		if s == language.Common || s == language.Inherited || s == language.Unknown {
			s = last
		}
		found[i], last = s, s
	}
	last = language.Latin
	for i := len(found) - 1; i >= 0; i-- {
		if found[i] == 0 {
			found[i] = last
		}
		last = found[i]
	}
	return found
}

// itemize cuts a hard line into shaped runs, in logical order.
func (e *Engine) itemize(line styled, styles []Style, rtl, plain bool) []run {
	text := line.text
	levels, faces, scripts := levels(text, rtl), e.assignFaces(line, styles, plain), scripts(text)
	var runs []run
	for i := 0; i < len(text); {
		end := i + 1
		for end < len(text) && faces[end] == faces[i] && levels[end] == levels[i] &&
			scripts[end] == scripts[i] && line.styles[end] == line.styles[i] {
			end++
		}
		style := line.styles[i]
		r := run{start: i, end: end, level: levels[i], style: style, face: faces[i], script: scripts[i], size: styles[style].Size}
		e.shape(text, &r)
		runs = append(runs, r)
		i = end
	}
	return runs
}
