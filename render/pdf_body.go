package render

import (
	"cmp"
	"net/url"
	"slices"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/render/typeset"
)

// maxNesting is how deep quotes and lists are still indented; deeper ones
// would leave no room for their text.
const maxNesting = 8

// textBlock is how the text of a body looks at one place in the tree.
type textBlock struct {
	style  typeset.Style
	width  float64
	depth  int
	lists  int            // lists around it
	ground *typeset.Color // of code, to stand out from what it stands on
}

// blocks lays out a body.
func (p *pdfWriter) blocks(list []body.Block, at textBlock) []piece {
	var pieces []piece
	for i := range list {
		gap := 4.5
		switch list[i].Kind {
		case body.Heading:
			gap = 8
		case body.Quote, body.Code, body.Table:
			gap = 6.5
		}
		if n := len(pieces); n > 0 && quoted(&list[i]) {
			pieces[n-1].keep = true
		}
		pieces = append(pieces, spaced(gap, p.block(&list[i], at))...)
	}
	return pieces
}

// quoted tells whether a block belongs to the line above it: a quote to
// the one that says whose words it is.
func quoted(b *body.Block) bool { return b.Kind == body.Quote }

func (p *pdfWriter) block(b *body.Block, at textBlock) []piece {
	switch b.Kind {
	case body.Heading:
		return p.heading(b, at)
	case body.List:
		return p.list(b, at)
	case body.Quote:
		return p.quote(b, at)
	case body.Hidden:
		return p.hidden(b, at)
	case body.Code:
		return p.code(b, at)
	case body.Table:
		return p.table(b, at)
	case body.Rule:
		return []piece{{height: 7, draw: func(x, y, _ float64) { p.doc.Rule(x, y+3.5, x+at.width, y+3.5, 0.6, pdfLine) }}}
	default:
		return p.inlines(b, at, typeset.RoleParagraph)
	}
}

// headingRoles are those of a body's headings, below that of the entry.
var headingRoles = []typeset.Role{"H4", "H5", "H6", "H6", "H6", "H6"}

func (p *pdfWriter) heading(b *body.Block, at textBlock) []piece {
	level := min(max(b.Level, 1), 6) - 1
	at.style.Bold = true
	at.style.Size += []float64{3.5, 2.5, 1.5, 0.5, 0, 0}[level]
	return kept(p.inlines(b, at, headingRoles[level]))
}

// hidden shows what a mail keeps from sight, and says so.
func (p *pdfWriter) hidden(b *body.Block, at textBlock) []piece {
	back := p.enter(typeset.RoleSection)
	defer func() { p.spot = back }()
	label := pdfSmall
	label.Italic = true
	at.style.Color, at.style.Size = pdfQuiet, min(at.style.Size, pdfSmallSize)
	return append(kept(p.label(p.t.Say("body.hidden"), label, at.width)), p.blocks(b.Blocks, at)...)
}

// inlineStyle adds an inline's own look to its surroundings'.
func inlineStyle(in *body.Inline, style typeset.Style) typeset.Style {
	style.Bold = style.Bold || in.Bold
	style.Italic = style.Italic || in.Italic
	style.Underline = in.Underline
	style.Strike = in.Strike
	if in.Code {
		style.Mono, style.Size = true, style.Size*0.92
	}
	if in.Link != "" {
		style.Link, style.Underline, style.Color = in.Link, true, pdfClient
	}
	if in.Redacted != "" {
		style.Bold, style.Color = true, pdfQuiet
	}
	return style
}

func quiet(style typeset.Style) typeset.Style {
	style.Color, style.Italic = pdfQuiet, true
	return style
}

// imageWords stands in for a picture that is not shown.
func (p *pdfWriter) imageWords(img *body.Image) string {
	words := p.t.Say("image.absent")
	if u, err := url.Parse(img.Ref); err == nil && u.Host != "" {
		words = p.t.Say("image.remote", leftToRight(u.Host))
	}
	if img.Alt != "" {
		words += ": " + isolate(Visible(img.Alt))
	}
	return "[" + words + "]"
}

// list lays out items with their marks at the side where the list starts.
func (p *pdfWriter) list(b *body.Block, at textBlock) []piece {
	back := p.enter(typeset.RoleList)
	defer func() { p.spot = back }()
	dir := p.direction(b.Direction, *b)
	at.lists++
	widest := 0.0
	marks := make([]typeset.Line, len(b.Items))
	for i := range b.Items {
		marks[i] = p.e.Layout(typeset.Text(mark(b, i, at.lists), at.style, dir), at.width)[0]
		widest = max(widest, marks[i].Width)
	}
	indent := widest + 6
	if at.lists > 1 {
		indent += nestedIndent
	}
	indent = p.indent(indent, 0, &at)
	var pieces []piece
	for i, item := range b.Items {
		list := p.enter(typeset.RoleItem)
		var label *typeset.Tag
		if indent == 0 {
			item = labelled(mark(b, i, at.lists), item)
		} else {
			label = p.element(typeset.RoleLabel)
		}
		p.enter(typeset.RoleItemBody)
		content := p.blocks(item, at)
		if len(content) == 0 {
			content = []piece{blank(at.style.Size * pdfLeading)}
		}
		if indent > 0 {
			content = withMark(p, content, marks[i], label, dir == typeset.RightToLeft, indent, at.width)
		}
		pieces = append(pieces, spaced(2, content)...)
		p.spot = list
	}
	return pieces
}

// nestedIndent is how far the mark of a list in a list stands in from the text
// that it belongs to.
const nestedIndent = 9

// mark is what stands before an item, another bullet at each level.
func mark(b *body.Block, i, level int) string {
	if b.Ordered {
		return b.Label(i)
	}
	return []string{"•", "◦", "▪"}[min(level, 3)-1]
}

// labelled puts an item's mark before its first words, where there is no room
// to indent it.
func labelled(mark string, item []body.Block) []body.Block {
	text := []body.Inline{{Text: mark + " "}}
	if len(item) > 0 && (item[0].Kind == body.Paragraph || item[0].Kind == body.Heading) {
		first := item[0]
		first.Inlines = append(text, first.Inlines...)
		return append([]body.Block{first}, item[1:]...)
	}
	return append([]body.Block{{Kind: body.Paragraph, Inlines: text}}, item...)
}

// withMark indents an item and draws its mark beside the first line.
func withMark(p *pdfWriter, content []piece, mark typeset.Line, label *typeset.Tag, rtl bool, indent, width float64) []piece {
	shift := indent
	if rtl {
		shift = 0
	}
	content = inset(content, shift, nil)
	content[0] = content[0].drawn(func(pc piece) drawing {
		return func(x, y, gap float64) {
			at := x + indent - 6 - mark.Width
			if rtl {
				at = x + width + 6
			}
			p.drawLine(label, &mark, at, y+baseline(&mark))
			pc.draw(x, y, gap)
		}
	}, nil)
	return content
}

// indent narrows a place in the tree and says by how much: at a depth where
// much would leave no room for text by little, and by nothing in the end.
func (p *pdfWriter) indent(by, little float64, at *textBlock) float64 {
	at.depth++
	if at.depth > maxNesting {
		by = little
	}
	if at.width-by < 60 {
		by = 0
	}
	at.width -= by
	return by
}

// quote dims a quoted text and puts a bar at its side.
func (p *pdfWriter) quote(b *body.Block, at textBlock) []piece {
	back := p.enter(typeset.RoleQuote)
	defer func() { p.spot = back }()
	rtl := p.direction(b.Direction, b.Blocks...) == typeset.RightToLeft
	width := at.width
	indent := p.indent(10, 3.5, &at)
	if b.Reply { // a citation is part of what is said
		at.style.Color = pdfQuiet
	}
	shift, bar := indent, 0.0
	if rtl {
		shift, bar = 0, width-1.5
	}
	pieces := p.blocks(b.Blocks, at)
	if len(pieces) > 1 { // who is quoted does not stand without what is
		pieces[0].keep = true
	}
	if indent == 0 {
		return pieces
	}
	return inset(pieces, shift, func(x, y, h float64) {
		p.doc.Fill(x+bar, y, 1.5, h, pdfBar)
	})
}

// code sets its text in a monospace font on a ground of its own.
func (p *pdfWriter) code(b *body.Block, at textBlock) []piece {
	var spans []typeset.Span
	for i := range b.Inlines {
		text := b.Inlines[i].Raise.Characters(b.Inlines[i].Text)
		if b.Inlines[i].Break {
			text = "\n"
		}
		style := at.style
		style.Mono, style.Size = true, style.Size*0.88
		spans = append(spans, typeset.Span{Text: text, Style: style})
	}
	dir := p.direction(cmp.Or(b.Direction, body.LeftToRight)) // code reads from the left unless it says otherwise
	back := p.enter(typeset.RoleParagraph)
	defer func() { p.spot = back }()
	p.spot.leaf = p.element(typeset.RoleCode)
	return p.grounded(p.lines(typeset.Paragraph{Spans: spans, Direction: dir}, at.width-16, alignStart), at)
}

// grounded sets lines of code on a ground with an edge, which goes on from
// page to page.
func (p *pdfWriter) grounded(lines []piece, at textBlock) []piece {
	pieces := slices.Concat([]piece{blank(4)}, together(lines), []piece{blank(4)})
	kept(pieces[:1])
	pieces[len(pieces)-2].keep = true
	ground := &pdfWash
	if at.ground != nil {
		ground = at.ground
	}
	return inset(pieces, 8, func(x, y, h float64) {
		p.doc.Fill(x, y, at.width, h, *ground)
		p.doc.Fill(x, y, 1.5, h, pdfLine)
	})
}
