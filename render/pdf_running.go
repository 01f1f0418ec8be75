package render

import (
	"strconv"
	"unicode/utf8"

	"github.com/glassix-archiver/archiver/render/typeset"
)

var pdfRunning = typeset.Style{Size: 7.6, Color: pdfQuiet}

// running is what stands at the head and the foot of each page. Tools that
// read aloud skip it.
type running struct {
	title, kind, made typeset.Line
}

func (p *pdfWriter) layoutRunning(title, kind, made string) {
	bold := pdfRunning
	bold.Bold, bold.Color = true, pdfInk
	p.running = running{
		title: p.fitted(title, pdfRunning, p.width*0.6),
		kind:  p.fitted(kind, bold, p.width*0.36),
		made:  p.fitted(made, pdfRunning, p.width*0.78),
	}
}

// runningLines writes the head and the foot of a new page, but for its number.
func (p *pdfWriter) runningLines() {
	p.doc.Tagged(nil)
	r := &p.running
	if p.doc.Pages() > 1 {
		p.doc.DrawLine(&r.title, p.start(p.left, p.width, r.title.Width), pdfHead)
		p.doc.DrawLine(&r.kind, p.end(p.left, p.width, r.kind.Width), pdfHead)
		p.doc.Rule(p.left, pdfHead+7, p.left+p.width, pdfHead+7, 0.5, pdfLine)
	}
	p.doc.Rule(p.left, p.foot-12, p.left+p.width, p.foot-12, 0.5, pdfLine)
	p.doc.DrawLine(&r.made, p.start(p.left, p.width, r.made.Width), p.foot)
}

// pageNumbers writes the number and the stamp of each page, when the number of
// all is known.
func (p *pdfWriter) pageNumbers() error {
	pages := p.doc.Pages()
	stampOf, err := p.stamps(pages)
	if err != nil {
		return err
	}
	all := strconv.Itoa(pages)
	for page := 1; page <= pages; page++ {
		p.doc.GoTo(page)
		p.doc.Tagged(nil)
		number := p.oneLine(p.t.Say("page.of", strconv.Itoa(page), all), pdfRunning, p.width*0.22)
		p.doc.DrawLine(&number, p.end(p.left, p.width, number.Width), p.foot)
		if stampOf != nil {
			drawStamp(p.e, p.doc, p.size, stampOf(page))
		}
	}
	return nil
}

// audienceText says whom this copy is for.
func (p *pdfWriter) audienceText() string {
	switch p.t.View.Audience {
	case ForCustomer:
		return p.t.Say("audience.customer")
	case Legal:
		return p.t.Say("audience.legal")
	}
	return p.t.Say("audience.internal")
}

// madeText says when and from what the transcript was made. A customer does
// not have the record, so the copy for one speaks of no file and hash of it.
func (p *pdfWriter) madeText() string {
	if p.t.customer() {
		return p.t.GeneratedText()
	}
	source := leftToRight(p.t.Source.Name)
	text := p.t.Say("footer.source", source)
	if !p.t.View.Generated.IsZero() {
		text = p.t.Say("page.made", p.t.FormatTime(Time{UTC: p.t.View.Generated}), source)
	}
	return text + " · " + leftToRight("sha256 "+shortHash(p.t.Source.SHA256))
}

// fitted lays out a text on one line, shortened where it does not fit.
func (p *pdfWriter) fitted(text string, style typeset.Style, width float64) typeset.Line {
	return shortened(p.e, text, style, p.pageDirection(), width)
}

func shortened(e *typeset.Engine, text string, style typeset.Style, dir typeset.Direction, width float64) typeset.Line {
	lines := e.Layout(typeset.Text(text, style, dir), width)
	for n := utf8.RuneCountInString(text); len(lines) > 1 && n > 1; {
		n = n * 9 / 10
		lines = e.Layout(typeset.Text(string([]rune(text)[:n])+"…", style, dir), width)
	}
	return lines[0]
}
