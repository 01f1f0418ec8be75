package query

import (
	"cmp"
	"slices"
	"strings"
)

// Mark is a place in a segment that the query hits.
type Mark struct {
	Segment    int // of the document
	Start, End int // in bytes of its text

	term int // which of the query's it is
}

// Marks are the places that the query's terms hit, save those behind NOT, in
// the order of the document. They overlap nowhere.
func (s Search) Marks(d *Document) []Mark {
	var terms []*term
	if !s.Query.Empty() {
		terms = s.Query.root.wanted(nil)
	}
	var marks []Mark
	for i, segment := range d.Segments {
		asked := terms
		if segment.Kind == Participant {
			asked = append(slices.Clone(terms), s.people()...)
		}
		if len(asked) > 0 {
			marks = append(marks, marksIn(i, segment.Text, asked)...)
		}
	}
	return marks
}

// wanted are the terms that a hit has.
func (n *node) wanted(terms []*term) []*term {
	if n.op == word {
		return append(terms, n.term)
	}
	for _, kid := range n.kids {
		if kid.op != not {
			terms = kid.wanted(terms)
		}
	}
	return terms
}

func marksIn(segment int, text string, terms []*term) []Mark {
	tokens := Tokens(text)
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.Text
	}
	found := numbers(text, tokens)
	var marks []Mark
	for n, t := range terms {
		for i := range tokens {
			if t.at(words, i) {
				marks = append(marks, Mark{segment, tokens[i].Start, tokens[i+len(t.forms)-1].End, n})
			}
		}
		for _, token := range slices.Concat(found, tokens) {
			if slices.Contains(t.same, token.Text) {
				marks = append(marks, Mark{segment, token.Start, token.End, n})
			}
		}
	}
	return merged(marks)
}

// merged joins marks that overlap.
func merged(marks []Mark) []Mark {
	slices.SortFunc(marks, func(a, b Mark) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End)) })
	var apart []Mark
	for _, m := range marks {
		if n := len(apart); n > 0 && m.Start < apart[n-1].End {
			apart[n-1].End = max(apart[n-1].End, m.End)
			continue
		}
		apart = append(apart, m)
	}
	return apart
}

// Excerpt is a piece of a document around a hit.
type Excerpt struct {
	Segment
	Marks  []Mark // within Text
	Before bool   // the segment has more before it
	After  bool
}

// Excerpt is the piece that shows most of what the query asks for: of the
// segment that meets the most of its terms, messages and notes first. Of a
// search that hits no text it is the first message.
func (s Search) Excerpt(d *Document, size int) Excerpt {
	marks := s.Marks(d)
	best, score := -1, 0
	for i := range d.Segments {
		if n := scoreOf(&d.Segments[i], i, marks); n > score {
			best, score = i, n
		}
	}
	if best < 0 {
		if best = slices.IndexFunc(d.Segments, func(s Segment) bool { return s.Kind == Message }); best < 0 {
			return Excerpt{}
		}
	}
	return excerpt(d.Segments[best], slices.DeleteFunc(marks, func(m Mark) bool { return m.Segment != best }), size)
}

func scoreOf(s *Segment, i int, marks []Mark) int {
	first, _ := slices.BinarySearchFunc(marks, i, func(m Mark, i int) int { return cmp.Compare(m.Segment, i) })
	terms := map[int]bool{}
	for ; first < len(marks) && marks[first].Segment == i; first++ {
		terms[marks[first].term] = true
	}
	weight := 1
	if s.Kind == Message || s.Kind == Note {
		weight = 2
	}
	return 4*len(terms) + weight*min(1, len(terms))
}

// excerpt cuts a segment to about size bytes around its first mark, between
// words.
func excerpt(s Segment, marks []Mark, size int) Excerpt {
	from := 0
	if len(marks) > 0 {
		from = max(0, marks[0].Start-size/4)
	}
	if from = betweenWords(s.Text, from); len(marks) > 0 {
		from = min(from, marks[0].Start)
	}
	to := len(s.Text)
	if from+size < to {
		to = betweenWords(s.Text, from+size)
	}
	e := Excerpt{Segment: s, Before: from > 0, After: to < len(s.Text)}
	e.Text = s.Text[from:to]
	for _, m := range marks {
		if m.Start >= from && m.Start < to {
			m.Start, m.End = m.Start-from, min(m.End, to)-from
			e.Marks = append(e.Marks, m)
		}
	}
	return e
}

// betweenWords is a place near at where a text may be cut: before a word if one
// begins soon, in any case between two letters.
func betweenWords(text string, at int) int {
	if at <= 0 || at >= len(text) {
		return max(0, min(at, len(text)))
	}
	if i := strings.IndexByte(text[at:min(len(text), at+24)], ' '); i >= 0 {
		return at + i + 1
	}
	for at > 0 && text[at]&0xc0 == 0x80 {
		at--
	}
	return at
}
