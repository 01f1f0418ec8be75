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
	code         bool // better small than broken, and left to right on any page
	alike        bool // the values are a list, not one below the other
}

const (
	tallestCell = 4.2 * pdfBodySize * pdfLeading // a higher cell takes a row of its own
	tallestRow  = 200                            // a higher cell may be parted
	manyValues  = 8                              // more are a list
)

// factGrid lays out facts in three columns below a rule.
func (p *pdfWriter) factGrid(facts []Fact, style typeset.Style) []piece {
	if len(facts) == 0 {
		return nil
	}
	var cells []gridCell
	for _, f := range facts {
		cell := gridCell{label: f.Label, values: make([]string, len(f.Values)), style: style, code: f.Code,
			alike: f.Alike || len(f.Values) > manyValues}
		for i, v := range f.Values {
			if cell.values[i] = isolateValue(v); isJSON(bare(v)) {
				cell.code = true
			} else if f.Code {
				cell.values[i] = leftToRight(v)
			}
		}
		cells = append(cells, cell)
	}
	rule := p.ruleAcross(9)
	rule.keep = true
	return append([]piece{rule}, p.grid(cells, 3)...)
}

func (p *pdfWriter) ruleAcross(gap float64) piece {
	return piece{gap: gap, draw: func(x, y, _ float64) { p.doc.Rule(x, y, x+p.width, y, 0.6, pdfLine) }}
}

// grid lays out cells row by row. A cell that is too long for its column
// takes the whole width if that helps, and may then go on over a page end.
func (p *pdfWriter) grid(cells []gridCell, columns int) []piece {
	const between = 16
	width := (p.width - between*float64(columns-1)) / float64(columns)
	var all []piece
	var row [][]piece
	flush := func() {
		if len(row) > 0 {
			all = append(all, spaced(7, []piece{p.gridRow(row, width, between)})...)
		}
		row = nil
	}
	for _, cell := range cells {
		pieces := p.gridPieces(cell, width)
		if high := heightOf(pieces); high > tallestCell || cell.alike && len(pieces) > 2 {
			if wide := p.gridPieces(cell, p.width); heightOf(wide) < high || high > tallestRow {
				flush()
				all = append(all, spaced(7, wide)...)
				continue
			}
		}
		if row = append(row, pieces); len(row) == columns {
			flush()
		}
	}
	flush()
	return all
}

func (p *pdfWriter) gridPieces(cell gridCell, width float64) []piece {
	var pieces []piece
	if cell.label != "" {
		pieces = kept(p.label(isolate(cell.label), pdfSmall, width))
	}
	pieces = append(pieces, p.gridValue(cell, width)...)
	if cell.below != "" {
		pieces = append(pieces, p.label(cell.below, pdfSmall, width)...)
	}
	return pieces
}

// gridValue sets the values of a cell: side by side if they fit on a line or
// are a list, else one below the other.
func (p *pdfWriter) gridValue(cell gridCell, width float64) []piece {
	dir, all := p.pageDirection(), strings.Join(cell.values, " · ")
	if cell.code {
		dir = typeset.LeftToRight
	}
	set := func(text string) []piece { return p.lines(typeset.Text(text, cell.style, dir), width, alignPage) }
	value := set(all)
	if len(value) > 1 && cell.code {
		cell.style.Size = 8 // in which a GUID fits into a third of the page
		value = set(all)
	}
	if len(value) > 1 && len(cell.values) > 1 && !cell.alike {
		value = value[:0]
		for _, v := range cell.values {
			value = append(value, set(v)...)
		}
	}
	return value
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
