package render

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/render/typeset"
)

// Measures of a table's cells.
const (
	cellPadX    = 5
	cellPadY    = 3
	narrowest   = 34 // a column narrower than this is not readable
	widestWord  = 90 // a column need not be wider for a word's sake
	mostColumns = 400
	mostHeads   = 3  // rows at the top that stand again on each page
	lowestRow   = 90 // a row up to this high is not parted
)

// table lays out a table, one piece a row. Columns that don't fit beside each
// other go one group below the other, each with the first column again.
func (p *pdfWriter) table(b *body.Block, at textBlock) []piece {
	back := p.spot
	defer func() { p.spot = back }()
	columns := 0
	for _, row := range b.Rows {
		columns = max(columns, spans(row))
	}
	at.depth++
	at.style.Size *= 0.94
	if columns == 0 {
		return nil
	}
	if columns > mostColumns || at.depth > maxNesting || columns > 1 && at.width < 2*narrowest {
		return p.stacked(b.Rows, at)
	}
	rtl := p.direction(b.Direction, *b) == typeset.RightToLeft
	measures := p.measureColumns(b.Rows, columns, at)
	groups := columnGroups(measures, at.width)
	if len(groups) == 1 {
		return p.rows(b.Rows, measures, at, rtl)
	}
	var pieces []piece
	for _, group := range groups {
		rows, widths := make([]body.Row, len(b.Rows)), make([]measure, len(group))
		for i := range b.Rows {
			rows[i] = pick(b.Rows[i], group)
		}
		for i, column := range group {
			widths[i] = measures[column]
		}
		label := p.label(p.columnsText(group[1], group[len(group)-1], columns), pdfSmall, at.width)
		pieces = append(pieces, spaced(6, kept(label))...)
		pieces = append(pieces, spaced(2, p.rows(rows, widths, at, rtl))...)
	}
	return pieces
}

// columnsText says which columns a group shows, counted from 0.
func (p *pdfWriter) columnsText(first, last, columns int) string {
	if first == 1 {
		first = 0
	}
	return p.t.Say("table.columns", leftToRight(fmt.Sprintf("%d–%d", first+1, last+1)), strconv.Itoa(columns))
}

func span(c *body.Cell) int { return min(max(c.ColSpan, 1), mostColumns+1) }

func spans(row body.Row) int {
	n := 0
	for i := range row.Cells {
		n = min(n+span(&row.Cells[i]), mostColumns+1)
	}
	return n
}

// rows lays out rows, each as one piece. Head rows stand again where the table
// goes on over a page end.
func (p *pdfWriter) rows(rows []body.Row, columns []measure, at textBlock, rtl bool) []piece {
	back := p.enter(typeset.RoleTable)
	defer func() { p.spot = back }()
	widths := shareWidth(columns, at.width)
	pieces := make([]piece, len(rows))
	top := heads(rows)
	var head []piece
	for i := range rows {
		pieces[i] = p.row(&rows[i], widths, at, rtl)
		if i < top {
			pieces[i].keep = true
			head = append(head, p.repeated(pieces[i]))
		} else {
			pieces[i].again = head
		}
	}
	if n := len(pieces); n > top+2 { // no row goes alone to the next page
		pieces[n-2].keep = true
	}
	return pieces
}

// heads is how many rows at the top of a table name its columns: those that
// say so, or else a first one that is bold throughout above one that is not.
func heads(rows []body.Row) int {
	n := 0
	for n < min(len(rows), mostHeads) && every(&rows[n], func(c *body.Cell) bool { return c.Header }) {
		n++
	}
	if n == 0 && len(rows) > 1 && every(&rows[0], boldCell) && !every(&rows[1], boldCell) {
		n = 1
	}
	return n
}

func every(row *body.Row, is func(*body.Cell) bool) bool {
	for i := range row.Cells {
		if !is(&row.Cells[i]) {
			return false
		}
	}
	return len(row.Cells) > 0
}

// boldCell tells whether a cell has words, all of them bold.
func boldCell(c *body.Cell) bool {
	words := false
	for in := range body.Inlines(c.Blocks) {
		if in.Text != "" && !in.Bold {
			return false
		}
		words = words || in.Text != ""
	}
	return words
}

// repeated is a piece that is drawn once more, for the eye only.
func (p *pdfWriter) repeated(pc piece) piece {
	return piece{height: pc.height, keep: true, draw: func(x, y, gap float64) {
		was := p.muted
		p.muted = true
		pc.draw(x, y, gap)
		p.muted = was
	}}
}

// field is a cell of a row laid out.
type field struct {
	x, w   float64
	header bool
	pieces []piece
}

// row lays out one row as a single piece.
func (p *pdfWriter) row(row *body.Row, widths []float64, at textBlock, rtl bool) piece {
	back := p.enter(typeset.RoleRow)
	defer func() { p.spot = back }()
	fields := make([]field, 0, len(row.Cells))
	x, column := 0.0, 0
	for i := range row.Cells {
		cell := &row.Cells[i]
		w := 0.0
		for n := 0; n < span(cell) && column < len(widths); n++ {
			w += widths[column]
			column++
		}
		inner := at
		inner.width, inner.style.Bold = w-2*cellPadX, at.style.Bold || cell.Header
		inRow := p.enter(cellRole(cell))
		f := field{x: x, w: w, header: cell.Header, pieces: p.blocks(cell.Blocks, inner)}
		p.spot = inRow
		if rtl {
			f.x = at.width - x - w
		}
		fields = append(fields, f)
		x += w
	}
	return p.fields(fields, at.style.Size*pdfLeading)
}

func cellRole(c *body.Cell) typeset.Role {
	if c.Header {
		return typeset.RoleHeadCell
	}
	return typeset.RoleCell
}

// fields makes cells a piece, at least as high as their text if it is low.
func (p *pdfWriter) fields(fields []field, low float64) piece {
	height, headers := low, len(fields) > 0
	for _, f := range fields {
		height = max(height, heightOf(f.pieces))
		headers = headers && f.header
	}
	height += 2 * cellPadY
	row := piece{height: height, keep: headers, draw: func(left, y, _ float64) {
		for _, f := range fields {
			ground := pdfPaper
			if f.header {
				ground = pdfWash
			}
			p.doc.Box(typeset.Box{X: left + f.x, Y: y, W: f.w, H: height, Fill: &ground, Stroke: &pdfLine, LineWidth: 0.5, Edges: typeset.EdgeAll})
			drawAll(f.pieces, left+f.x+cellPadX, y+cellPadY)
		}
	}}
	if height > lowestRow {
		row.low = lowestRow / 2
		row.cut = func(height float64) (piece, []piece, bool) { return p.cutFields(fields, low, height-2*cellPadY) }
	}
	return row
}

// cutFields parts a row at a page end: each of its cells where it must.
func (p *pdfWriter) cutFields(fields []field, low, height float64) (head piece, rest []piece, ok bool) {
	here, below := slices.Clone(fields), slices.Clone(fields)
	for i := range fields {
		here[i].pieces, below[i].pieces = take(fields[i].pieces, height)
		if whole := p.bottom - p.top; len(here[i].pieces) == 0 && len(fields[i].pieces) > 0 && height > whole/2 {
			here[i].pieces, below[i].pieces = takeSome(fields[i].pieces, height)
		}
		if len(here[i].pieces) == 0 && len(fields[i].pieces) > 0 {
			return piece{}, nil, false
		}
	}
	return p.fields(here, low), []piece{p.fields(below, low)}, true
}

// stacked shows rows as paragraphs, cell after cell.
func (p *pdfWriter) stacked(rows []body.Row, at textBlock) []piece {
	var pieces []piece
	for i := range rows {
		for j := range rows[i].Cells {
			cell := &rows[i].Cells[j]
			inner := at
			inner.style.Bold = at.style.Bold || cell.Header
			pieces = append(pieces, spaced(2, p.blocks(cell.Blocks, inner))...)
		}
		pieces = append(pieces, piece{height: 5, draw: func(x, y, _ float64) { p.doc.Rule(x, y+2.5, x+at.width, y+2.5, 0.4, pdfLine) }})
	}
	return pieces
}
