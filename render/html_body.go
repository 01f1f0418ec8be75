package render

import (
	"html/template"
	"strconv"

	"github.com/glassix-archiver/archiver/render/body"
)

// bodyWriter writes blocks as HTML. It is safe by construction: what comes
// from a message goes through text or attr, which leave no character that
// ends a text or a quoted value, and an address through body.SafeLink.
type bodyWriter struct {
	page *pageView
	out  []byte
}

// body returns a message's blocks. Older mail below a new text is folded, and
// so is what the sender's HTML keeps from sight.
func (w *bodyWriter) body(page *pageView, list []body.Block) template.HTML {
	w.page, w.out = page, w.out[:0]
	for i := range list {
		if folds(list, i) {
			w.folded("quoted", "quote.show", func() { w.block(&list[i]) })
		} else {
			w.block(&list[i])
		}
	}
	return template.HTML(w.out)
}

// folds reports whether a block is older mail below a new text.
func folds(list []body.Block, i int) bool {
	return i > 0 && list[i].Kind == body.Quote && list[i].Reply
}

// folded writes what a reader opens. A legal copy has nothing folded.
func (w *bodyWriter) folded(class, key string, content func()) {
	w.raw(`<details class="`, class, `"`)
	if w.page.View.Audience == Legal {
		w.raw(" open")
	}
	w.raw("><summary>")
	w.text(w.page.Say(key))
	w.raw("</summary>")
	content()
	w.raw("</details>")
}

func (w *bodyWriter) blocks(list []body.Block) {
	for i := range list {
		w.block(&list[i])
	}
}

func (w *bodyWriter) block(b *body.Block) {
	switch b.Kind {
	case body.Heading: // the page's own headings are those of the transcript
		w.open("p", "h"+strconv.Itoa(min(max(b.Level, 1), 6)), w.textDirection(b))
		w.inlines(b.Inlines)
		w.raw("</p>")
	case body.Code:
		w.open("pre", codeClass(b), "auto")
		if len(b.Inlines) > 0 && b.Inlines[0].Text != "" && b.Inlines[0].Text[0] == '\n' {
			w.raw("\n") // a parser drops the first
		}
		w.inlines(b.Inlines)
		w.raw("</pre>")
	case body.Quote:
		w.open("blockquote", "", containerDirection(b))
		w.blocks(b.Blocks)
		w.raw("</blockquote>")
	case body.Hidden:
		w.folded("hidden", "body.hidden", func() { w.blocks(b.Blocks) })
	case body.Rule:
		w.raw("<hr>")
	case body.List:
		w.list(b)
	case body.Table:
		w.table(b)
	default:
		w.open("p", "", w.textDirection(b))
		w.inlines(b.Inlines)
		w.raw("</p>")
		w.blocks(b.Blocks)
	}
}

func (w *bodyWriter) list(b *body.Block) {
	tag := "ul"
	if b.Ordered {
		tag = "ol"
		w.raw(`<ol start="`, strconv.Itoa(b.Start), `"`)
		if b.Marker != "" {
			w.attr("type", string(b.Marker))
		}
	} else {
		w.raw("<ul")
	}
	w.attr("dir", containerDirection(b))
	w.raw(">")
	for i, item := range b.Items {
		w.raw("<li")
		if i < len(b.Numbers) {
			w.attr("value", strconv.Itoa(b.Numbers[i]))
		}
		w.raw(">")
		w.blocks(item)
		w.raw("</li>")
	}
	w.raw("</", tag, ">")
}

// table writes a table in a box of its own, which scrolls where the table is
// wider than the page and can be reached by the keyboard for it.
func (w *bodyWriter) table(b *body.Block) {
	w.raw(`<div`)
	w.attr("class", tableClass(b))
	w.raw(` role="group" tabindex="0"`)
	w.attr("aria-label", w.page.Say("table.label"))
	w.raw("><table")
	w.attr("dir", containerDirection(b))
	w.raw("><tbody>")
	for _, row := range b.Rows {
		w.raw("<tr>")
		for _, cell := range row.Cells {
			tag := "td"
			if cell.Header {
				tag = "th"
			}
			w.raw("<", tag)
			if class := cellClass(&cell); class != "" {
				w.attr("class", class)
			}
			if cell.ColSpan > 1 {
				w.attr("colspan", strconv.Itoa(cell.ColSpan))
			}
			w.raw(">")
			w.blocks(cell.Blocks)
			w.raw("</", tag, ">")
		}
		w.raw("</tr>")
	}
	w.raw("</tbody></table></div>")
}

// inlines writes text, that of a direction of its own isolated.
func (w *bodyWriter) inlines(list []body.Inline) {
	for direction, stretch := range body.Stretches(list) {
		if direction != body.Auto {
			w.open("bdi", "", string(direction))
		}
		for i := range stretch {
			w.inline(&stretch[i])
		}
		if direction != body.Auto {
			w.raw("</bdi>")
		}
	}
}

func (w *bodyWriter) inline(in *body.Inline) {
	switch {
	case in.Break:
		w.raw("<br>")
	case in.Link != "":
		w.raw("<a")
		w.attr("href", body.SafeLink(in.Link))
		w.raw(` rel="noopener noreferrer">`)
		w.unlinked(in)
		w.raw("</a>")
	default:
		w.unlinked(in)
	}
}

func (w *bodyWriter) unlinked(in *body.Inline) {
	if in.Image != nil {
		w.image(in.Image)
	} else {
		w.styled(in)
	}
}

func (w *bodyWriter) styled(in *body.Inline) {
	if in.Redacted != "" { // its text says so, to those as well who hear it
		w.raw(`<span class="redacted">`)
		defer w.raw("</span>")
	}
	if in.Code { // isolated, for its signs belong to it: "#4471*"
		w.raw(`<code dir="auto">`)
		defer w.raw("</code>")
	}
	styles := [...]struct {
		on  bool
		tag string
	}{{in.Bold, "b"}, {in.Italic, "i"}, {in.Underline, "u"}, {in.Strike, "s"},
		{in.Raise == body.Superscript, "sup"}, {in.Raise == body.Subscript, "sub"}}
	for _, s := range styles {
		if s.on {
			w.raw("<", s.tag, ">")
		}
	}
	w.text(in.Text)
	for i := len(styles) - 1; i >= 0; i-- {
		if styles[i].on {
			w.raw("</", styles[i].tag, ">")
		}
	}
}

// textDirection is the dir attribute of a block. A text without letters, such
// as a number or a thumb, goes as the page does.
func (w *bodyWriter) textDirection(b *body.Block) string {
	if b.Direction == body.Auto && body.DirectionOf([]body.Block{*b}) == body.Auto {
		return string(w.page.View.Direction)
	}
	return directionName(b.Direction)
}

// directionName is the dir attribute for a direction.
func directionName(d body.Direction) string {
	if d == body.Auto {
		return "auto"
	}
	return string(d)
}

// containerDirection is the dir attribute of a list, a quote or a table. Where
// it says none it goes by all that is in it: a browser would skip what is
// within, for that has a dir of its own.
func containerDirection(b *body.Block) string {
	if b.Direction != body.Auto {
		return string(b.Direction)
	}
	return directionName(body.DirectionOf([]body.Block{*b}))
}

// open begins an element with a class and a dir, where they are not empty.
func (w *bodyWriter) open(tag, class, dir string) {
	w.raw("<", tag)
	if class != "" {
		w.attr("class", class)
	}
	if dir != "" {
		w.attr("dir", dir)
	}
	w.raw(">")
}

// raw writes markup, which is the program's own.
func (w *bodyWriter) raw(markup ...string) {
	for _, s := range markup {
		w.out = append(w.out, s...)
	}
}

// attr writes an attribute, its value quoted.
func (w *bodyWriter) attr(name, value string) {
	w.raw(" ", name, `="`)
	w.text(value)
	w.raw(`"`)
}

// text writes a text so that it stays one, between tags and between quotes.
func (w *bodyWriter) text(s string) {
	start := 0
	for i := 0; i < len(s); i++ {
		entity := entities[s[i]]
		if entity == "" {
			continue
		}
		w.out = append(w.out, s[start:i]...)
		w.out = append(w.out, entity...)
		start = i + 1
	}
	w.out = append(w.out, s[start:]...)
}

// entities are the characters that could end a text or a value, and the one
// that HTML has no way to write.
var entities = [256]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '"': "&#34;", '\'': "&#39;", 0: "\ufffd"}
