package render

import "github.com/glassix-archiver/archiver/render/typeset"

// Measures of a paper's rows, in points.
const (
	rowGap    = 7  // between a number and what it counts
	blankLine = 27 // from one line to write on to the next
	blankName = 130
)

// paperSection lays out a part of a paper.
func (p *pdfWriter) paperSection(s *PaperSection) {
	if s.NewPage && p.y > p.top {
		p.newPage()
	}
	if s.Alarm {
		f := p.alarm()
		back := p.write(typeset.RoleHeading2)
		pieces := kept(p.marked(s.Heading, p.label(s.Heading, pdfAlarm, f.inner())))
		p.spot = back
		p.place(f, 14, append(pieces, p.said(s, f.inner())...))
		p.place(p.plain(), 7, p.below(nil, s.Facts))
	} else {
		pieces := append(p.headingOf(s.Heading), p.said(s, p.width)...)
		for _, more := range [][]piece{p.verbatim(s.Code), p.blanks(s.Blanks)} {
			if len(more) > 0 { // what is said of it stands above it
				pieces = append(kept(pieces), more...)
			}
		}
		p.place(p.plain(), 16, append(pieces, p.below(pieces, s.Facts)...))
	}
	for j := range s.Items {
		p.item(&s.Items[j])
	}
}

// below are a section's facts. What stands above them is not left on a page without
// them, nor are a few of them parted.
func (p *pdfWriter) below(above []piece, facts []Fact) []piece {
	if len(facts) == 0 {
		return nil
	}
	if n := len(above); n > 0 {
		above[n-1].keep = true
	}
	rows := p.grid(factCells(facts, pdfFact), 3)
	if heightOf(rows) < p.full()/4 {
		kept(rows[:len(rows)-1])
	}
	return spaced(7, rows)
}

func (p *pdfWriter) headingOf(text string) []piece {
	if text == "" {
		return nil
	}
	return p.marked(text, p.section(text))
}

// verbatim is a text to be compared letter by letter.
func (p *pdfWriter) verbatim(text string) []piece {
	if text == "" {
		return nil
	}
	style := pdfProvenance
	style.Mono, style.Color = true, pdfInk
	return spaced(6, p.lines(typeset.Text(text, style, typeset.LeftToRight), p.width, alignPage))
}

// said are a section's texts and rows.
func (p *pdfWriter) said(s *PaperSection, width float64) []piece {
	var pieces []piece
	for _, text := range s.Texts {
		pieces = append(pieces, spaced(5, together(p.label(text, pdfFact, width)))...)
	}
	if len(s.Rows) == 0 {
		return pieces
	}
	column := 0.0
	for _, r := range s.Rows {
		column = max(column, p.e.Width(typeset.Text(r.Number, pdfFact, p.pageDirection())))
	}
	back := p.enter(typeset.RoleList)
	for _, r := range s.Rows {
		pieces = append(pieces, spaced(2, p.counted(r, column, width))...)
	}
	p.spot = back
	if heightOf(pieces) < p.full()/2 { // then no row goes to the next page alone
		kept(pieces[:len(pieces)-1])
	}
	return pieces
}

// counted sets a number at the end of its column, and beside it what it counts.
func (p *pdfWriter) counted(r PaperRow, column, width float64) []piece {
	back := p.enter(typeset.RoleItem)
	defer func() { p.spot = back }()
	number := p.oneLine(r.Number, pdfFact, width)
	label := p.element(typeset.RoleLabel)
	p.spot.leaf = p.element(typeset.RoleItemBody)
	beside := p.label(r.Text, pdfFact, width-column-rowGap)
	inwards, at := column+rowGap, column-number.Width
	if p.rtl {
		inwards, at = 0, width-number.Width
	}
	pieces := inset(beside, inwards, nil)
	pieces[0] = pieces[0].drawn(func(pc piece) drawing {
		return func(x, y, gap float64) {
			p.drawLine(label, &number, x+at, y+baseline(&number))
			pc.draw(x, y, gap)
		}
	}, nil)
	kept(pieces[:len(pieces)-1])
	return pieces
}

// blanks are lines to write on.
func (p *pdfWriter) blanks(names []string) []piece {
	var pieces []piece
	for _, name := range names {
		line := p.fitted(name, pdfFact, blankName-rowGap)
		tag := p.element(typeset.RoleParagraph)
		pieces = append(pieces, piece{height: blankLine, draw: func(x, y, _ float64) {
			p.drawLine(tag, &line, p.start(x, p.width, line.Width), y+blankLine-4)
			from := x + blankName
			if p.rtl {
				from = x
			}
			p.doc.Tagged(nil)
			p.doc.Rule(from, y+blankLine, from+p.width-blankName, y+blankLine, 0.7, pdfQuiet)
		}})
	}
	if len(pieces) > 0 {
		kept(pieces[:len(pieces)-1])
	}
	return pieces
}
