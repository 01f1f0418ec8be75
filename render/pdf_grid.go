package render

import (
	"strings"

	"github.com/glassix-archiver/archiver/render/typeset"
)

// gridCell is one field of a grid: a quiet label, its values, and perhaps a
// quiet line below.
type gridCell struct {
	label, below string
	values       []string
	style        typeset.Style
	code         bool // better small than broken
}

// tallestCell is how high a cell may get before it takes a row of its own.
const tallestCell = 4.2 * pdfBodySize * pdfLeading

// factGrid shows facts in three columns below a rule.
func (p *pdfWriter) factGrid(facts []Fact, style typeset.Style) {
	if len(facts) == 0 {
		return
	}
	var cells []gridCell
	for _, f := range facts {
		values := make([]string, len(f.Values))
		for i, v := range f.Values {
			if values[i] = isolate(v); f.Code {
				values[i] = leftToRight(v)
			}
		}
		cells = append(cells, gridCell{label: f.Label, values: values, style: style, code: f.Code})
	}
	p.ruleAcross(9)
	p.grid(cells, 3)
}

func (p *pdfWriter) ruleAcross(gap float64) {
	p.need(40)
	p.y += gap
	p.doc.Rule(p.left, p.y, p.left+p.width, p.y, 0.6, pdfLine)
}

// grid shows cells row by row. A cell that is too long for its column takes
// the whole width if that helps, and may then go on over a page end.
func (p *pdfWriter) grid(cells []gridCell, columns int) {
	const between = 16
	width := (p.width - between*float64(columns-1)) / float64(columns)
	var row [][]piece
	flush := func() {
		if len(row) > 0 {
			p.place(p.plain(), 7, []piece{p.gridRow(row, width, between)})
		}
		row = nil
	}
	for _, cell := range cells {
		pieces := p.gridPieces(cell, width)
		if high := heightOf(pieces); high > tallestCell {
			if wide := p.gridPieces(cell, p.width); heightOf(wide) < high {
				flush()
				p.place(p.plain(), 7, wide)
				continue
			}
		}
		if row = append(row, pieces); len(row) == columns {
			flush()
		}
	}
	flush()
}

func (p *pdfWriter) gridPieces(cell gridCell, width float64) []piece {
	var pieces []piece
	if cell.label != "" {
		pieces = p.label(isolate(cell.label), pdfSmall, width)
		for i := range pieces {
			pieces[i].keep = true
		}
	}
	value := p.label(strings.Join(cell.values, " · "), cell.style, width)
	if len(value) > 1 && cell.code {
		cell.style.Size = 8 // in which a GUID fits into a third of the page
		value = p.label(strings.Join(cell.values, " · "), cell.style, width)
	}
	if len(value) > 1 && len(cell.values) > 1 { // they don't fit on one line: one below the other
		value = value[:0]
		for _, v := range cell.values {
			value = append(value, p.label(v, cell.style, width)...)
		}
	}
	pieces = append(pieces, value...)
	if cell.below != "" {
		pieces = append(pieces, p.label(cell.below, pdfSmall, width)...)
	}
	return pieces
}

func (p *pdfWriter) gridRow(row [][]piece, width, between float64) piece {
	height := 0.0
	for _, pieces := range row {
		height = max(height, heightOf(pieces))
	}
	return piece{height: height, draw: func(x, y, _ float64) {
		for i, pieces := range row {
			at := x + float64(i)*(width+between)
			if p.rtl {
				at = x + p.width - width - float64(i)*(width+between)
			}
			drawAll(pieces, at, y)
		}
	}}
}
