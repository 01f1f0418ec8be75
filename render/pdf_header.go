package render

import (
	"slices"

	"github.com/glassix-archiver/archiver/render/typeset"
)

var (
	pdfBody  = typeset.Style{Size: pdfBodySize, Color: pdfInk}
	pdfSmall = typeset.Style{Size: pdfSmallSize, Color: pdfQuiet}

	pdfFact   = typeset.Style{Size: 10, Color: pdfInk}
	pdfLesser = typeset.Style{Size: 8.2, Color: pdfInk}

	pdfProvenance = typeset.Style{Size: 7, Color: pdfQuiet}

	pdfWarning = typeset.Style{Size: pdfSmallSize, Color: pdfGap}
	pdfAlarm   = typeset.Style{Size: pdfBodySize, Color: pdfGap, Bold: true}
)

// plain is the frame of what stands on the bare page.
func (p *pdfWriter) plain() frame { return frame{x: p.left, w: p.width} }

// header writes what stands above the conversation: the title, the main
// facts, what is missing, and who took part.
func (p *pdfWriter) header() {
	back := p.enter(typeset.RoleSection)
	p.title()
	number, state := p.t.Say("fact.number"), p.t.Say("fact.state")
	pills := []string{p.audienceText()}
	var main []Fact
	for _, f := range p.t.Facts() {
		switch {
		case f.Group != "" || f.Label == number: // below, and in the title
		case f.Label == state:
			pills = slices.Insert(pills, 0, f.Value())
		default:
			main = append(main, f)
		}
	}
	p.pills(pills)
	p.place(p.plain(), 9, p.factGrid(main, pdfFact))
	p.place(p.plain(), 8, []piece{p.ruleAcross(8)})
	p.notices()
	p.spot = back
	p.exceptions()
	p.participants()
}

// appendix is the lesser facts, group by group.
func (p *pdfWriter) appendix() []piece {
	var pieces []piece
	facts := p.t.Facts()
	for len(facts) > 0 {
		group, n := facts[0].Group, 1
		for n < len(facts) && facts[n].Group == group {
			n++
		}
		if group != "" {
			back := p.enter(typeset.RoleSection)
			part := append(p.lesserHeading(p.t.Say("group."+group)), spaced(3, p.grid(factCells(facts[:n], pdfLesser), 3))...)
			p.spot = back
			if heightOf(part) <= smallCard {
				kept(part[:len(part)-1])
			}
			pieces = append(pieces, part...)
		}
		facts = facts[n:]
	}
	return pieces
}

func (p *pdfWriter) title() {
	kicker := []string{p.t.Say("page.kicker"), "Glassix"}
	if name := p.t.Header.Department.Name; name != "" {
		kicker = append(kicker, isolate(Visible(name)))
	}
	p.titled(joined(kicker), p.t.Heading())
}

// titled sets a title below what says the kind of document.
func (p *pdfWriter) titled(kicker, title string) {
	p.place(p.plain(), 0, p.label(kicker, pdfSmall, p.width))
	style := pdfBody
	style.Size, style.Bold = 17, true
	p.doc.Bookmark(title, p.top)
	back := p.write(typeset.RoleHeading1)
	p.place(p.plain(), 0, p.label(title, style, p.width))
	p.spot = back
}

// pills shows the ticket's state and, last and in bold, whom the copy is for.
func (p *pdfWriter) pills(texts []string) {
	const high, pad, between = 17, 9, 6
	lines, tags := make([]typeset.Line, len(texts)), make([]*typeset.Tag, len(texts))
	for i, text := range texts {
		style := pdfSmall
		if i == len(texts)-1 {
			style.Bold, style.Color = true, pdfInk
		}
		lines[i], tags[i] = p.fitted(text, style, p.width/2-2*pad-between), p.leafTag()
	}
	p.place(p.plain(), 5, []piece{{height: high, draw: func(x, y, _ float64) {
		used := 0.0
		for i := range lines {
			w := lines[i].Width + 2*pad
			at := p.start(x+used, p.width-2*used, w)
			p.doc.Box(typeset.Box{X: at, Y: y, W: w, H: high, Radius: high / 2, Corners: typeset.RoundAll, Stroke: &pdfBar, LineWidth: 0.8, Edges: typeset.EdgeAll})
			p.drawLine(tags[i], &lines[i], at+pad, y+(high-rowHeight(&lines[i]))/2+baseline(&lines[i]))
			used += w + between
		}
	}}})
}

// section is the heading of a part of the page.
func (p *pdfWriter) section(text string) []piece {
	style := pdfBody
	style.Bold = true
	back := p.write(typeset.RoleHeading2)
	defer func() { p.spot = back }()
	return spaced(14, kept(p.label(text, style, p.width)))
}

// lesserHeading is that of a group of lesser facts.
func (p *pdfWriter) lesserHeading(text string) []piece {
	style := pdfSmall
	style.Bold, style.Color = true, pdfInk
	back := p.write(typeset.RoleHeading2)
	defer func() { p.spot = back }()
	return spaced(11, kept(p.label(text, style, p.width)))
}

// notices says what kind of copy this is.
func (p *pdfWriter) notices() {
	var texts []string
	switch p.t.View.Audience {
	case ForCustomer:
		texts = append(texts, p.t.Say("page.copy.customer"))
	case Legal:
		texts = append(texts, p.t.Say("page.copy.legal"))
	}
	if said := p.t.RedactedText(); said != "" {
		texts = append(texts, said)
	}
	for _, text := range texts {
		p.place(p.plain(), 8, p.label(text, pdfSmall, p.width))
	}
	if p.t.Header.Scrambled {
		f := p.alarm()
		p.place(f, 12, p.label(p.t.Say("page.scrambled"), pdfAlarm, f.inner()))
	}
}

// alarm is the frame of what is missing.
func (p *pdfWriter) alarm() frame {
	f := p.plain()
	f.padX, f.padTop, f.padBottom, f.radius, f.smallEnough = 12, 7, 8, 3, smallCard
	f.fill, f.bar = &pdfGapWash, &pdfGap
	return f
}

// exceptions says first what is missing.
func (p *pdfWriter) exceptions() {
	if len(p.t.Exceptions) == 0 {
		return
	}
	back := p.enter(typeset.RoleSection)
	defer func() { p.spot = back }()
	f := p.alarm()
	count := p.t.MissingText()
	p.spot.leaf = p.element(typeset.RoleHeading2)
	pieces := kept(p.label(count, pdfAlarm, f.inner()))
	pieces[0] = pieces[0].drawn(func(pc piece) drawing {
		return func(x, y, gap float64) {
			p.doc.Bookmark(count, y-f.padTop)
			pc.draw(x, y, gap)
		}
	}, nil)
	p.spot.leaf = nil
	p.enter(typeset.RoleList)
	for i := range p.t.Exceptions {
		pieces = append(pieces, spaced(2, p.exception(&p.t.Exceptions[i], f.inner()))...)
	}
	p.place(f, 12, pieces)
}

// exception is a file that is missing, and why.
func (p *pdfWriter) exception(ex *Exception, width float64) []piece {
	back := p.enter(typeset.RoleItem)
	defer func() { p.spot = back }()
	p.spot.leaf = p.element(typeset.RoleItemBody)
	code := pdfSmall
	code.Mono, code.Color, code.Size = true, pdfInk, 8
	spans := []typeset.Span{{Text: isolate(Visible(ex.Name)) + " — ", Style: pdfBody},
		{Text: isolate(p.t.ExceptionText(*ex)) + " (", Style: pdfBody}, {Text: leftToRight(Visible(ex.Code)), Style: code}, {Text: ")", Style: pdfBody}}
	if p.t.customer() { // the code is for those who look into it
		spans = spans[:2]
		spans[1].Text = isolate(p.t.ExceptionText(*ex))
	}
	if ex.Name == "" {
		spans = spans[1:]
	}
	return together(p.lines(typeset.Paragraph{Spans: spans, Direction: p.pageDirection()}, width, alignStart))
}

// participants lists who took part.
func (p *pdfWriter) participants() {
	if len(p.t.Participants) == 0 {
		return
	}
	back := p.enter(typeset.RoleSection)
	defer func() { p.spot = back }()
	heading := p.section(p.t.Say("page.participants"))
	var cells []gridCell
	for i := range p.t.Participants {
		who := &p.t.Participants[i]
		name := pdfFact
		name.Color, _ = roleColors(who.Role)
		name.Bold = true
		cells = append(cells, gridCell{values: []string{isolate(who.Name)}, style: name, below: p.describe(who), beside: true})
	}
	p.place(p.plain(), 14, append(heading, p.grid(cells, 3)...))
}

// describe says what is known of a participant beside the name: the side and
// the channel in one line, then each identifier in a line of its own, for in a
// right-to-left line one that is broken can't be read.
func (p *pdfWriter) describe(who *Participant) []string {
	var side, lines []string
	add := func(text string) {
		if text != "" {
			side = append(side, isolate(Visible(text)))
		}
	}
	add(p.t.RoleName(who.Role))
	add(p.t.ChannelName(who.Channel))
	if who.SubChannel != "" {
		add(p.t.Say("subprotocol." + who.SubChannel))
	}
	add(who.Display)
	if !who.Active {
		add(p.t.Say("value.inactive"))
	}
	if who.Deleted {
		add(p.t.Say("value.deleted"))
	}
	for _, id := range p.t.Identifiers(*who) {
		if id.Name == "" {
			lines = append(lines, isolate(id.Value))
		} else {
			lines = append(lines, id.Name+labelGap+leftToRight(id.Value))
		}
	}
	for _, o := range who.Other {
		lines = append(lines, isolate(Visible(o.Name))+": "+isolateValue(Visible(o.Value)))
	}
	return append([]string{joined(side)}, lines...)
}
