package typeset

import "sort"

// The vertical measures of the main font, per point of size, for placing a
// line in its row: Ascent above the baseline, Descent below it.
const (
	Ascent  = 1.069
	Descent = 0.293
)

// Line is one laid out line, ready for [Document.DrawLine].
type Line struct {
	Width float64 // points
	Size  float64 // the largest size on it
	RTL   bool    // it starts from the right
	Hard  bool    // it is the last one before a line end, or of the paragraph

	runs   []run // visual order
	text   []rune
	styles []Style
}

// Layout breaks a paragraph into lines of at most width points. A single
// grapheme wider than that stands alone on its line. The spaces a line is
// broken at are dropped. There is at least one line, perhaps empty.
func (e *Engine) Layout(p Paragraph, width float64) []Line {
	hard, styles := hardLines(p.Spans)
	var lines []Line
	size := styles[0].Size
	for i, rtl := range directions(hard, p.Direction) {
		if len(hard[i].text) > 0 {
			size = styles[hard[i].styles[0]].Size
		}
		lines = e.breakLine(lines, hard[i], styles, rtl, width)
		last := &lines[len(lines)-1]
		last.Hard = true
		if last.Size == 0 {
			last.Size = size
		}
	}
	return lines
}

// Width is the width of a paragraph's longest line when it is not broken.
func (e *Engine) Width(p Paragraph) float64 {
	widest := 0.0
	for _, line := range e.Layout(p, 1e9) {
		widest = max(widest, line.Width)
	}
	return widest
}

// breakLine cuts one hard line into lines that fit.
func (e *Engine) breakLine(lines []Line, hard styled, styles []Style, rtl bool, width float64) []Line {
	b := breaker{e: e, text: hard.text, styles: styles, rtl: rtl}
	simple := plain(hard.text)
	if !simple {
		e.seg.Init(hard.text)
	}
	b.breaks = e.breaks(hard.text, simple)
	b.runs = e.itemize(hard, styles, rtl, simple)
	b.measure()
	for start := 0; ; {
		end := b.fit(start, width)
		lines = append(lines, b.line(start, end))
		if start = end; start >= len(hard.text) {
			return lines
		}
	}
}

// breaks lists where a line may end, the end of the text last (UAX #14).
func (e *Engine) breaks(text []rune, simple bool) []int {
	var breaks []int
	if !simple {
		for it := e.seg.LineIterator(); it.Next(); {
			l := it.Line()
			breaks = append(breaks, l.Offset+len(l.Text))
		}
		return breaks
	}
	for i := 1; i < len(text); i++ {
		if text[i-1] == ' ' && text[i] != ' ' {
			breaks = append(breaks, i)
		}
	}
	return append(breaks, len(text))
}

// breaker finds the lines of one hard line.
type breaker struct {
	e      *Engine
	text   []rune
	styles []Style
	rtl    bool
	breaks []int
	runs   []run     // logical order
	upTo   []float64 // width of the text before each rune
	whole  []bool    // a cluster starts at this rune
	next   int       // first run that may reach beyond the last line
}

// measure sums up the widths of clusters.
func (b *breaker) measure() {
	b.upTo, b.whole = make([]float64, len(b.text)+1), make([]bool, len(b.text)+1)
	for i := range b.runs {
		r := &b.runs[i]
		for _, g := range r.glyphs {
			b.upTo[g.at+1] += float64(g.advance) * r.size / 1000
			b.whole[g.at] = true
		}
	}
	for i := range b.text {
		b.upTo[i+1] += b.upTo[i]
	}
	b.whole[len(b.text)] = true
}

// fit finds the end of a line: the last opportunity within the width, or the
// last cluster of a word that is too long for any line.
func (b *breaker) fit(start int, width float64) int {
	after := sort.SearchInts(b.breaks, start+1)
	fits := sort.Search(len(b.breaks)-after, func(i int) bool {
		return b.upTo[b.trim(start, b.breaks[after+i])]-b.upTo[start] > width+slack
	})
	if fits > 0 {
		return b.breaks[after+fits-1]
	}
	limit := len(b.text)
	if after < len(b.breaks) {
		limit = b.breaks[after]
	}
	end := start
	for i := start + 1; i <= limit; i++ {
		if !b.whole[i] {
			continue
		}
		if end > start && b.upTo[i]-b.upTo[start] > width+slack {
			break
		}
		end = i
	}
	return max(end, min(start+1, len(b.text)))
}

// slack forgives the rounding of sums.
const slack = 1e-6

// trim drops spaces at a line's end.
func (b *breaker) trim(start, end int) int {
	for end > start && b.text[end-1] == ' ' {
		end--
	}
	return end
}

// line makes the line of text[start:end].
func (b *breaker) line(start, end int) Line {
	line := Line{RTL: b.rtl, text: b.text, styles: b.styles}
	end = b.trim(start, end)
	for b.next < len(b.runs) && b.runs[b.next].end <= start {
		b.next++
	}
	for i := b.next; i < len(b.runs) && b.runs[i].start < end; i++ {
		r := b.runs[i]
		if r.start < start || r.end > end { // shape the piece anew
			r.start, r.end = max(r.start, start), min(r.end, end)
			b.e.shape(b.text, &r)
		}
		line.Width += r.width
		line.Size = max(line.Size, r.size)
		line.runs = append(line.runs, r)
	}
	if line.Size == 0 && start < len(b.text) { // only spaces
		line.Size = b.runs[b.next].size
	}
	reorder(line.runs)
	return line
}
