package render

import (
	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/render/typeset"
)

// Measures of a table's cells.
const (
	cellPadX    = 5
	cellPadY    = 3
	narrowest   = 34 // a column narrower than this is not readable
	mostColumns = 40
)

// table lays out a table, one piece a row. A table with more columns than
// the page holds, and a row that is too high for it, go cell by cell.
func (p *pdfWriter) table(b *body.Block, at textBlock) []piece {
	columns := 0
	for _, row := range b.Rows {
		columns = max(columns, spans(row))
	}
	at.depth++
	at.style.Size *= 0.94
	if columns == 0 {
		return nil
	}
	if columns > mostColumns || at.width/float64(columns) < narrowest || at.depth > maxNesting {
		return p.stacked(b.Rows, at)
	}
	rtl := p.direction(b.Direction, body.Plain([]body.Block{*b})) == typeset.RightToLeft
	widths := p.columnWidths(b.Rows, columns, at)
	var pieces []piece
	for i := range b.Rows {
		row := p.row(&b.Rows[i], widths, at, rtl)
		if row.height > p.bottom-p.top-80 {
			pieces = append(pieces, p.stacked(b.Rows[i:i+1], at)...)
		} else {
			pieces = append(pieces, row)
		}
	}
	return pieces
}

func span(c *body.Cell) int { return min(max(c.ColSpan, 1), mostColumns+1) }

func spans(row body.Row) int {
	n := 0
	for i := range row.Cells {
		n = min(n+span(&row.Cells[i]), mostColumns+1)
	}
	return n
}

// columnWidths shares the width: each column gets what its longest text wants
// if there is enough, and else in proportion, but never less than is readable.
func (p *pdfWriter) columnWidths(rows []body.Row, columns int, at textBlock) []float64 {
	want := make([]float64, columns)
	for i := range want {
		want[i] = narrowest
	}
	for r := 0; r < len(rows) && r < 200; r++ {
		column := 0
		for c := range rows[r].Cells {
			cell := &rows[r].Cells[c]
			if n := span(cell); n == 1 && column < columns {
				text := typeset.Text(clip(body.Plain(cell.Blocks), 400), at.style, typeset.Auto)
				want[column] = max(want[column], min(p.e.Width(text)*1.08+2*cellPadX+2, at.width))
			}
			column += span(cell)
		}
	}
	total := 0.0
	for _, w := range want {
		total += w
	}
	spare := at.width - narrowest*float64(columns)
	for i, w := range want {
		if total > at.width {
			want[i] = narrowest + spare*(w-narrowest)/(total-narrowest*float64(columns))
		}
	}
	return want
}

// row lays out one row as a single piece.
func (p *pdfWriter) row(row *body.Row, widths []float64, at textBlock, rtl bool) piece {
	type field struct {
		x, w   float64
		header bool
		pieces []piece
	}
	total, height := 0.0, at.style.Size*pdfLeading
	for _, w := range widths {
		total += w
	}
	var fields []field
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
		f := field{x: x, w: w, header: cell.Header, pieces: p.blocks(cell.Blocks, inner)}
		if rtl {
			f.x = at.width - x - w
		}
		height = max(height, heightOf(f.pieces))
		fields = append(fields, f)
		x += w
	}
	height += 2 * cellPadY
	headers := len(fields) > 0
	for _, f := range fields {
		headers = headers && f.header
	}
	return piece{height: height, keep: headers, draw: func(left, y, _ float64) {
		for _, f := range fields {
			ground := pdfPaper
			if f.header {
				ground = pdfWash
			}
			p.doc.Box(typeset.Box{X: left + f.x, Y: y, W: f.w, H: height, Fill: &ground, Stroke: &pdfLine, LineWidth: 0.5, Edges: typeset.EdgeAll})
			drawAll(f.pieces, left+f.x+cellPadX, y+cellPadY)
		}
	}}
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
