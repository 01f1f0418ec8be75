package body

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// text adds text in the style that is open.
func (b *htmlBuilder) text(s string) {
	if st := b.style(); !st.skipped {
		b.write(s, st)
	}
}

// write adds text in a style.
func (b *htmlBuilder) write(s string, st style) {
	s = clean(s)
	b.say(s)
	b.conceal(st.sight.hidden())
	if st.pre {
		b.preserved(s, st)
		return
	}
	for field := range fieldsAndSpace(s) {
		if field == "" {
			b.addSpace(st.inline)
			continue
		}
		b.word(field, st)
	}
}

// fieldsAndSpace yields the words of a text, and "" for white space between.
func fieldsAndSpace(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for s != "" {
			n := strings.IndexAny(s, " \n\t")
			if n < 0 {
				n = len(s)
			}
			if n > 0 && !yield(s[:n]) {
				return
			}
			rest := strings.TrimLeft(s[n:], " \n\t")
			if len(rest) < len(s)-n && !yield("") {
				return
			}
			s = rest
		}
	}
}

func (b *htmlBuilder) word(s string, st style) {
	b.begin(st)
	b.partWord(s)
	b.putSpace(st.inline)
	b.setRun(st.inline)
	b.run = append(b.run, s...)
}

// addSpace notes white space of a style, which comes to one space if text
// follows in the line.
func (b *htmlBuilder) addSpace(in Inline) {
	if b.space {
		in = common(in, b.spaceOf)
	}
	b.space, b.spaceOf = true, in
}

// putSpace writes the space that is due before text of a style. It is no part
// of a link that only begins or ends at it, nor is it struck or underlined.
func (b *htmlBuilder) putSpace(next Inline) {
	if b.space && b.started() {
		in := common(b.spaceOf, next)
		if len(b.run) > 0 {
			in = common(in, b.runStyle)
		}
		b.setRun(in)
		b.run = append(b.run, ' ')
	}
	b.space = false
}

// common is the style that two texts share.
func common(a, b Inline) Inline {
	in := Inline{
		Bold: a.Bold && b.Bold, Italic: a.Italic && b.Italic, Underline: a.Underline && b.Underline,
		Strike: a.Strike && b.Strike, Code: a.Code && b.Code,
	}
	if a.Raise == b.Raise {
		in.Raise = a.Raise
	}
	if a.Link == b.Link {
		in.Link = a.Link
	}
	if a.Direction == b.Direction {
		in.Direction = a.Direction
	}
	return in
}

func (b *htmlBuilder) preserved(s string, st style) {
	if !b.started() {
		s = strings.TrimPrefix(s, "\n")
	}
	if strings.TrimSpace(s) == "" && !b.started() {
		return
	}
	b.begin(st)
	b.putSpace(st.inline)
	for i, line := range strings.Split(s, "\n") {
		if i > 0 && st.code {
			b.run = append(b.run, '\n')
		} else if i > 0 {
			b.put(Inline{Break: true})
		}
		b.setRun(st.inline)
		b.run = append(b.run, line...)
	}
}

// started reports whether the line holds anything yet.
func (b *htmlBuilder) started() bool {
	if len(b.run) > 0 {
		return true
	}
	n := len(b.paragraph)
	return n > 0 && !b.paragraph[n-1].Break
}

// begin notes the style of a new paragraph.
func (b *htmlBuilder) begin(st style) {
	if !b.line.begun() {
		b.ensureFlow()
		b.of, b.first = st, !b.other.begun()
	}
}

func (b *htmlBuilder) setRun(in Inline) {
	if b.runStyle != in {
		b.endRun()
		b.runStyle = in
	}
}

func (b *htmlBuilder) endRun() {
	if len(b.run) == 0 {
		return
	}
	in := b.runStyle
	in.Text = string(b.run)
	b.run = b.run[:0]
	if in.Link != "" || in.Code {
		b.paragraph = append(b.paragraph, telephone(in))
	} else {
		b.paragraph = splitLinks(b.paragraph, in, 0, findLinks(in.Text))
	}
}

func (b *htmlBuilder) put(in Inline) {
	b.begin(b.style())
	if in.Break {
		b.space = false
	} else {
		b.said++
		b.partImage(in.Image)
		b.putSpace(Inline{Link: in.Link, Direction: b.style().inline.Direction})
	}
	b.endRun()
	b.paragraph = append(b.paragraph, in)
}

// maxIcon is the most of CSS pixels that a picture within a word has, such as
// a smiley's.
const maxIcon = 32

// partImage parts a picture from the word or the picture before it: where it
// can't be shown words stand in its place.
func (b *htmlBuilder) partImage(image *Image) {
	if icon(image) || b.space {
		return
	}
	n := len(b.paragraph)
	last, _ := utf8.DecodeLastRune(b.run)
	if wordRune(last) || len(b.run) == 0 && n > 0 && (b.paragraph[n-1].Image != nil || endsWord(b.paragraph[n-1].Text)) {
		b.addSpace(Inline{})
	}
}

// partWord parts a word from the picture before it.
func (b *htmlBuilder) partWord(word string) {
	n := len(b.paragraph)
	first, _ := utf8.DecodeRuneInString(word)
	if !b.space && len(b.run) == 0 && n > 0 && b.paragraph[n-1].Image != nil && !icon(b.paragraph[n-1].Image) && wordRune(first) {
		b.addSpace(Inline{})
	}
}

func icon(image *Image) bool {
	size := max(image.Width, image.Height)
	return size > 0 && size <= maxIcon
}

func endsWord(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(s)
	return wordRune(last)
}

// lineBreak breaks the line; two in a row end the paragraph.
func (b *htmlBuilder) lineBreak() {
	st := b.style()
	if b.conceal(st.sight.hidden()); b.concealed && !b.started() {
		return
	}
	if b.started() {
		b.put(Inline{Break: true})
		return
	}
	b.flush()
}

func (l *line) begun() bool { return len(l.paragraph) > 0 || len(l.run) > 0 }

// flush ends the paragraph, and what is hidden in it, and puts both into the
// open frame.
func (b *htmlBuilder) flush() {
	b.conceal(true)
	first := b.first
	hidden := b.endParagraph()
	b.conceal(false)
	seen := b.endParagraph()
	f := b.top()
	if !first {
		f.blocks = append(f.blocks, seen...)
	}
	if hidden != nil {
		f.blocks = append(f.blocks, Block{Kind: Hidden, Blocks: hidden})
		b.hides = true
	}
	if first {
		f.blocks = append(f.blocks, seen...)
	}
}

// endParagraph ends the paragraph of the line, if it holds anything.
func (b *htmlBuilder) endParagraph() []Block {
	b.endRun()
	b.space, b.first = false, false
	list := trimBreaks(b.paragraph)
	b.paragraph = nil
	if blank(list) {
		return nil
	}
	p := Block{Kind: Paragraph, Direction: b.of.dir, Inlines: list}
	p.settleDirections()
	if b.of.code {
		p.Kind = Code
		last := &list[len(list)-1]
		last.Text = strings.TrimRight(last.Text, "\n")
	} else if b.of.heading > 0 {
		p.Kind, p.Level = Heading, b.of.heading
	}
	return []Block{p}
}

func trimBreaks(list []Inline) []Inline {
	for len(list) > 0 && list[0].Break {
		list = list[1:]
	}
	for len(list) > 0 && list[len(list)-1].Break {
		list = list[:len(list)-1]
	}
	return list
}

// blank reports whether there is nothing to see: mail programs part
// paragraphs by empty ones, and fill previews with invisible letters.
func blank(list []Inline) bool {
	for _, in := range list {
		if in.Image != nil || strings.ContainsFunc(in.Text, visible) {
			return false
		}
	}
	return true
}

func visible(r rune) bool {
	return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) && r != '\u034f' && r != '\u115f' && r != '\u2800'
}
