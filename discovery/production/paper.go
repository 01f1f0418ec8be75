package production

import (
	"fmt"
	"io"
	"time"

	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/render/typeset"
)

// Measures of a page, in points.
const (
	paperMargin = 42 // as that of transcripts, and of the stamp
	paperFoot   = 64 // from the lower edge to where text ends
	factWidth   = 130
	leading     = 1.45
)

var (
	ink   = typeset.Color{R: 0x1b, G: 0x24, B: 0x30}
	quiet = typeset.Color{R: 0x5c, G: 0x67, B: 0x75}
	faint = typeset.Color{R: 0xdf, G: 0xe4, B: 0xea}

	styleTitle   = typeset.Style{Size: 18, Bold: true, Color: ink}
	styleHeading = typeset.Style{Size: 12, Bold: true, Color: ink}
	styleText    = typeset.Style{Size: 10, Color: ink}
	styleLabel   = typeset.Style{Size: 9, Color: quiet}
	styleCode    = typeset.Style{Size: 8, Mono: true, Color: ink}
)

// paper is a plain text that flows from page to page: a sheet, the report.
type paper struct {
	engine *typeset.Engine
	doc    *typeset.Document
	size   typeset.PageSize
	root   *typeset.Tag
	title  string
	y      float64
}

// onPaper writes a PDF/A of what fill puts on it. stamps is asked for the pages'
// stamps when they are counted; it may be nil. What came from outside in it is
// harmless: the panic of a hostile text is an error.
func onPaper(w io.Writer, letter bool, meta typeset.Meta, fill func(*paper), stamps func(pages int) func(page int) render.Stamp) (err error) {
	engine, err := typeset.Acquire()
	if err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("write %q: %v", meta.Title, p)
			return
		}
		typeset.Release(engine)
	}()
	size := typeset.A4
	if letter {
		size = typeset.Letter
	}
	p := &paper{engine: engine, doc: typeset.NewDocument(engine, size, meta), size: size, title: meta.Title}
	p.root = p.doc.Structure()
	p.doc.Begin(w)
	p.turnPage()
	fill(p)
	p.number(stamps)
	return p.doc.End()
}

func metaOf(title, producer string, made time.Time) typeset.Meta {
	return typeset.Meta{Title: title, Language: "en", Producer: producer, Created: made}
}

func (p *paper) turnPage() {
	p.doc.AddPage()
	p.y = paperMargin
}

// number writes what stands at the foot of each page.
func (p *paper) number(stamps func(int) func(int) render.Stamp) {
	pages := p.doc.Pages()
	var stampOf func(int) render.Stamp
	if stamps != nil {
		stampOf = stamps(pages)
	}
	for page := 1; page <= pages; page++ {
		p.doc.GoTo(page)
		p.doc.Tagged(nil)
		foot := p.size.Height - 41
		p.doc.Rule(paperMargin, foot-12, p.size.Width-paperMargin, foot-12, 0.5, faint)
		of := p.engine.Layout(typeset.Text(fmt.Sprintf("Page %d of %d", page, pages), styleLabel, typeset.LeftToRight), p.size.Width)[0]
		p.doc.DrawLine(&of, p.size.Width-paperMargin-of.Width, foot)
		if stampOf != nil {
			render.DrawStamp(p.engine, p.doc, p.size, stampOf(page))
		}
	}
}

func (p *paper) heading(text string) {
	p.y += 10
	p.need(48)
	p.doc.BookmarkAt(0, text, p.y)
	p.set(typeset.RoleHeading2, typeset.Text(text, styleHeading, typeset.LeftToRight), paperMargin)
	p.y += 4
}

func (p *paper) first(text string) {
	p.set(typeset.RoleHeading1, typeset.Text(text, styleTitle, typeset.Auto), paperMargin)
	p.y += 8
}

func (p *paper) text(text string) {
	p.set(typeset.RoleParagraph, typeset.Text(text, styleText, typeset.Auto), paperMargin)
	p.y += 4
}

func (p *paper) code(text string) {
	p.set(typeset.RoleParagraph, typeset.Text(text, styleCode, typeset.LeftToRight), paperMargin)
	p.y += 2
}

// fact says something under its name; nothing of what is empty.
func (p *paper) fact(name, value string) {
	if value == "" {
		return
	}
	p.need(styleText.Size * leading)
	label := p.engine.Layout(typeset.Text(name, styleLabel, typeset.LeftToRight), factWidth)
	tag := p.root.Add(typeset.RoleParagraph)
	p.doc.Tagged(tag)
	p.doc.DrawLine(&label[0], paperMargin, p.y+styleText.Size)
	p.setIn(tag, typeset.Text("\u2068"+value+"\u2069", styleText, typeset.LeftToRight), paperMargin+factWidth) // isolated: beside its name also if it runs from right to left
}

// blank is a line to write on.
func (p *paper) blank(name string) {
	p.need(30)
	p.y += 12
	p.text(name)
	p.doc.Rule(paperMargin+factWidth, p.y-6, p.size.Width-paperMargin, p.y-6, 0.7, quiet)
}

func (p *paper) set(role typeset.Role, text typeset.Paragraph, x float64) {
	p.setIn(p.root.Add(role), text, x)
}

func (p *paper) setIn(tag *typeset.Tag, text typeset.Paragraph, x float64) {
	for _, line := range p.engine.Layout(text, p.size.Width-paperMargin-x) {
		p.need(line.Size * leading)
		p.doc.Tagged(tag)
		at := x
		if line.RTL {
			at = p.size.Width - paperMargin - line.Width
		}
		p.doc.DrawLine(&line, at, p.y+line.Size)
		p.y += line.Size * leading
	}
}

// need turns the page where there is less room left than that.
func (p *paper) need(height float64) {
	if p.y+height > p.size.Height-paperFoot {
		p.turnPage()
	}
}
