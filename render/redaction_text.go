package render

import (
	"strings"

	"github.com/glassix-archiver/archiver/redact"
	"github.com/glassix-archiver/archiver/render/body"
)

// cutWith takes spans out of a text that begins at offset. Words stand where a
// span begins.
func cutWith(text string, offset int, spans []redact.Span, words func(redact.Span) string) string {
	var out strings.Builder
	done := 0
	for _, s := range spans {
		start, end := s.Start-offset, s.End-offset
		if end <= 0 || start >= len(text) {
			continue
		}
		if start >= 0 {
			out.WriteString(text[done:start])
			out.WriteString(words(s))
		}
		done = min(end, len(text))
	}
	out.WriteString(text[done:])
	return out.String()
}

// redacted returns for each inline that spans are in what is to stand in its
// place. Breaks stay.
func (p *passage) redacted(spans []redact.Span, x *redaction) map[*body.Inline][]body.Inline {
	all := make(map[*body.Inline][]body.Inline)
	for at, i := 0, 0; i < len(p.pieces) && len(spans) > 0; i++ {
		end := at + len(p.pieces[i])
		for len(spans) > 0 && spans[0].End <= at {
			spans = spans[1:]
		}
		if in := p.inlines[i]; in != nil && !in.Break && len(spans) > 0 && spans[0].Start < end && at < end {
			if showsLink(in) {
				x.address(in)
			}
			all[in] = split(*in, at, spans, x.inline)
		}
		at = end
	}
	return all
}

// showsLink reports whether the words of a link are its address, so that a
// plain text does not tell it a second time.
func showsLink(in *body.Inline) bool {
	return in.Link != "" && body.Plain([]body.Block{{Kind: body.Paragraph, Inlines: []body.Inline{*in}}}) == in.Text
}

// split takes spans out of an inline whose text begins at offset. A mark stands
// where a span begins; of what is left of a span that began before, nothing.
func split(in body.Inline, offset int, spans []redact.Span, mark func(redact.Span, body.Inline) body.Inline) []body.Inline {
	var out []body.Inline
	rest := func(text string) {
		if text != "" {
			left := in
			left.Text = text
			out = append(out, left)
		}
	}
	done := 0
	for _, s := range spans {
		start, end := s.Start-offset, s.End-offset
		if start >= len(in.Text) {
			break
		}
		if start >= 0 {
			rest(in.Text[done:start])
			out = append(out, mark(s, in))
		}
		done = min(end, len(in.Text))
	}
	rest(in.Text[done:])
	return out
}

// replaceInlines puts other inlines in the place of some.
func replaceInlines(blocks []body.Block, by map[*body.Inline][]body.Inline) {
	if len(by) == 0 {
		return
	}
	for i := range blocks {
		b := &blocks[i]
		b.Inlines = replaced(b.Inlines, by)
		replaceInlines(b.Blocks, by)
		for _, item := range b.Items {
			replaceInlines(item, by)
		}
		for _, row := range b.Rows {
			for _, cell := range row.Cells {
				replaceInlines(cell.Blocks, by)
			}
		}
	}
}

func replaced(list []body.Inline, by map[*body.Inline][]body.Inline) []body.Inline {
	var out []body.Inline
	for i := range list {
		others, found := by[&list[i]]
		if found && out == nil {
			out = append(make([]body.Inline, 0, len(list)+2), list[:i]...)
		}
		if found {
			out = append(out, others...)
		} else if out != nil {
			out = append(out, list[i])
		}
	}
	if out == nil {
		return list
	}
	return out
}
