package typeset

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
	Lang      string // BCP 47, or "" for what is around
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

// flat is a paragraph without its spans: runes and, for each, the index of
// its style; and where the hard lines end. Line ends are left out.
type flat struct {
	text   []rune
	look   []uint16
	ends   []int
	styles []Style
}

// set flattens spans. The styles are not used again: lines keep them.
func (f *flat) set(spans []Span) {
	f.text, f.look, f.ends = f.text[:0], f.look[:0], f.ends[:0]
	f.styles = make([]Style, 0, max(len(spans), 1))
	last := rune(0)
	for _, span := range spans {
		style := styleIndex(&f.styles, span.Style)
		for _, r := range span.Text {
			f.add(r, last, style)
			last = r
		}
	}
	f.ends = append(f.ends, len(f.text))
	if len(f.styles) == 0 {
		f.styles = append(f.styles, Style{})
	}
}

// tab is how many spaces a tab stands for.
const tab = 4

// add appends a rune. It makes a hard line of every kind of line end.
func (f *flat) add(r, last rune, style uint16) {
	switch r {
	case '\n':
		if last == '\r' {
			return
		}
		fallthrough
	case '\r', '\v', '\f', 0x85, 0x2028, 0x2029:
		f.ends = append(f.ends, len(f.text))
	case '\t':
		for range tab {
			f.text, f.look = append(f.text, ' '), append(f.look, style)
		}
	default:
		f.text, f.look = append(f.text, r), append(f.look, style)
	}
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
