package render

import (
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/render/typeset"
)

// isolate keeps a text's direction from the words around it.
func isolate(s string) string { return "\u2068" + s + "\u2069" }

// leftToRight isolates an identifier or an address.
func leftToRight(s string) string { return "\u2066" + s + "\u2069" }

// separator stands between short texts. A line ends before it, not behind: a
// dot at a line's end would be taken for the sentence's.
const separator = " ·\u00a0"

// joined sets short texts side by side.
func joined(list []string) string { return strings.Join(list, separator) }

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

// breakJSON breaks a JSON text between its members into lines of at most so
// many letters, lest a string be parted that could stand whole. A member that
// is longer stands alone.
func breakJSON(json string, letters int) string {
	if utf8.RuneCountInString(json) <= letters || strings.Contains(json, "\n") || !isJSON(json) {
		return json
	}
	var out strings.Builder
	used := 0
	for member := range members(json) {
		n := utf8.RuneCountInString(member)
		if used > 0 && used+n > letters {
			out.WriteByte('\n')
			used = 0
		}
		out.WriteString(member)
		used += n
	}
	return out.String()
}

// members yields a JSON text in parts that end with a comma between members.
func members(json string) iter.Seq[string] {
	return func(yield func(string) bool) {
		inside, escaped, from := false, false, 0
		for i := range len(json) {
			switch c := json[i]; {
			case escaped:
				escaped = false
			case inside && c == '\\':
				escaped = true
			case c == '"':
				inside = !inside
			case c == ',' && !inside:
				if !yield(json[from : i+1]) {
					return
				}
				from = i + 1
			}
		}
		yield(json[from:])
	}
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
func (p *pdfWriter) linePiece(line typeset.Line, tag *typeset.Tag, width float64, a align) piece {
	offset := 0.0
	switch {
	case a == alignCenter:
		offset = (width - line.Width) / 2
	case a == alignPage && p.rtl, a == alignStart && line.RTL:
		offset = width - line.Width
	}
	return piece{height: rowHeight(&line), draw: func(x, y, _ float64) {
		p.drawLine(tag, &line, x+offset, y+baseline(&line))
		p.numbers.count(y + baseline(&line))
	}}
}

// lines lays out a paragraph as pieces.
func (p *pdfWriter) lines(para typeset.Paragraph, width float64, a align) []piece {
	return p.linePieces(p.e.Layout(para, width), width, a)
}

func (p *pdfWriter) linePieces(lines []typeset.Line, width float64, a align) []piece {
	tag := p.leafTag()
	pieces := make([]piece, len(lines))
	for i := range lines {
		pieces[i] = p.linePiece(lines[i], tag, width, a)
	}
	return pieces
}

// label lays out a text of the page's own direction.
func (p *pdfWriter) label(text string, style typeset.Style, width float64) []piece {
	return p.lines(typeset.Text(text, style, p.pageDirection()), width, alignStart)
}

// packed sets texts from left to right side by side and begins a new line
// before one that does not fit, for what can't be read when it is broken.
func (p *pdfWriter) packed(list []string, style typeset.Style, width float64, a align) []piece {
	var pieces []piece
	back := p.spot
	defer func() { p.spot = back }()
	p.spot.leaf = p.leafTag()
	for _, line := range p.sideBySide(list, style, width) {
		pieces = append(pieces, p.lines(typeset.Text(leftToRight(joined(line)), style, p.pageDirection()), width, a)...)
	}
	return pieces
}

// sentences sets texts of the page's language as packed does others.
func (p *pdfWriter) sentences(list []string, style typeset.Style, width float64) []piece {
	var lines []string
	for _, line := range p.sideBySide(list, style, width) {
		lines = append(lines, joined(line))
	}
	return p.label(strings.Join(lines, "\n"), style, width)
}

// sideBySide parts texts into as many as fit side by side.
func (p *pdfWriter) sideBySide(list []string, style typeset.Style, width float64) [][]string {
	between := p.e.Width(typeset.Text(separator+".", style, typeset.LeftToRight))
	var rows [][]string
	used := 0.0
	for _, text := range list {
		w := p.e.Width(typeset.Text(text, style, typeset.LeftToRight))
		if len(rows) == 0 || used+between+w > width {
			rows, used = append(rows, nil), 0
		}
		last := len(rows) - 1
		rows[last], used = append(rows[last], text), used+between+w
	}
	if n := len(rows); n > 1 && len(rows[n-1]) == 1 && len(rows[n-2]) > 1 { // one alone looks lost
		above := rows[n-2]
		moved := above[len(above)-1]
		if w := p.e.Width(typeset.Text(moved+separator+rows[n-1][0], style, typeset.LeftToRight)); w <= width {
			rows[n-2], rows[n-1] = above[:len(above)-1], []string{moved, rows[n-1][0]}
		}
	}
	return rows
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
