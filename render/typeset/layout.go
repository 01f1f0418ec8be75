package typeset

import "slices"

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

	kana   bool  // the paragraph has some
	runs   []run // visual order
	styles []Style
}

// Layout breaks a paragraph into lines of at most width points. A single
// grapheme wider than that stands alone on its line. The spaces a line is
// broken at are dropped. There is at least one line, perhaps empty.
func (e *Engine) Layout(p Paragraph, width float64) []Line {
	e.flat.set(p.Spans)
	f := &e.flat
	e.lines, e.breaker.kana = e.lines[:0], false
	size, from := f.styles[0].Size, 0
	rtl := p.Direction == AutoRTL || p.Direction == RightToLeft
	for _, end := range f.ends {
		text, look := f.text[from:end], f.look[from:end]
		rtl = startsRight(text, p.Direction, rtl)
		if len(text) > 0 {
			size = f.styles[look[0]].Size
		}
		e.breakLine(text, look, rtl, width)
		last := &e.lines[len(e.lines)-1]
		last.Hard = true
		if last.Size == 0 {
			last.Size = size
		}
		from = end
	}
	lines := slices.Clone(e.lines)
	clear(e.lines)
	for i := range lines {
		lines[i].kana = e.breaker.kana
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
func (e *Engine) breakLine(text []rune, look []uint16, rtl bool, width float64) {
	b := &e.breaker
	b.e, b.text, b.look, b.styles, b.rtl = e, text, look, e.flat.styles, rtl
	b.next, b.part, b.partAt = 0, 0, 0
	b.itemize(b.findBreaks())
	if len(text) == 0 || b.total() <= width+slack {
		e.lines = append(e.lines, b.line(0, len(text)))
		return
	}
	b.measure()
	b.joinBreaks(width)
	for start := 0; start < len(text); {
		end := b.fit(start, width)
		e.lines = append(e.lines, b.line(start, end))
		start = end
	}
}
