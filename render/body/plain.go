package body

import (
	"iter"
	"strings"
)

// Plain returns the whole text of the blocks. A link's address stands behind
// its words where these do not show it, a table's cells are parted by tabs,
// and a quote's lines begin with ">". What would change the sense if it were
// not told is marked: ~struck~, ^(raised) and _(lowered) text.
func Plain(blocks []Block) string {
	var out plainWriter
	out.blocks(blocks, "\n\n")
	return out.String()
}

// plainWriter writes blocks as plain text; bare has the words alone, without
// marks, addresses and the words for pictures.
type plainWriter struct {
	strings.Builder
	bare bool
}

func (w *plainWriter) blocks(blocks []Block, between string) {
	for i := range blocks {
		if i > 0 {
			w.WriteString(between)
		}
		w.block(&blocks[i])
	}
}

func (w *plainWriter) block(b *Block) {
	switch b.Kind {
	case List:
		for i, item := range b.Items {
			mark := "- "
			if b.Ordered {
				mark = b.Label(i) + " "
			}
			if i > 0 {
				w.WriteByte('\n')
			}
			w.indented(item, mark, strings.Repeat(" ", len(mark)))
		}
	case Quote:
		w.indented(b.Blocks, "> ", "> ")
	case Hidden:
		w.blocks(b.Blocks, "\n\n")
	case Table:
		w.rows(b.Rows)
	case Rule:
		w.WriteString("———")
	default:
		w.inlines(b.Inlines)
	}
}

func (w *plainWriter) indented(blocks []Block, first, next string) {
	inner := plainWriter{bare: w.bare}
	inner.blocks(blocks, "\n")
	prefix := first
	for line := range strings.Lines(inner.String()) {
		w.WriteString(prefix)
		w.WriteString(line)
		prefix = next
	}
}

func (w *plainWriter) rows(rows []Row) {
	for i, row := range rows {
		if i > 0 {
			w.WriteByte('\n')
		}
		for j, cell := range row.Cells {
			if j > 0 {
				w.WriteByte('\t')
			}
			w.blocks(cell.Blocks, "\n")
		}
	}
}

// inlines gathers the runs of one link, to tell whether they show it.
func (w *plainWriter) inlines(list []Inline) {
	for link, run := range runs(list, func(in *Inline) string { return in.Link }) {
		start := w.Len()
		w.marked(run)
		words := w.String()[start:]
		if link == "" || w.bare || shows(words, link) {
			continue
		}
		if words != "" {
			w.WriteByte(' ')
		}
		w.WriteString("(" + link + ")")
	}
}

// marked writes neighbours that are struck between one pair of marks, and so
// those that are raised alike.
func (w *plainWriter) marked(list []Inline) {
	for struck, run := range runs(list, func(in *Inline) bool { return in.Strike && !w.bare }) {
		var words strings.Builder
		for raise, same := range runs(run, func(in *Inline) Raise { return in.Raise }) {
			text := w.words(same)
			if !w.bare {
				text = raise.Mark(text)
			}
			words.WriteString(text)
		}
		if text := words.String(); struck && strings.TrimSpace(text) != "" {
			w.WriteString("~" + text + "~")
		} else {
			w.WriteString(text)
		}
	}
}

func (w *plainWriter) words(list []Inline) string {
	if len(list) == 1 && list[0].Image == nil && !list[0].Break {
		return list[0].Text
	}
	var out strings.Builder
	for i := range list {
		switch in := &list[i]; {
		case in.Break:
			out.WriteByte('\n')
		case in.Image == nil:
			out.WriteString(in.Text)
		case w.bare && !strings.ContainsFunc(in.Image.Alt, wordRune):
			out.WriteString(in.Image.Alt) // a smiley
		case !w.bare && in.Image.Alt != "":
			out.WriteString("[" + in.Image.Alt + "]")
		}
	}
	return out.String()
}

// runs yields the runs of neighbours that have one key.
func runs[K comparable](list []Inline, key func(*Inline) K) iter.Seq2[K, []Inline] {
	return func(yield func(K, []Inline) bool) {
		for start := 0; start < len(list); {
			k, end := key(&list[start]), start+1
			for end < len(list) && key(&list[end]) == k {
				end++
			}
			if !yield(k, list[start:end]) {
				return
			}
			start = end
		}
	}
}

// shows reports whether the words of a link are its address.
func shows(words, link string) bool {
	bare := func(s string) string {
		for _, prefix := range []string{"https://", "http://", "mailto:", "tel:", "www."} {
			s = strings.TrimPrefix(s, prefix)
		}
		return strings.TrimSuffix(s, "/")
	}
	words = strings.TrimSpace(words)
	return SafeLink(words) == link || SafeLink("https://"+words) == link || strings.EqualFold(bare(words), bare(link))
}

// Images yields the images of the blocks, in order, each to be changed in
// place.
func Images(blocks []Block) iter.Seq[*Image] {
	return func(yield func(*Image) bool) {
		for in := range Inlines(blocks) {
			if in.Image != nil && !yield(in.Image) {
				return
			}
		}
	}
}

// Inlines yields the inlines of the blocks, in order, each to be changed in
// place.
func Inlines(blocks []Block) iter.Seq[*Inline] {
	return func(yield func(*Inline) bool) { eachInline(blocks, yield) }
}

func eachInline(blocks []Block, yield func(*Inline) bool) bool {
	for i := range blocks {
		b := &blocks[i]
		for j := range b.Inlines {
			if !yield(&b.Inlines[j]) {
				return false
			}
		}
		if !eachInline(b.Blocks, yield) {
			return false
		}
		for _, item := range b.Items {
			if !eachInline(item, yield) {
				return false
			}
		}
		for _, row := range b.Rows {
			for _, cell := range row.Cells {
				if !eachInline(cell.Blocks, yield) {
					return false
				}
			}
		}
	}
	return true
}
