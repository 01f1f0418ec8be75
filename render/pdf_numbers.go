package render

import (
	"strconv"

	"github.com/glassix-archiver/archiver/render/typeset"
)

// lineNumbers counts the conversation's lines on each page of a legal copy, so
// that one can be cited by page and line. They stand in the margin where
// reading starts.
type lineNumbers struct {
	on     bool
	rows   []float64      // baselines on this page, downwards
	labels []typeset.Line // by number, from 1
}

var pdfNumber = typeset.Style{Size: 6.5, Color: pdfQuiet}

const (
	numberGap = 9 // between a number and the text area
	sameRow   = 3 // lines nearer than this count as one: cells of a row
)

// count notes that a line was drawn.
func (n *lineNumbers) count(y float64) {
	if n.on && (len(n.rows) == 0 || y > n.rows[len(n.rows)-1]+sameRow) {
		n.rows = append(n.rows, y)
	}
}

// numberLines writes the numbers of a page that is full. They come after all
// else, lest they get between the words when these are searched or copied.
func (p *pdfWriter) numberLines() {
	n := &p.numbers
	if len(n.rows) == 0 {
		return
	}
	p.doc.Tagged(nil)
	for i, y := range n.rows {
		if i == len(n.labels) {
			n.labels = append(n.labels, p.oneLine(strconv.Itoa(i+1), pdfNumber, p.width))
		}
		label := &n.labels[i]
		x := p.left - numberGap - label.Width
		if p.rtl {
			x = p.left + p.width + numberGap
		}
		p.doc.DrawLine(label, x, y)
	}
	n.rows = n.rows[:0]
}
