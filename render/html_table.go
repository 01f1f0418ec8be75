package render

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/glassix-archiver/archiver/render/body"
)

// What of a table fits on paper: CSS pixels across a card, of a cell's edges,
// and of a letter by the size of the type. These are estimates.
const (
	printedWidth    = 630
	printedEdges    = 7
	printedLetter   = 0.58
	longestKept     = 24  // letters; a longer word may be broken
	measuredColumns = 200 // that are looked at
)

// tableClass says how small the type of a printed table is, so that no word
// and no number of it is broken: tight1 to tight3, or spread for one of which
// not even that fits and whose cells follow each other like words.
func tableClass(b *body.Block) string {
	columns := columnLetters(b)
	letters := 0
	for _, n := range columns {
		letters += n
	}
	room := printedWidth - float64(printedEdges*len(columns))
	switch size := room / (printedLetter * float64(max(letters, 1))); {
	case size >= 11.7:
		return "wide"
	case size >= 9.75:
		return "wide tight1"
	case size >= 8.5:
		return "wide tight2"
	case size >= 7:
		return "wide tight3"
	default:
		return "wide spread"
	}
}

// columnLetters counts the letters that each column has to have side by side.
func columnLetters(b *body.Block) []int {
	var columns []int
	for _, row := range b.Rows {
		at := 0
		for i := range row.Cells {
			span := max(row.Cells[i].ColSpan, 1)
			for n := keptLetters(&row.Cells[i]) / span; span > 0 && at < measuredColumns; span-- {
				if at == len(columns) {
					columns = append(columns, 0)
				}
				columns[at] = max(columns[at], n)
				at++
			}
		}
	}
	return columns
}

func keptLetters(cell *body.Cell) int {
	text := cellText(cell)
	if isAmount(text) {
		return utf8.RuneCountInString(text)
	}
	most := 0
	for word := range strings.FieldsSeq(text) {
		most = max(most, min(utf8.RuneCountInString(word), longestKept))
	}
	return most
}

// cellClass tells apart a cell of a number, which stays on its line.
func cellClass(cell *body.Cell) string {
	if isAmount(cellText(cell)) {
		return "amount"
	}
	return ""
}

func cellText(cell *body.Cell) string {
	var text strings.Builder
	for i := range cell.Blocks {
		for in := range body.Inlines(cell.Blocks[i : i+1]) {
			if text.WriteString(in.Text); in.Break {
				text.WriteByte('\n')
			}
		}
		text.WriteByte('\n')
	}
	return strings.TrimSpace(text.String())
}

// isAmount reports whether a text is a number, perhaps with a currency or a
// unit: 1,190.00 ₪, ILS 40, -15%, 05/03/2026.
func isAmount(s string) bool {
	digits, letters := 0, 0
	for _, r := range s {
		switch {
		case r == '\n':
			return false
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			letters++
		}
	}
	return digits > 0 && letters <= 4 && utf8.RuneCountInString(s) <= longestKept
}
