package body

import (
	"iter"
	"strings"
)

// Plain returns the whole text of the blocks. A link's address stands behind
// its words where these do not show it, a table's cells are parted by tabs,
// and a quote's lines begin with ">".
func Plain(blocks []Block) string {
	var out strings.Builder
	writePlain(&out, blocks, "\n\n")
	return out.String()
}

func writePlain(out *strings.Builder, blocks []Block, between string) {
	for i := range blocks {
		if i > 0 {
			out.WriteString(between)
		}
		writeBlock(out, &blocks[i])
	}
}

func writeBlock(out *strings.Builder, b *Block) {
	switch b.Kind {
	case List:
		for i, item := range b.Items {
			mark := "- "
			if b.Ordered {
				mark = b.Label(i) + " "
			}
			if i > 0 {
				out.WriteByte('\n')
			}
			writeIndented(out, item, mark, strings.Repeat(" ", len(mark)))
		}
	case Quote:
		writeIndented(out, b.Blocks, "> ", "> ")
	case Hidden:
		writePlain(out, b.Blocks, "\n\n")
	case Table:
		writeRows(out, b.Rows)
	case Rule:
		out.WriteString("———")
	default:
		writeInlines(out, b.Inlines)
	}
}

func writeIndented(out *strings.Builder, blocks []Block, first, next string) {
	var inner strings.Builder
	writePlain(&inner, blocks, "\n")
	prefix := first
	for line := range strings.Lines(inner.String()) {
		out.WriteString(prefix)
		out.WriteString(line)
		prefix = next
	}
}

func writeRows(out *strings.Builder, rows []Row) {
	for i, row := range rows {
		if i > 0 {
			out.WriteByte('\n')
		}
		for j, cell := range row.Cells {
			if j > 0 {
				out.WriteByte('\t')
			}
			writePlain(out, cell.Blocks, "\n")
		}
	}
}

// writeInlines gathers the runs of one link, to tell whether they show it.
func writeInlines(out *strings.Builder, list []Inline) {
	for i := 0; i < len(list); {
		link, start := list[i].Link, out.Len()
		for ; i < len(list) && list[i].Link == link; i++ {
			writeInline(out, &list[i])
		}
		if link != "" && !shows(out.String()[start:], link) {
			out.WriteString(" (" + link + ")")
		}
	}
}

func writeInline(out *strings.Builder, in *Inline) {
	switch {
	case in.Break:
		out.WriteByte('\n')
	case in.Image != nil:
		if in.Image.Alt != "" {
			out.WriteString("[" + in.Image.Alt + "]")
		}
	default:
		out.WriteString(in.Text)
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
