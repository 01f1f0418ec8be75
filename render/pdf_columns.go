package render

import (
	"strings"
	"unicode/utf8"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/render/typeset"
)

// measure is what a column would like to have and what it can do with.
type measure struct{ want, least float64 }

func (p *pdfWriter) measureColumns(rows []body.Row, columns int, at textBlock) []measure {
	list := make([]measure, columns)
	for i := range list {
		list[i] = measure{narrowest, narrowest}
	}
	most := min(widestWord, at.width/2)
	for r := 0; r < len(rows) && r < 200; r++ {
		column := 0
		for c := range rows[r].Cells {
			cell := &rows[r].Cells[c]
			if n := span(cell); n == 1 && column < columns {
				text := clip(body.Plain(cell.Blocks), 400)
				m := &list[column]
				m.want = max(m.want, min(p.cellWidth(text, at.style), at.width))
				m.least = max(m.least, min(p.cellWidth(longestWord(text), at.style), m.want, most))
			}
			column += span(cell)
		}
	}
	return list
}

func (p *pdfWriter) cellWidth(text string, style typeset.Style) float64 {
	return p.e.Width(typeset.Text(text, style, typeset.Auto))*1.08 + 2*cellPadX + 2
}

func longestWord(text string) string {
	longest, most := "", 0
	for word := range strings.FieldsSeq(text) {
		if n := utf8.RuneCountInString(word); n > most {
			longest, most = word, n
		}
	}
	return longest
}

// columnGroups parts columns in groups that fit in the width; each but the
// first begins with the first column.
func columnGroups(columns []measure, width float64) [][]int {
	groups, group, used := [][]int(nil), []int(nil), 0.0
	for i, c := range columns {
		if len(group) > 1 && used+c.least > width+slack {
			groups = append(groups, group)
			group, used = []int{0}, columns[0].least
		}
		group = append(group, i)
		used += c.least
	}
	return append(groups, group)
}

// slack forgives the rounding of sums.
const slack = 1e-6

// pick is a row with some of its columns. A cell that spans columns of two
// groups is in both.
func pick(row body.Row, columns []int) body.Row {
	var owner []int // by column
	for i := range row.Cells {
		for range span(&row.Cells[i]) {
			owner = append(owner, i)
		}
	}
	var picked body.Row
	last := -1
	for _, column := range columns {
		switch {
		case column >= len(owner):
		case owner[column] == last:
			picked.Cells[len(picked.Cells)-1].ColSpan++
		default:
			last = owner[column]
			cell := row.Cells[last]
			cell.ColSpan = 1
			picked.Cells = append(picked.Cells, cell)
		}
	}
	return picked
}

// shareWidth gives each column what it wants if there is enough, and else
// what it needs and its part of the rest.
func shareWidth(columns []measure, width float64) []float64 {
	want, least := 0.0, 0.0
	for _, c := range columns {
		want += c.want
		least += c.least
	}
	widths := make([]float64, len(columns))
	for i, c := range columns {
		if widths[i] = c.want; want > width {
			widths[i] = c.least + (width-least)*(c.want-c.least)/max(want-least, slack)
		}
	}
	return widths
}
