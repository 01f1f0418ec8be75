package render

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/render/typeset"
)

// cardShare is how much of the width a message takes; the rest shows whose
// side it is on.
const cardShare = 0.86

// conversation writes the entries, day by day.
func (p *pdfWriter) conversation() {
	days := p.t.Days()
	if len(days) == 0 {
		p.place(p.plain(), 20, p.lines(typeset.Text(p.emptyText(), pdfSmall, p.pageDirection()), p.width, alignCenter))
	}
	p.numbers.on = p.t.View.Audience == Legal
	for i := range days {
		back := p.enter(typeset.RoleSection)
		p.day(&days[i])
		p.spot = back
	}
}

// emptyText says that there is nothing, or nothing for this reader.
func (p *pdfWriter) emptyText() string {
	if p.t.customer() && p.t.received > 0 {
		return p.t.Say("page.empty.customer")
	}
	return p.t.Say("page.empty")
}

// day writes the entries of a day.
func (p *pdfWriter) day(d *Day) {
	line := p.dayLine(d)
	p.hold(step{card: p.told(&d.Entries[0], p.card(&d.Entries[0], nil)), line: &line})
	for i := 1; i < len(d.Entries); i++ {
		p.hold(step{card: p.told(&d.Entries[i], p.card(&d.Entries[i], &d.Entries[i-1]))})
	}
}

// told has who asks for it be told where the card begins.
func (p *pdfWriter) told(e *Entry, c card) card {
	if p.began == nil || len(c.pieces) == 0 || c.pieces[0].draw == nil {
		return c
	}
	draw := c.pieces[0].draw
	c.pieces[0].draw = func(x, y, gap float64) {
		p.began(e.Index, p.doc.Pages())
		draw(x, y, gap)
	}
	return c
}

// dayLine parts the days; a bookmark leads to each.
func (p *pdfWriter) dayLine(d *Day) piece {
	text := d.Title
	if d.Offset != "" {
		text += separator + leftToRight(d.Offset)
	}
	line, tag := p.oneLine(text, pdfSmall, p.width-60), p.element(typeset.RoleHeading2)
	return piece{height: rowHeight(&line), draw: func(x, y, _ float64) {
		p.doc.Bookmark(d.Title, y-4)
		middle, side := y+rowHeight(&line)/2, (p.width-line.Width)/2-9
		p.doc.Rule(x, middle, x+side, middle, 0.6, pdfLine)
		p.doc.Rule(x+p.width-side, middle, x+p.width, middle, 0.6, pdfLine)
		p.drawLine(tag, &line, x+(p.width-line.Width)/2, y+baseline(&line))
	}}
}

// card is an entry laid out.
type card struct {
	frame  frame
	gap    float64
	pieces []piece
	event  bool
}

const (
	smallCard = 80 // a card up to this high is moved to the next page whole

	cardGap  = 10              // between cards
	eventGap = 5               // between events in a row
	closeGap = 4               // between those of one author, close in time
	nearby   = 5 * time.Minute // what is close in time
)

// card lays out an entry; before is the one above it, nil for a day's first.
func (p *pdfWriter) card(e, before *Entry) card {
	back := p.enter(typeset.RoleArticle)
	defer func() { p.spot = back }()
	p.shown = p.shown[:0]
	if e.Kind == Event {
		c := p.event(e)
		if before != nil && before.Kind == Event && c.frame.stroke == nil {
			c.gap = eventGap
		}
		return c
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
	if f.stroke == nil {
		f.stroke = roleEdge(e.Author.Role)
	}
	f.fill, f.again = &wash, p.continued(e, f.inner())
	pieces := p.cardHead(e, color, f.inner())
	p.spot.lang = p.foreign(e.Language)
	pieces = append(pieces, spaced(1.5, p.blocks(e.Body, textBlock{style: pdfBody, width: f.inner(), ground: &pdfPaper}))...)
	p.spot.lang = ""
	pieces = append(pieces, p.extras(e, f.inner())...)
	gap := float64(cardGap)
	if before != nil && before.Kind == e.Kind && before.Author.ID == e.Author.ID && before.Author.Name == e.Author.Name &&
		e.Time.UTC.Sub(before.Time.UTC) < nearby {
		gap = closeGap
	}
	return card{frame: f, gap: gap, pieces: pieces}
}

// foreign is a language that is not the page's own.
func (p *pdfWriter) foreign(lang string) string {
	if lang == p.t.View.Language {
		return ""
	}
	return lang
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

// roleEdge is the colour of a card's edge, which a printer without colours
// shows where it has no wash.
func roleEdge(r Role) *typeset.Color {
	switch r {
	case Customer:
		return &pdfClientEdge
	case Agent, Automaton:
		return &pdfAgentEdge
	}
	return &pdfQuietEdge
}

// continued makes the line above what is left of an entry on a further page:
// whose it is and when. It repeats the head, and is no part of the structure.
func (p *pdfWriter) continued(e *Entry, width float64) func() []piece {
	return func() []piece {
		said := []string{isolate(e.Author.Name), p.t.FormatClock(e.Time) + " (" + p.t.Say("entry.continued") + ")"}
		line := p.fitted(joined(said), pdfSmall, width)
		offset := p.start(0, width, line.Width)
		return []piece{{height: rowHeight(&line), draw: func(x, y, _ float64) {
			p.drawLine(nil, &line, x+offset, y+baseline(&line))
		}}}
	}
}

// headKey is what the head of a card says, apart from the time.
type headKey struct {
	kind                         Kind
	name, channel, words, status string
	role                         Role
	width                        float64
}

// cardHead is the line above a message: who, in what role and by what
// channel, and when.
func (p *pdfWriter) cardHead(e *Entry, color typeset.Color, width float64) []piece {
	back := p.write(typeset.RoleHeading3)
	defer func() { p.spot = back }()
	clock := p.oneLine(p.t.FormatClock(e.Time), pdfSmall, width/2)
	indent := clock.Width + 12
	key := headKey{e.Kind, e.Author.Name, e.Channel, e.Words, e.Status, e.Author.Role, width - indent}
	lines, known := p.heads[key]
	if !known || p.t.View.Audience == Legal {
		lines = p.e.Layout(typeset.Paragraph{Spans: p.headSpans(e, color), Direction: p.pageDirection()}, width-indent)
		if len(p.heads) < mostHeadLines {
			p.heads[key] = lines
		}
	}
	pieces := p.linePieces(lines, width-indent, alignStart)
	if p.rtl {
		pieces = inset(pieces, indent, nil)
	}
	tag := p.spot.leaf
	pieces[0] = pieces[0].drawn(func(pc piece) drawing {
		return func(x, y, gap float64) {
			pc.draw(x, y, gap)
			p.drawLine(tag, &clock, p.end(x, width, clock.Width), y+baseline(&clock))
		}
	}, nil)
	return kept(pieces)
}

// mostHeadLines bounds how many heads are kept: a conversation has a few, but
// a hostile one has one an entry.
const mostHeadLines = 500

// headSpans is the text of a card's head, the name or the kind of entry first.
func (p *pdfWriter) headSpans(e *Entry, color typeset.Color) []typeset.Span {
	name := pdfSmall
	name.Bold, name.Color = true, color
	lead, rest, status := isolate(e.Author.Name), []string{}, ""
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
		status = p.t.StatusName(e.Status)
		if status != "" && !e.Undelivered() {
			rest, status = append(rest, isolate(status)), ""
		}
	}
	spans := []typeset.Span{{Text: lead, Style: name}, {Text: "  " + joined(rest), Style: pdfSmall}}
	if status != "" {
		failed := pdfWarning
		failed.Bold = true
		spans = append(spans, typeset.Span{Text: separator, Style: pdfSmall}, typeset.Span{Text: isolate(status), Style: failed})
	}
	if p.t.View.Audience == Legal {
		spans = append([]typeset.Span{{Text: leftToRight("#"+strconv.Itoa(e.Index)) + "  ", Style: pdfSmall}}, spans...)
	}
	return spans
}

// event says quietly what happened; one that brings something stands in a
// frame with it.
func (p *pdfWriter) event(e *Entry) card {
	text := e.Isolated()
	if text == "" {
		text = isolate(e.Words)
	}
	said := []string{p.t.FormatClock(e.Time), text}
	if p.t.View.Audience == Legal {
		said = slices.Insert(said, 0, leftToRight("#"+strconv.Itoa(e.Index)))
	}
	f := frame{w: p.width * cardShare, smallEnough: smallCard}
	if len(e.Body) > 0 || len(e.Attachments) > 0 || e.Payload != "" || len(e.Other) > 0 {
		f.padX, f.padTop, f.padBottom, f.radius, f.stroke = 11, 6, 8, 7.5, &pdfLine
	}
	if p.t.View.Audience == Legal && f.stroke == nil { // with what ties it to the record on one line
		f.w = p.width
	}
	f.x, f.again = p.left+(p.width-f.w)/2, p.continued(e, f.inner())
	pieces := kept(p.lines(typeset.Text(joined(said), pdfSmall, p.pageDirection()), f.inner(), alignCenter))
	p.spot.lang = p.foreign(e.Language)
	pieces = append(pieces, spaced(3, p.blocks(e.Body, textBlock{style: pdfSmall, width: f.inner()}))...)
	p.spot.lang = ""
	pieces = append(pieces, p.extras(e, f.inner())...)
	pieces[len(pieces)-1].keep = false
	return card{frame: f, gap: cardGap - 1, pieces: pieces, event: true}
}

// extras are what hangs on an entry beside its text: files, structured data
// and values that this version does not know.
func (p *pdfWriter) extras(e *Entry, width float64) []piece {
	pieces := p.files(e.Attachments, width)
	if e.Payload != "" {
		pieces = append(pieces, spaced(6, kept(p.label(p.t.Say("payload.show"), pdfSmall, width)))...)
		pieces = append(pieces, p.data(isolateStrings(breakJSON(e.Payload, int((width-16)/(dataSize*monoWidth)))), e, width)...)
	}
	if len(e.Other) > 0 {
		var said []string
		for _, o := range e.Other {
			said = append(said, isolate(Visible(o.Name))+": "+isolateValue(Visible(o.Value)))
		}
		pieces = append(pieces, spaced(6, kept(p.label(p.t.Say("other.show"), pdfSmall, width)))...)
		pieces = append(pieces, p.data(strings.Join(said, "\n"), e, width)...)
	}
	if said := p.provenance(e); len(said) > 0 {
		if len(pieces) > 0 {
			pieces[len(pieces)-1].keep = true
		}
		where := alignStart
		if e.Kind == Event {
			where = alignCenter
		}
		pieces = append(pieces, spaced(3, p.packed(said, pdfProvenance, width, where))...)
	}
	return pieces
}

const (
	dataSize  = 7.6
	monoWidth = 0.6 // of a letter of the monospace font, by the size
)

// data sets data in small monospace on a ground of its own.
func (p *pdfWriter) data(text string, e *Entry, width float64) []piece {
	back := p.enter(typeset.RoleParagraph)
	defer func() { p.spot = back }()
	p.spot.leaf = p.element(typeset.RoleCode)
	at := textBlock{width: width}
	if e.Kind != Event {
		at.ground = &pdfPaper
	}
	style := typeset.Style{Size: dataSize, Mono: true, Color: pdfInk}
	return p.grounded(p.lines(typeset.Text(text, style, typeset.LeftToRight), width-16, alignStart), at)
}
