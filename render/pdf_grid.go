package render

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/glassix-archiver/archiver/render/typeset"
)

// gridCell is one field of a grid: a quiet label, its values, and perhaps
// quiet lines below.
type gridCell struct {
	label  string
	values []string
	below  []string
	style  typeset.Style
	code   bool // better small than broken, and left to right on any page
	alike  bool // the values are a list, not one below the other
	beside bool // it keeps to its column

	labelTag, valueTag *typeset.Tag
}

const (
	tallestCell  = 4.2 * pdfBodySize * pdfLeading // a higher cell takes a row of its own
	tallestRow   = 200                            // a higher cell may be parted
	manyValues   = 8                              // more are a list
	longName     = 30                             // a GUID is longer, most addresses are not
	codeSize     = 8                              // in which a GUID fits into a third of the page
	nameSize     = 7.4                            // of an identifier
	smallestName = 6.5                            // a longer one is broken
	letterWidth  = 0.55                           // of a usual letter, by the size
)

// factGrid lays out facts in three columns below a rule.
func (p *pdfWriter) factGrid(facts []Fact, style typeset.Style) []piece {
	if len(facts) == 0 {
		return nil
	}
	rule := p.ruleAcross(9)
	rule.keep = true
	return append([]piece{rule}, p.grid(factCells(facts, style), 3)...)
}

func factCells(facts []Fact, style typeset.Style) []gridCell {
	var cells []gridCell
	for _, f := range facts {
		cell := gridCell{label: f.Label, values: make([]string, len(f.Values)), style: style, code: f.Code,
			alike: f.Alike || len(f.Values) > manyValues}
		for i, v := range f.Values {
			switch cell.values[i] = isolateValue(v); {
			case isJSON(bare(v)):
				cell.code = true
			case f.Code, len(f.Values) == 1 && unbreakable(v):
				cell.values[i], cell.code = leftToRight(v), true
			}
		}
		cells = append(cells, cell)
	}
	return cells
}

func (p *pdfWriter) ruleAcross(gap float64) piece {
	return piece{gap: gap, draw: func(x, y, _ float64) { p.doc.Rule(x, y, x+p.width, y, 0.6, pdfLine) }}
}

// grid lays out cells row by row. A cell that is too long for its column
// takes the whole width if that helps, and may then go on over a page end.
func (p *pdfWriter) grid(cells []gridCell, columns int) []piece {
	const between = 16
	back := p.enter(typeset.RoleList)
	defer func() { p.spot = back }()
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
		p.tagCell(&cell)
		pieces := p.gridPieces(cell, width)
		if high := heightOf(pieces); high > tallestCell && !cell.beside || high > tallestRow || cell.alike && len(pieces) > 2 || p.tears(&cell, width) {
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

// tagCell makes a cell an item of a list.
func (p *pdfWriter) tagCell(cell *gridCell) {
	back := p.enter(typeset.RoleItem)
	if cell.label != "" {
		cell.labelTag = p.element(typeset.RoleLabel)
	}
	cell.valueTag = p.element(typeset.RoleItemBody)
	p.spot = back
}

func (p *pdfWriter) gridPieces(cell gridCell, width float64) []piece {
	var pieces []piece
	back := p.spot
	if cell.label != "" {
		p.spot.leaf = cell.labelTag
		pieces = kept(p.label(isolate(cell.label), pdfSmall, width))
	}
	p.spot.leaf = cell.valueTag
	pieces = append(pieces, p.gridValue(cell, width)...)
	for _, text := range cell.below {
		pieces = append(pieces, p.unbroken(text, width)...)
	}
	p.spot = back
	return pieces
}

// tears reports whether a column is too narrow for an identifier of the cell.
func (p *pdfWriter) tears(cell *gridCell, width float64) bool {
	if !cell.code || cell.beside {
		return false
	}
	style := cell.style
	style.Size = codeSize
	return slices.ContainsFunc(cell.values, func(v string) bool {
		return unbreakable(bare(v)) && p.e.Width(typeset.Text(v, style, typeset.LeftToRight)) > width
	})
}

// unbreakable tells of a long text that it is an identifier: one that is
// broken is hard to compare.
func unbreakable(s string) bool {
	return utf8.RuneCountInString(s) > longName && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == '/' || r > '~' })
}

// unbroken sets a quiet line, an identifier smaller and below its label if
// that keeps it whole.
func (p *pdfWriter) unbroken(text string, width float64) []piece {
	style, set := pdfSmall, func(text string, style typeset.Style) []piece {
		return p.lines(typeset.Text(text, style, p.pageDirection()), width, alignPage)
	}
	label, value, labelled := strings.Cut(text, labelGap)
	labelled = labelled && !strings.HasSuffix(label, " ·") // a list has such spaces too
	if !labelled && (utf8.RuneCountInString(text) <= longName || strings.Contains(text, " ")) {
		return set(text, style)
	}
	style.Size = nameSize
	w := p.e.Width(typeset.Text(text, style, typeset.LeftToRight))
	if labelled && w > width {
		return append(set(label, style), p.unbroken(value, width)...)
	}
	if w > width {
		style.Size = max(style.Size*0.99*width/w, smallestName)
	}
	return set(text, style)
}

// gridValue sets the values of a cell: side by side if they fit on a line or
// are a list, else one below the other.
func (p *pdfWriter) gridValue(cell gridCell, width float64) []piece {
	dir, all := p.pageDirection(), joined(cell.values)
	if cell.code {
		dir = typeset.LeftToRight
	}
	set := func(text string) []piece { return p.lines(typeset.Text(text, cell.style, dir), width, alignPage) }
	value := set(all)
	if len(value) > 1 && cell.code {
		cell.style.Size = codeSize
		cell.values = slices.Clone(cell.values)
		for i, v := range cell.values {
			if json := bare(v); isJSON(json) {
				cell.values[i] = breakJSON(json, int(width/(codeSize*letterWidth)))
			}
		}
		value = set(joined(cell.values))
	}
	if len(value) > 1 && len(cell.values) > 1 && !cell.alike { // the first stands alone, its details below
		value = set(cell.values[0])
		dir = p.pageDirection()
		details := set(joined(cell.values[1:]))
		if len(details) > 1 {
			details = details[:0]
			for _, v := range cell.values[1:] {
				details = append(details, set(v)...)
			}
		}
		value = append(value, details...)
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
