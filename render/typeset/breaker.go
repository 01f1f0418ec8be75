package typeset

import (
	"slices"
	"sort"

	"github.com/go-text/typesetting/segmenter"
)

// breaker finds the lines of one hard line. Its slices are scratch.
type breaker struct {
	e      *Engine
	text   []rune
	look   []uint16 // of each rune, an index of styles
	styles []Style
	rtl    bool
	breaks []int     // where a line may end, the end of the text last
	runs   []run     // logical order
	upTo   []float64 // width of the text before each rune
	whole  []bool    // a cluster starts at this rune

	kana         bool // some run is Hiragana or Katakana
	next         int  // first run that may reach beyond the last line
	part, partAt int  // a word of that run at or before its end, and where it starts
}

// graphemes walks along graphemes: up to a place each rune is one, from there
// on the segmenter knows.
type graphemes struct {
	simple int
	it     *segmenter.GraphemeIterator
}

// end is where the grapheme that starts at i ends.
func (g graphemes) end(i int) int {
	if i < g.simple || !g.it.Next() {
		return i + 1
	}
	grapheme := g.it.Grapheme()
	return g.simple + grapheme.Offset + len(grapheme.Text)
}

// findBreaks lists where a line may end (UAX #14), and returns what knows the
// graphemes.
func (b *breaker) findBreaks() graphemes {
	var next graphemes
	if b.breaks, next.simple = simpleBreaks(b.breaks[:0], b.text); next.simple == len(b.text) {
		return next
	}
	b.e.seg.Init(b.text[next.simple:])
	for it := b.e.seg.LineIterator(); it.Next(); {
		l := it.Line()
		b.breaks = append(b.breaks, next.simple+l.Offset+len(l.Text))
	}
	next.it = b.e.seg.GraphemeIterator()
	return next
}

// total is the width of all of it on one line.
func (b *breaker) total() float64 {
	total := 0.0
	for i := range b.runs {
		total += b.runs[i].width
	}
	return total
}

// measure sums up the widths of clusters.
func (b *breaker) measure() {
	n := len(b.text) + 1
	b.upTo, b.whole = slices.Grow(b.upTo[:0], n)[:n], slices.Grow(b.whole[:0], n)[:n]
	clear(b.upTo)
	clear(b.whole)
	for i := range b.runs {
		r := &b.runs[i]
		at, scale := r.start, r.size/1000
		for _, w := range r.words {
			for j := range w.glyphs {
				g := &w.glyphs[j]
				b.upTo[at+int(g.at)+1] += float64(g.advance) * scale
				b.whole[at+int(g.at)] = true
			}
			at += len(w.text)
		}
	}
	sum := 0.0
	for i := range b.upTo {
		sum += b.upTo[i]
		b.upTo[i] = sum
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
		if end := b.breaks[after+fits-1]; b.sparesAddress(end) {
			return end
		}
		return b.before(start, after, b.breaks[after+fits-1], width)
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
	line := Line{RTL: b.rtl, styles: b.styles}
	end = b.trim(start, end)
	for b.next < len(b.runs) && b.runs[b.next].end <= start {
		b.next++
		b.part, b.partAt = 0, 0
	}
	last := b.next
	for last < len(b.runs) && b.runs[last].start < end {
		last++
	}
	line.runs = b.e.runStore.take(last - b.next)
	for i := range line.runs {
		r := &line.runs[i]
		if *r = b.runs[b.next+i]; r.start < start || r.end > end {
			b.cut(r, i == 0, start, end)
		}
		line.Width += r.width
		line.Size = max(line.Size, r.size)
	}
	if line.Size == 0 && start < len(b.text) { // only spaces
		line.Size = b.runs[b.next].size
	}
	reorder(line.runs)
	return line
}

// cut shortens a run to a line. Where a word is parted, its piece is shaped
// anew.
func (b *breaker) cut(r *run, first bool, start, end int) {
	part, at := 0, r.start
	if first && b.partAt > 0 {
		part, at = b.part, b.partAt
	}
	r.start, r.end = max(r.start, start), min(r.end, end)
	for at+len(r.words[part].text) <= r.start {
		at += len(r.words[part].text)
		part++
	}
	stop, to := part, at
	for stop < len(r.words) && to < r.end {
		to += len(r.words[stop].text)
		stop++
	}
	if first {
		b.part, b.partAt = part, at
	}
	if at == r.start && to == r.end {
		r.setWords(r.words[part:stop])
		return
	}
	b.e.shape(b.text, r)
}
