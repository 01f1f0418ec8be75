package render

import (
	"cmp"
	"io"
	"strings"

	"github.com/glassix-archiver/archiver/render/body"
)

// text returns a text without the addresses.
func (w *withheld) text(s string) string { return cut(s, 0, w.find(s), w.words) }

// cut takes spans out of a text that begins at offset. The words stand where
// a span begins.
func cut(text string, offset int, spans []textSpan, words string) string {
	if len(spans) == 0 {
		return text
	}
	var out strings.Builder
	done := 0
	for _, s := range spans {
		start, end := s.start-offset, s.end-offset
		if end <= 0 || start >= len(text) {
			continue
		}
		if start >= 0 {
			out.WriteString(text[done:start])
			out.WriteString(words)
		}
		done = min(end, len(text))
	}
	out.WriteString(text[done:])
	return out.String()
}

// blocks takes the addresses out of a body, those too that a change of style,
// a break, or the end of a block or cell parts: of these every piece. What is
// hidden is read both with the rest and apart from it.
func (w *withheld) blocks(blocks []body.Block) (changed bool) {
	shown, all := new(passage), new(passage)
	shown.blocks(blocks, false)
	all.blocks(blocks, true)
	changed = shown.withhold(w)
	if len(all.inlines) > len(shown.inlines) {
		all.refresh()
		changed = all.withhold(w) || changed
	}
	for in := range body.Inlines(blocks) {
		if in.Link != "" && len(w.find(in.Link)) > 0 {
			in.Link, changed = "", true
		}
	}
	return changed
}

// passage is text of many inlines, read as one.
type passage struct {
	pieces  []string
	inlines []*body.Inline // whose the piece is; nil between blocks
}

func (p *passage) add(text string, in *body.Inline) {
	p.pieces, p.inlines = append(p.pieces, text), append(p.inlines, in)
}

func (p *passage) blocks(blocks []body.Block, hidden bool) {
	for i := range blocks {
		b := &blocks[i]
		if b.Kind == body.Hidden && !hidden {
			continue
		}
		for j := range b.Inlines {
			in := &b.Inlines[j]
			p.add(textOf(in), in)
		}
		p.add("\n", nil)
		p.blocks(b.Blocks, hidden)
		for _, item := range b.Items {
			p.blocks(item, hidden)
		}
		for _, row := range b.Rows {
			for _, cell := range row.Cells {
				p.blocks(cell.Blocks, hidden)
			}
		}
	}
}

func textOf(in *body.Inline) string {
	if in.Break {
		return "\n"
	}
	return in.Text
}

// refresh reads the inlines anew.
func (p *passage) refresh() {
	for i, in := range p.inlines {
		if in != nil {
			p.pieces[i] = textOf(in)
		}
	}
}

// withhold cuts the addresses out of the inlines. A piece of one leads nowhere
// either.
func (p *passage) withhold(w *withheld) (changed bool) {
	spans := w.find(p.pieces...)
	for at, i := 0, 0; i < len(p.pieces) && len(spans) > 0; i++ {
		end := at + len(p.pieces[i])
		for len(spans) > 0 && spans[0].end <= at {
			spans = spans[1:]
		}
		if in := p.inlines[i]; in != nil && len(spans) > 0 && spans[0].start < end && at < end {
			in.Text, in.Break, in.Link, changed = cut(in.Text, at, spans, w.words), false, "", true
		}
		at = end
	}
	return changed
}

// path returns the path of a file without the addresses in its name, where an
// @ may have become an underscore.
func (w *withheld) path(path string) string {
	mails := &withheld{mails: w.mails}
	spans := mails.find(path)
	for at := range len(path) {
		if path[at] == '_' && len(spans) == 0 {
			spans = mails.find(path[:at] + "@" + path[at+1:])
		}
	}
	return cut(path, 0, spans, "withheld")
}

// withholdAll takes the addresses out of every string of the copy. A file is
// still opened where it lies.
func (b *builder) withholdAll() {
	w, lies := b.secret, make(map[string]string)
	if len(w.mails)+len(w.ids) == 0 {
		return
	}
	said := func(s *string) { *s = w.text(*s) }
	b.visit(visitor{text: said, name: said, path: func(s *string) {
		if shown := w.path(*s); shown != *s {
			lies[shown], *s = *s, shown
		}
	}})
	if open := b.open; open != nil && len(lies) > 0 {
		b.open = func(path string) (io.ReadSeekCloser, error) {
			return open(cmp.Or(lies[path], path))
		}
	}
}
