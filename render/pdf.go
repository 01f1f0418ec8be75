package render

import (
	"fmt"
	"io"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/render/typeset"
)

// PDFOptions say how a PDF transcript is written. The zero value is A4 with
// the record attached for the audiences that may have it.
type PDFOptions struct {
	Letter        bool // US Letter paper, also where the transcript was not built for it
	WithoutSource bool // the record is not attached, which leaves PDF/A-1b

	// Began, if not nil, is told of each entry, by its index, on which page it
	// begins. Of one that begins with a picture cut to fit it may not be told.
	Began func(entry, page int)

	// Stamp is asked once, when it is known how many pages there are, for what
	// stands at the foot of each, below the foot line; nil is nothing. It may
	// wait. Its error ends the PDF, as what errors.Is finds.
	Stamp func(pages int) (func(page int) Stamp, error)
}

// PDF writes the transcript as a tagged PDF/A with working links and a
// bookmark a day; each page says the ticket, its own number, and when and from
// what it was made. Pictures of the record are shown, other files listed.
//
// It may be called by many goroutines at once. The same transcript gives the
// same bytes. A picture that can't be shown is listed with the reason; errors
// are those of w and of the embedded fonts.
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
	p.attachSource()
	p.doc.Begin(w)
	p.header()
	p.conversation()
	p.ending()
	p.numberLines()
	if err := p.pageNumbers(); err != nil {
		return fmt.Errorf("render pdf of ticket %d: %w", t.Header.Number, err)
	}
	if err := p.doc.End(); err != nil {
		return fmt.Errorf("render pdf of ticket %d: %w", t.Header.Number, err)
	}
	return nil
}

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
	foot   float64 // the foot line's baseline
	y      float64 // where the next thing goes
	trials int     // pages that a trial began, above 0 while there is one
	size   typeset.PageSize

	gallery gallery
	source  *typeset.Packed // the record, if the PDF is to carry it
	stamp   func(pages int) (func(page int) Stamp, error)
	began   func(entry, page int)

	spot  spot     // in the logical structure, of what is laid out
	muted bool     // what is drawn repeats something, and is no part of the structure
	shown []string // paths of the pictures that the entry's text shows
	heads map[headKey][]typeset.Line

	numbers lineNumbers
	running running
	held    []step  // entries laid out and not placed yet
	waiting float64 // their height
}

func newPDFWriter(e *typeset.Engine, t *Transcript, o PDFOptions) *pdfWriter {
	p := newPages(e, t, o.Letter || t.letter, t.Heading())
	p.began = o.Began
	p.stampedBy(o.Stamp)
	if !o.WithoutSource {
		p.source = t.source
	}
	p.layoutRunning(t.Heading(), p.audienceText(), p.madeText())
	p.newPage()
	return p
}

// newPages is a writer that has no page yet, and no running head and foot.
func newPages(e *typeset.Engine, t *Transcript, letter bool, title string) *pdfWriter {
	size := typeset.A4
	if letter {
		size = typeset.Letter
	}
	rtl := t.Direction() == body.RightToLeft
	doc := typeset.NewDocument(e, size, typeset.Meta{Title: title, Language: t.View.Language, RTL: rtl,
		Producer: t.View.Generator, Created: t.View.Generated})
	p := &pdfWriter{t: t, e: e, doc: doc, rtl: rtl, size: size, left: pdfMargin, width: size.Width - 2*pdfMargin,
		heads: map[headKey][]typeset.Line{}}
	p.setFoot(size.Height - pdfFoot)
	p.spot.node = doc.Structure()
	return p
}

// setFoot says where the foot line is, and with it where a page's text ends.
func (p *pdfWriter) setFoot(baseline float64) { p.foot, p.bottom = baseline, baseline-24 }

// newPage goes on at the top of a new page; the first one has the title where
// the others have a running head.
func (p *pdfWriter) newPage() {
	if p.trials > 0 {
		p.trials++
		p.top, p.y = pdfRunningTop, pdfRunningTop
		return
	}
	p.numberLines()
	p.doc.AddPage()
	if p.top = pdfRunningTop; p.doc.Pages() == 1 {
		p.top = pdfMargin
	}
	p.y = p.top
	p.runningLines()
}

// full is the height of a page, not the first.
func (p *pdfWriter) full() float64 { return p.bottom - pdfRunningTop }

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
