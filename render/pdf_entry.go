package render

import (
	"strconv"
	"strings"

	"github.com/glassix-archiver/archiver/render/typeset"
)

// cardShare is how much of the width a message takes; the rest shows whose
// side it is on.
const cardShare = 0.86

// conversation writes the entries, day by day.
func (p *pdfWriter) conversation() {
	days := p.t.Days()
	if len(days) == 0 {
		p.place(p.plain(), 20, p.lines(typeset.Text(p.t.Say("page.empty"), pdfSmall, p.pageDirection()), p.width, alignCenter))
	}
	for i := range days {
		for j := range days[i].Entries {
			c := p.card(&days[i].Entries[j])
			if j == 0 {
				p.day(&days[i], c.gap+c.frame.least(c.pieces))
			}
			p.place(c.frame, c.gap, c.pieces)
		}
	}
}

// day separates the days and adds a bookmark for each. follows is the height
// that must be left below it.
func (p *pdfWriter) day(d *Day, follows float64) {
	text := d.Title
	if d.Offset != "" {
		text += " · " + leftToRight(d.Offset)
	}
	line := p.oneLine(text, pdfSmall, p.width-60)
	p.need(16 + rowHeight(&line) + 2 + follows)
	p.place(p.plain(), 16, []piece{{height: rowHeight(&line), draw: func(x, y, _ float64) {
		p.doc.Bookmark(d.Title, y-4)
		middle, side := y+rowHeight(&line)/2, (p.width-line.Width)/2-9
		p.doc.Rule(x, middle, x+side, middle, 0.6, pdfLine)
		p.doc.Rule(x+p.width-side, middle, x+p.width, middle, 0.6, pdfLine)
		p.doc.DrawLine(&line, x+(p.width-line.Width)/2, y+baseline(&line))
	}}})
	p.y += 2
}

// card is an entry laid out.
type card struct {
	frame  frame
	gap    float64
	pieces []piece
}

// smallCard is how high a card may be to be moved to the next page whole.
const smallCard = 110

func (p *pdfWriter) card(e *Entry) card {
	if e.Kind == Event {
		return p.event(e)
	}
	f := frame{w: p.width * cardShare, padX: 11, padTop: 7, padBottom: 9, radius: 7.5, smallEnough: smallCard}
	f.x = p.start(p.left, p.width, f.w)
	color, wash := roleColors(e.Author.Role)
	switch {
	case e.Kind == Note:
		color, wash = pdfNote, pdfNoteWash
		f.x, f.w, f.stroke, f.dash = p.left, p.width, &pdfNote, []float64{2.6, 1.8}
	case e.Author.Role != Customer:
		f.x = p.end(p.left, p.width, f.w)
	}
	f.fill = &wash
	pieces := p.cardHead(e, color, f.inner())
	pieces = append(pieces, spaced(1.5, p.blocks(e.Body, textBlock{style: pdfBody, width: f.inner()}))...)
	pieces = append(pieces, p.extras(e, f.inner())...)
	return card{f, 10, pieces}
}

// roleColors are the colours of a side: of its name, and of its cards.
func roleColors(r Role) (name, wash typeset.Color) {
	switch r {
	case Customer:
		return pdfClient, pdfClientWsh
	case Agent, Automaton:
		return pdfAgent, pdfAgentWash
	}
	return pdfQuiet, pdfWash
}

// cardHead is the line above a message: who, in what role and by what
// channel, and when.
func (p *pdfWriter) cardHead(e *Entry, color typeset.Color, width float64) []piece {
	name := pdfSmall
	name.Bold, name.Color = true, color
	lead, rest := isolate(e.Author.Name), []string{}
	if e.Kind == Note {
		lead = e.Words
		rest = append(rest, isolate(e.Author.Name))
	}
	if role := p.t.RoleName(e.Author.Role); role != e.Author.Name {
		rest = append(rest, role)
	}
	if channel := p.t.ChannelName(e.Channel); channel != "" {
		rest = append(rest, isolate(channel))
	}
	if e.Kind != Note {
		if e.Words != "" {
			rest = append(rest, isolate(e.Words))
		}
		if status := p.t.StatusName(e.Status); status != "" {
			rest = append(rest, isolate(status))
		}
	}
	spans := []typeset.Span{{Text: lead, Style: name}, {Text: "  " + strings.Join(rest, " · "), Style: pdfSmall}}
	if p.t.View.Audience == Legal {
		spans = append([]typeset.Span{{Text: leftToRight("#"+strconv.Itoa(e.Index)) + "  ", Style: pdfSmall}}, spans...)
	}
	clock := p.oneLine(p.t.FormatClock(e.Time), pdfSmall, width/2)
	indent := clock.Width + 12
	pieces := p.lines(typeset.Paragraph{Spans: spans, Direction: p.pageDirection()}, width-indent, alignStart)
	if p.rtl {
		pieces = inset(pieces, indent, nil)
	}
	pieces[0] = pieces[0].drawn(func(pc piece) drawing {
		return func(x, y, gap float64) {
			p.doc.DrawLine(&clock, p.end(x, width, clock.Width), y+baseline(&clock))
			pc.draw(x, y, gap)
		}
	}, nil)
	return kept(pieces)
}

// event says quietly what happened.
func (p *pdfWriter) event(e *Entry) card {
	text := e.Isolated()
	if text == "" {
		text = isolate(e.Words)
	}
	if p.t.View.Audience == Legal {
		text = leftToRight("#"+strconv.Itoa(e.Index)) + " · " + text
	}
	text += " · " + p.t.FormatClock(e.Time)
	width := p.width * cardShare
	pieces := p.lines(typeset.Text(text, pdfSmall, p.pageDirection()), width, alignCenter)
	pieces = append(pieces, spaced(2, p.blocks(e.Body, textBlock{style: pdfSmall, width: width}))...)
	pieces = append(pieces, p.extras(e, width)...)
	f := frame{x: p.left + (p.width-width)/2, w: width}
	return card{f, 9, pieces}
}

// extras are what hangs on an entry beside its text: files, structured data
// and values that this version does not know.
func (p *pdfWriter) extras(e *Entry, width float64) []piece {
	var pieces []piece
	for i := range e.Attachments {
		pieces = append(pieces, spaced(6, p.file(&e.Attachments[i], width))...)
	}
	if e.Payload != "" {
		pieces = append(pieces, spaced(6, p.label(p.t.Say("payload.show"), pdfSmall, width))...)
		pieces = append(pieces, p.ground(isolateStrings(e.Payload), width)...)
	}
	if len(e.Other) > 0 {
		var said []string
		for _, o := range e.Other {
			said = append(said, isolate(Visible(o.Name))+": "+isolateValue(Visible(o.Value)))
		}
		pieces = append(pieces, spaced(6, p.label(p.t.Say("other.show"), pdfSmall, width))...)
		pieces = append(pieces, p.ground(strings.Join(said, "\n"), width)...)
	}
	if said := p.t.Provenance(*e); said != "" {
		pieces = append(pieces, spaced(3, p.label(leftToRight(said), typeset.Style{Size: 6.8, Color: pdfQuiet}, width))...)
	}
	return pieces
}

// ground sets data in small monospace on a ground of its own.
func (p *pdfWriter) ground(text string, width float64) []piece {
	style := typeset.Style{Size: 7.6, Mono: true, Color: pdfInk}
	pieces := append([]piece{blank(3)}, p.lines(typeset.Text(text, style, typeset.LeftToRight), width-12, alignStart)...)
	pieces = append(pieces, blank(3))
	return inset(pieces, 6, func(x, y, h float64) { p.doc.Fill(x, y, width, h, pdfWash) })
}
