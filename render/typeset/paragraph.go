package typeset

import "strings"

// Color is an sRGB colour.
type Color struct{ R, G, B uint8 }

// Style is how a span looks.
type Style struct {
	Size      float64 // points
	Bold      bool    // the regular font is thickened where a script has no bold one
	Italic    bool    // slanted
	Mono      bool    // code; scripts without a monospace font keep their own
	Underline bool
	Strike    bool
	Color     Color
	Link      string // an absolute URL the text leads to, or ""
}

// Span is a piece of text in one style. A line feed starts a new line.
type Span struct {
	Text  string
	Style Style
}

// Direction says which side a line starts from.
type Direction uint8

const (
	// Auto takes the direction of each line's first strong letter (UAX #9,
	// P2 and P3); a line without one follows the line before it, and the
	// first such line reads from left to right.
	Auto Direction = iota
	// AutoRTL is Auto, but starts from right to left.
	AutoRTL
	LeftToRight
	RightToLeft
)

// Paragraph is text to be set.
type Paragraph struct {
	Spans     []Span
	Direction Direction
}

// Text is a paragraph of one span.
func Text(text string, style Style, dir Direction) Paragraph {
	return Paragraph{Spans: []Span{{Text: text, Style: style}}, Direction: dir}
}

// styled is a hard line: runes and, for each, the index of its style.
type styled struct {
	text   []rune
	styles []uint16
}

// hardLines flattens the spans and cuts at line ends. There is at least one.
func hardLines(spans []Span) ([]styled, []Style) {
	lines := make([]styled, 1)
	table := make([]Style, 0, len(spans))
	for _, span := range spans {
		style := styleIndex(&table, span.Style)
		text := lineEnds.Replace(span.Text)
		for i, part := range strings.Split(text, "\n") {
			if i > 0 {
				lines = append(lines, styled{})
			}
			line := &lines[len(lines)-1]
			for _, r := range part {
				line.text = append(line.text, r)
				line.styles = append(line.styles, style)
			}
		}
	}
	if len(table) == 0 {
		table = append(table, Style{})
	}
	return lines, table
}

// styleIndex finds or adds a style.
func styleIndex(table *[]Style, s Style) uint16 {
	s.Size = min(max(s.Size, minSize), maxSize)
	for i := len(*table) - 1; i >= 0 && i >= len(*table)-16; i-- {
		if (*table)[i] == s {
			return uint16(i)
		}
	}
	if len(*table) > 1<<16-1 { // absurd markup: the rest keeps the last style
		return 1<<16 - 1
	}
	*table = append(*table, s)
	return uint16(len(*table) - 1)
}

// Sizes outside of these are not legible, or overflow a page's coordinates.
const (
	minSize = 1
	maxSize = 200
)

// lineEnds makes every kind of line end a line feed and a tab four spaces.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n",
	"\u0085", "\n", "\u2028", "\n", "\u2029", "\n", "\t", "    ")
