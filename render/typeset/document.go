package typeset

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/go-pdf/fpdf"
)

// PageSize is the size of a page in points.
type PageSize struct{ Width, Height float64 }

var (
	A4     = PageSize{595.28, 841.89}
	Letter = PageSize{612, 792}
)

// Meta is what a document says about itself. Nothing is taken from the clock.
type Meta struct {
	Title    string
	Language string    // BCP 47
	RTL      bool      // facing pages run from right to left
	Producer string    // the tool and its version
	Created  time.Time // also the time of modification
}

// Document is a PDF being written. Its first error sticks, later calls do
// nothing, and Output returns it. It is for one goroutine.
type Document struct {
	engine    *Engine
	pdf       *fpdf.Fpdf
	meta      Meta
	width     float64
	height    float64
	err       error
	carriers  map[*font][]*carrier
	order     []*carrier
	pictures  []picture
	pictured  map[[32]byte]int
	attached  []Associated
	bookmarks []int // the level of each bookmark
	pages     []*page

	// The current page: what was drawn on it since it was turned to. Shapes go
	// to ground, text and pictures to content; ground is painted first.
	page            *page
	ground, content []byte
	turned          bool     // it is an earlier one
	raw             []*page  // those with content to be deflated, longest ago first
	link            area     // that may still grow
	spare           [][]byte // such contents' memory, to be used again

	// What content and ground last set, as far as it is known.
	carrier              *carrier
	size                 float64
	fill, groundFill     Color
	filled, groundFilled bool

	tagging

	key   []byte // scratch
	parts []part
	drawn drawn

	output []byte // memory for the file
	file   *file  // nil before the document is begun
}

// NewDocument starts a document that sets its text with e.
func NewDocument(e *Engine, size PageSize, meta Meta) *Document {
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: size.Width, Ht: size.Height}})
	pdf.SetCompression(false) // Output does it, with writers that it keeps
	pdf.SetCatalogSort(true)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(0, 0, 0)
	// fpdf's own Info object is replaced; without dates it would ask the clock.
	pdf.SetCreationDate(meta.Created)
	pdf.SetModificationDate(meta.Created)
	meta.Title, meta.Producer = printable(meta.Title), printable(meta.Producer)
	m := e.borrow()
	return &Document{engine: e, pdf: pdf, meta: meta, width: size.Width, height: size.Height,
		ground: m.ground, content: m.content, spare: m.spare, drawn: m.drawn, output: m.file,
		carriers: map[*font][]*carrier{}, pictured: map[[32]byte]int{}, tagging: tagging{boxes: map[*Tag]rectangle{}}}
}

// printable drops what metadata may not hold: control characters and halves
// of broken UTF-8.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// fault is the first error, fpdf's included.
func (d *Document) fault() error {
	if d.err == nil {
		if err := d.pdf.Error(); err != nil {
			d.err = fmt.Errorf("write page %d: %w", d.pdf.PageNo(), err)
		} else if d.file != nil && d.file.err != nil {
			d.err = fmt.Errorf("write pdf: %w", d.file.err)
		}
	}
	return d.err
}
