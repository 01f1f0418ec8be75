package render

import (
	"strings"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/render/typeset"
)

// isolate keeps a text's direction from the words around it.
func isolate(s string) string { return "\u2068" + s + "\u2069" }

// leftToRight isolates an identifier or an address.
func leftToRight(s string) string { return "\u2066" + s + "\u2069" }

// isolateValue isolates a recorded value; JSON reads from left to right
// whatever its words are.
func isolateValue(s string) string {
	if json := bare(s); isJSON(json) {
		return leftToRight(isolateStrings(json))
	}
	return strings.ReplaceAll(isolate(s), "\n", "\u2069\n\u2068") // an isolate ends with its line
}

// bare is a value without the marks that isolate it from left to right.
func bare(s string) string {
	if inner, ok := strings.CutPrefix(s, "\u2066"); ok {
		return strings.TrimSuffix(inner, "\u2069")
	}
	return s
}

// isolateStrings isolates the strings of a JSON text, lest a Hebrew name and
// its Hebrew value change places.
func isolateStrings(json string) string {
	if !strings.ContainsFunc(json, func(r rune) bool { return r >= 0x590 }) {
		return json
	}
	var out strings.Builder
	inside, escaped := false, false
	for _, r := range json {
		quote := r == '"' && !escaped
		escaped = inside && r == '\\' && !escaped
		switch {
		case quote && inside:
			out.WriteString("\u2069\"")
		case quote:
			out.WriteString("\"\u2068")
		default:
			out.WriteRune(r)
		}
		inside = inside != quote
	}
	return out.String()
}

// isJSON tells whether a value looks like a JSON object or array.
func isJSON(s string) bool {
	return len(s) >= 2 && (s[0] == '{' && s[len(s)-1] == '}' || s[0] == '[' && s[len(s)-1] == ']')
}

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
	alignPage // by the page's
)

// linePiece makes a line a piece.
func (p *pdfWriter) linePiece(line typeset.Line, width float64, a align) piece {
	offset := 0.0
	switch {
	case a == alignCenter:
		offset = (width - line.Width) / 2
	case a == alignPage && p.rtl, a == alignStart && line.RTL:
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
func (p *pdfWriter) direction(d body.Direction, blocks ...body.Block) typeset.Direction {
	if d == body.Auto {
		d = body.DirectionOf(blocks)
	}
	rtl := d == body.RightToLeft || d == body.Auto && p.rtl
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
