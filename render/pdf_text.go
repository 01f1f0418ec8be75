package render

import (
	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/render/typeset"
)

// isolate keeps a text's direction from the words around it.
func isolate(s string) string { return "\u2068" + s + "\u2069" }

// leftToRight isolates an identifier or an address.
func leftToRight(s string) string { return "\u2066" + s + "\u2069" }

// pageDirection is the direction of labels.
func (p *pdfWriter) pageDirection() typeset.Direction {
	if p.rtl {
		return typeset.RightToLeft
	}
	return typeset.LeftToRight
}

// rowHeight is the height of a line's row.
func rowHeight(line *typeset.Line) float64 { return line.Size * pdfLeading }

// baseline is where in its row a line stands.
func baseline(line *typeset.Line) float64 {
	return line.Size * ((pdfLeading-typeset.Ascent-typeset.Descent)/2 + typeset.Ascent)
}

// align says where in their column lines stand.
type align uint8

const (
	alignStart align = iota // by each line's direction
	alignCenter
)

// linePiece makes a line a piece.
func (p *pdfWriter) linePiece(line typeset.Line, width float64, a align) piece {
	offset := 0.0
	switch {
	case a == alignCenter:
		offset = (width - line.Width) / 2
	case line.RTL:
		offset = width - line.Width
	}
	return piece{height: rowHeight(&line), draw: func(x, y, _ float64) {
		p.doc.DrawLine(&line, x+offset, y+baseline(&line))
	}}
}

// lines lays out a paragraph as pieces.
func (p *pdfWriter) lines(para typeset.Paragraph, width float64, a align) []piece {
	var pieces []piece
	for _, line := range p.e.Layout(para, width) {
		pieces = append(pieces, p.linePiece(line, width, a))
	}
	return pieces
}

// label lays out a text of the page's own direction.
func (p *pdfWriter) label(text string, style typeset.Style, width float64) []piece {
	return p.lines(typeset.Text(text, style, p.pageDirection()), width, alignStart)
}

// oneLine lays out a text on one line and cuts what does not fit.
func (p *pdfWriter) oneLine(text string, style typeset.Style, width float64) typeset.Line {
	lines := p.e.Layout(typeset.Text(text, style, p.pageDirection()), width)
	return lines[0]
}

// direction turns a block's direction into the typesetter's; a block that
// says nothing goes by its first strong letter, or as the page.
func (p *pdfWriter) direction(d body.Direction, text string) typeset.Direction {
	rtl := p.rtl
	switch d {
	case body.RightToLeft:
		rtl = true
	case body.LeftToRight:
		rtl = false
	default:
		if strong, ok := typeset.FirstStrong(text); ok {
			rtl = strong
		}
	}
	if rtl {
		return typeset.RightToLeft
	}
	return typeset.LeftToRight
}

// spaced sets the gap above the first piece.
func spaced(gap float64, pieces []piece) []piece {
	if len(pieces) > 0 {
		pieces[0].gap = gap
	}
	return pieces
}
