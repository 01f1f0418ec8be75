package render

import (
	"fmt"
	"io"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/render/typeset"
)

// PDFOptions say how a PDF transcript looks. The zero value is A4.
type PDFOptions struct {
	Letter bool // US Letter paper
}

// PDF writes the transcript as PDF/A-1b: A4 pages with working links, a
// bookmark a day, and the ticket's number with "page n of m" at the foot of
// each page. Pictures of the record are shown, other files listed.
//
// It may be called by many goroutines at once. The same transcript gives the
// same bytes. A picture that can't be shown is listed like any other file;
// errors are those of w and of the embedded fonts.
func PDF(w io.Writer, t *Transcript, o PDFOptions) (err error) {
	engine, err := typeset.Acquire()
	if err != nil {
		return fmt.Errorf("render pdf: %w", err)
	}
	defer func() {
		if p := recover(); p != nil { // hostile text must not end the run; the engine is left behind
			err = fmt.Errorf("render pdf of ticket %d: %v", t.Header.Number, p)
			return
		}
		typeset.Release(engine)
	}()
	p := newPDFWriter(engine, t, o)
	p.header()
	p.conversation()
	p.ending()
	p.runningFeet()
	if err := p.doc.Output(w); err != nil {
		return fmt.Errorf("render pdf of ticket %d: %w", t.Header.Number, err)
	}
	return nil
}

// Measures of the page, in points.
const (
	pdfMargin    = 42
	pdfFoot      = 30 // the foot line's distance from the lower edge
	pdfBodySize  = 10.5
	pdfSmallSize = 8.6
	pdfLeading   = 1.5
)

// Colours, those of the HTML transcript in daylight.
var (
	pdfInk       = typeset.Color{R: 0x1b, G: 0x24, B: 0x30}
	pdfQuiet     = typeset.Color{R: 0x5c, G: 0x67, B: 0x75}
	pdfLine      = typeset.Color{R: 0xdf, G: 0xe4, B: 0xea}
	pdfPaper     = typeset.Color{R: 0xff, G: 0xff, B: 0xff}
	pdfWash      = typeset.Color{R: 0xf5, G: 0xf7, B: 0xf9}
	pdfAgent     = typeset.Color{R: 0x0b, G: 0x6e, B: 0x4f}
	pdfAgentWash = typeset.Color{R: 0xee, G: 0xf7, B: 0xf3}
	pdfClient    = typeset.Color{R: 0x2b, G: 0x5c, B: 0xc4}
	pdfClientWsh = typeset.Color{R: 0xef, G: 0xf4, B: 0xfd}
	pdfNote      = typeset.Color{R: 0x8a, G: 0x5a, B: 0x00}
	pdfNoteWash  = typeset.Color{R: 0xff, G: 0xf8, B: 0xe6}
	pdfGap       = typeset.Color{R: 0xa3, G: 0x20, B: 0x20}
	pdfGapWash   = typeset.Color{R: 0xfd, G: 0xf0, B: 0xf0}
)

// pdfWriter fills pages from top to bottom.
type pdfWriter struct {
	t      *Transcript
	e      *typeset.Engine
	doc    *typeset.Document
	rtl    bool    // the page's direction
	left   float64 // of the text area
	width  float64
	top    float64
	bottom float64
	y      float64 // where the next thing goes
	size   typeset.PageSize
}

func newPDFWriter(e *typeset.Engine, t *Transcript, o PDFOptions) *pdfWriter {
	size := typeset.A4
	if o.Letter {
		size = typeset.Letter
	}
	rtl := t.Direction() == body.RightToLeft
	doc := typeset.NewDocument(e, size, typeset.Meta{Title: t.Heading(), Language: t.View.Language, RTL: rtl,
		Producer: t.View.Generator, Created: t.View.Generated})
	p := &pdfWriter{t: t, e: e, doc: doc, rtl: rtl, size: size, left: pdfMargin, width: size.Width - 2*pdfMargin,
		top: pdfMargin, bottom: size.Height - pdfFoot - 22}
	p.newPage()
	return p
}

func (p *pdfWriter) newPage() {
	p.doc.AddPage()
	p.y = p.top
}

// start is the x of something w wide at the side where reading starts, end
// at the other.
func (p *pdfWriter) start(x, width, w float64) float64 {
	if p.rtl {
		return x + width - w
	}
	return x
}

func (p *pdfWriter) end(x, width, w float64) float64 {
	if p.rtl {
		return x
	}
	return x + width - w
}

// runningFeet writes the foot of each page, when their number is known.
func (p *pdfWriter) runningFeet() {
	style := typeset.Style{Size: 8, Color: pdfQuiet}
	number := p.t.Say("page.title", fmt.Sprint(p.t.Header.Number))
	pages := p.doc.Pages()
	for page := 1; page <= pages; page++ {
		p.doc.GoTo(page)
		y := p.size.Height - pdfFoot
		p.doc.Rule(p.left, y-12, p.left+p.width, y-12, 0.5, pdfLine)
		mark := p.oneLine(p.t.Say("page.of", fmt.Sprint(page), fmt.Sprint(pages)), style, p.width/2)
		p.doc.DrawLine(&mark, p.end(p.left, p.width, mark.Width), y)
		what := p.oneLine(number, style, p.width/2)
		p.doc.DrawLine(&what, p.start(p.left, p.width, what.Width), y)
	}
}
