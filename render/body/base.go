package body

import (
	"slices"
	"strings"
	"unicode"
)

// Direct gives each block that has no direction of its source's one by its
// words, so that no renderer need decide. A paragraph takes the direction that
// has more than twice the words of the other, and otherwise the message's; the
// message, and so a quote in it, takes the direction of the majority, and where
// that is small or there are no words lean, which is to be the ticket's. The
// items of a list take the list's direction, a table's cells their own or the
// table's. A paragraph whose lines are each of one language is parted where
// the direction changes: the blocks returned may be more than those given.
// Inlines stay as they are.
func Direct(blocks []Block, lean Direction) []Block {
	blocks = partLines(blocks)
	counts := make([]wordCount, len(blocks))
	var own, all wordCount
	for i := range blocks {
		counts[i].block(&blocks[i])
		all.plus(counts[i])
		if kind := blocks[i].Kind; kind != Quote && kind != Hidden {
			own.plus(counts[i])
		}
	}
	if own.none() {
		own = all
	}
	lean = own.majority(lean)
	for i := range blocks {
		blocks[i].direct(counts[i], lean)
	}
	return blocks
}

// direct settles a block with these words in a message of that direction.
func (b *Block) direct(n wordCount, message Direction) {
	if b.Kind == Rule {
		return
	}
	if b.Direction == Auto {
		switch b.Kind {
		case Quote, Hidden:
			b.Direction = n.majority(message)
		case Code: // reads from the left if there is anything else in it
			if b.Direction = LeftToRight; n.rtl > 0 && n.ltr == 0 {
				b.Direction = RightToLeft
			}
		default:
			b.Direction = n.clear(message)
		}
	}
	if b.Blocks != nil {
		b.Blocks = Direct(b.Blocks, b.Direction)
	}
	for i := range b.Items {
		follow(b.Items[i], b.Direction)
	}
	for _, row := range b.Rows {
		for i := range row.Cells {
			row.Cells[i].Blocks = Direct(row.Cells[i].Blocks, b.Direction)
		}
	}
}

// follow gives what stands in a list's item the list's direction.
func follow(item []Block, list Direction) {
	for i := range item {
		b := &item[i]
		if b.Direction == Auto && (b.Kind == Paragraph || b.Kind == Heading || b.Kind == List) {
			b.Direction = list
		}
		var n wordCount
		n.block(b)
		b.direct(n, list)
	}
}

// DirectionOf is the direction of most of the words in the blocks, or Auto
// when there are as many of both or none.
func DirectionOf(blocks []Block) Direction {
	var n wordCount
	for i := range blocks {
		n.block(&blocks[i])
	}
	return n.majority(Auto)
}

// wordCount weighs the words of each direction.
type wordCount struct {
	ltr, rtl int
	begun    bool // a word was seen
}

const wordWeight = 2

func (c *wordCount) none() bool { return c.ltr == 0 && c.rtl == 0 }

func (c *wordCount) plus(n wordCount) { c.ltr, c.rtl = c.ltr+n.ltr, c.rtl+n.rtl }

// majority is the direction of most words, or lean if the others come to four
// fifths of these.
func (c *wordCount) majority(lean Direction) Direction { return c.exceeds(5, 4, lean) }

// clear is the direction of more than twice the words of the other, or lean.
func (c *wordCount) clear(lean Direction) Direction { return c.exceeds(2, 1, lean) }

// exceeds is the direction whose words are to the others by more than a to b.
func (c *wordCount) exceeds(a, b int, lean Direction) Direction {
	switch {
	case c.ltr*b > c.rtl*a:
		return LeftToRight
	case c.rtl*b > c.ltr*a:
		return RightToLeft
	}
	return lean
}

// block adds the words of a block and of all within it.
func (c *wordCount) block(b *Block) {
	c.begun = false
	for i := range b.Inlines {
		c.inline(&b.Inlines[i], b.Kind == Code)
	}
	for list := range b.within() {
		for i := range *list {
			c.block(&(*list)[i])
		}
	}
}

func (c *wordCount) inline(in *Inline, code bool) {
	if in.Code && !code || in.Link != "" && shows(in.Text, in.Link) {
		return
	}
	for token := range strings.SplitSeq(in.Text, " ") { // other spaces part words as any sign does
		c.token(token)
	}
}

// token adds the words of a stretch without white space. One that has digits
// or the marks of addresses and file names in it holds no left-to-right word:
// C:\Users, a.txt, S23, C++.
func (c *wordCount) token(s string) {
	before := c.ltr
	var of Direction // of the word that is being read
	capital, technical := false, false
	end := func() {
		if of == RightToLeft || of == LeftToRight && !capital || of == LeftToRight && !c.begun {
			c.weigh(of, wordWeight)
		} else if of == LeftToRight {
			c.weigh(of, wordWeight/2)
		}
		c.begun = c.begun || of != Auto
		of, capital = Auto, false
	}
	for i, r := range s {
		dir := directionOf(r)
		switch {
		case dir == Auto && (apostrophe(r) || r >= 0x80 && unicode.IsMark(r)):
			continue
		case dir != of:
			end()
			of = dir
		}
		capital = capital || dir == LeftToRight && unicode.IsUpper(r)
		technical = technical || dir == Auto && isTechnical(r, s[i:])
	}
	end()
	if technical {
		c.ltr = before
	}
}

func (c *wordCount) weigh(of Direction, weight int) {
	if of == RightToLeft {
		c.rtl += weight
	} else {
		c.ltr += weight
	}
}

// isTechnical reports whether r, at the head of rest, is of a number, an
// address or a file name.
func isTechnical(r rune, rest string) bool {
	switch r {
	case '_', '\\', '/', '@', '#', '+', '=':
		return true
	case '.', ':':
		return len(rest) > 1 && isAlnum(rest[1])
	}
	return unicode.IsDigit(r)
}

// directionOf is the direction of a letter, and Auto of anything else.
func directionOf(r rune) Direction {
	switch {
	case r|0x20 >= 'a' && r|0x20 <= 'z' && r < 0x80:
		return LeftToRight
	case r < 0x80:
		return Auto
	case r >= 'א' && r <= 'ת':
		return RightToLeft
	case !unicode.IsLetter(r):
		return Auto
	}
	return strong(string(r))
}

// ownLine is the weight of words that a line needs to be of a language of its
// own: three that are no names. A signature is not.
const ownLine = 3 * wordWeight

// partLines parts the paragraphs whose lines are of two languages, as in a
// message that says the same twice.
func partLines(blocks []Block) []Block {
	for i := 0; i < len(blocks); i++ {
		b := &blocks[i]
		if b.Kind != Paragraph || b.Direction != Auto || !slices.ContainsFunc(b.Inlines, func(in Inline) bool { return in.Break }) {
			continue
		}
		if parts := partedLines(b.Inlines); len(parts) > 1 {
			paragraphs := make([]Block, len(parts))
			for j := range parts {
				paragraphs[j] = *b
				paragraphs[j].Inlines = parts[j]
			}
			blocks = slices.Replace(slices.Clone(blocks), i, i+1, paragraphs...)
			i += len(parts) - 1
		}
	}
	return blocks
}

// partedLines groups lines by the direction of those that have one of their
// own; others go with the lines before. A list stays whole.
func partedLines(list []Inline) [][]Inline {
	var parts [][]Inline
	start, last := 0, Auto
	for at := 0; at <= len(list); at++ {
		end := at
		for end < len(list) && !list[end].Break {
			end++
		}
		line := list[at:end]
		if marked(line) {
			return nil
		}
		if dir := ownDirection(line); dir != Auto {
			if last != Auto && dir != last {
				parts = append(parts, trimBreaks(list[start:at]))
				start = at
			}
			last = dir
		}
		if at = end; start == 0 && end == len(list) {
			return nil
		}
	}
	return append(parts, trimBreaks(list[start:]))
}

// ownDirection is the direction of a line that has words enough, and of one
// direction only.
func ownDirection(line []Inline) Direction {
	var n wordCount
	for i := range line {
		n.inline(&line[i], false)
	}
	switch {
	case n.ltr >= ownLine && n.rtl == 0:
		return LeftToRight
	case n.rtl >= ownLine && n.ltr == 0:
		return RightToLeft
	}
	return Auto
}

// marked reports whether a line begins as an item of a list: "2. " or "- ".
func marked(line []Inline) bool {
	if len(line) == 0 {
		return false
	}
	mark, _, found := strings.Cut(strings.TrimLeft(line[0].Text, " \t"), " ")
	number := strings.TrimRight(mark, ".)")
	return found && (mark == "-" || mark == "•" || mark == "*" || mark == "–" ||
		number != mark && number != "" && strings.Trim(number, "0123456789") == "")
}
