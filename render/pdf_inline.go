package render

import (
	"strings"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/render/typeset"
)

// inlines lays out a paragraph line by line. A picture stands on a row of its
// own.
func (p *pdfWriter) inlines(b *body.Block, at textBlock, role typeset.Role) []piece {
	back := p.spot
	defer func() { p.spot = back }()
	base := p.direction(b.Direction, *b)
	var pieces []piece
	picture := false // the row before is one
	line := func(list []body.Inline, broken bool) {
		if len(list) == 0 && (!broken || picture) {
			picture = false
			return
		}
		if p.spot.leaf == nil {
			p.write(role)
		}
		para := typeset.Paragraph{Spans: p.spans(list, at.style), Direction: base}
		pieces = append(pieces, p.lines(para, at.width, alignStart)...)
		picture = false
	}
	start := 0
	for i := range b.Inlines {
		in := &b.Inlines[i]
		if in.Break {
			line(b.Inlines[start:i], true)
			start = i + 1
		} else if in.Image != nil {
			if pic, ok := p.inlinePicture(in.Image); ok {
				line(b.Inlines[start:i], false)
				p.spot.leaf = back.leaf
				pieces = append(pieces, p.pictureRow(&pic, p.figure(in.Image), in.Link, at.width, base)...)
				start, picture = i+1, true
			}
		}
	}
	line(b.Inlines[start:], false)
	return together(pieces)
}

// stretch is what inlines have in common that are isolated together.
type stretch struct {
	link string
	dir  body.Direction
}

// spans turns inlines to text. What has a direction of its own and what is a
// link is isolated, for an address must not be torn apart.
func (p *pdfWriter) spans(list []body.Inline, style typeset.Style) []typeset.Span {
	spans := make([]typeset.Span, 0, len(list)+1)
	plain := func(text string) {
		if text != "" || len(spans) == 0 {
			spans = append(spans, typeset.Span{Text: text, Style: style})
		}
	}
	plain("") // an empty line is as high as any
	var open stretch
	part := func(next stretch) {
		if open != (stretch{}) {
			plain("\u2069")
		}
		open = next
		plain(next.initiator())
	}
	for i := range list {
		in := &list[i]
		if in.Image != nil {
			part(stretch{})
			look := quiet(style)
			if in.Link != "" {
				look.Link, look.Underline = in.Link, true
			}
			spans = append(spans, typeset.Span{Text: p.imageWords(in.Image), Style: look})
			continue
		}
		words := strings.TrimLeft(in.Text, " ") // a space before a link is not to be underlined
		space := in.Text[:len(in.Text)-len(words)]
		if next := (stretch{in.Link, in.Direction}); next != open {
			part(stretch{})
			plain(space)
			part(next)
		} else {
			plain(space)
		}
		spans = append(spans, typeset.Span{Text: in.Raise.Characters(words), Style: inlineStyle(in, style)})
	}
	part(stretch{})
	return spans
}

// initiator is the character that begins the isolation (UAX #9, 2.4).
func (s stretch) initiator() string {
	switch {
	case s.dir == body.LeftToRight:
		return "\u2066"
	case s.dir == body.RightToLeft:
		return "\u2067"
	case s != stretch{}:
		return "\u2068"
	}
	return ""
}
