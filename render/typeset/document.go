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
	engine   *Engine
	pdf      *fpdf.Fpdf
	meta     Meta
	width    float64
	height   float64
	err      error
	carriers map[*font][]*carrier
	order    []*carrier
	pictures []picture
	pictured map[[32]byte]int
	outlined bool

	// What the current page's content last set; nil or -1 when unknown.
	carrier *carrier
	size    float64
	fill    *Color

	buf, key []byte // scratch
	parts    []part
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
	return &Document{engine: e, pdf: pdf, meta: meta, width: size.Width, height: size.Height,
		carriers: map[*font][]*carrier{}, pictured: map[[32]byte]int{}}
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
		}
	}
	return d.err
}

// AddPage starts a new page at the end.
func (d *Document) AddPage() {
	if d.fault() == nil {
		d.pdf.AddPage()
		d.forget()
	}
}

// Pages is how many pages there are.
func (d *Document) Pages() int { return d.pdf.PageCount() }

// GoTo draws on an earlier page again, counted from 1.
func (d *Document) GoTo(page int) {
	d.pdf.SetPage(page)
	d.forget()
}

// forget drops what is known of the page's graphics state.
func (d *Document) forget() { d.carrier, d.size, d.fill = nil, -1, nil }

// setFont selects a carrier, after flushing w. It tells whether it had to.
func (d *Document) setFont(c *carrier, size float64, w *textWriter) bool {
	if d.carrier == c && d.size == size {
		return false
	}
	w.close()
	d.pdf.SetFont(c.family, "", size)
	d.carrier, d.size = c, size
	return true
}

// setFill selects the colour of text and of filled shapes.
func (d *Document) setFill(c Color) {
	if d.fill == nil || *d.fill != c {
		d.pdf.SetFillColor(int(c.R), int(c.G), int(c.B))
		d.fill = &c
	}
}
