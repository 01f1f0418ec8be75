package body

import (
	"net/url"
	"strings"
)

// What an element says in its attributes, or where browsers do not show it.

// say counts text that can be seen, to tell an empty link.
func (b *htmlBuilder) say(s string) {
	if strings.ContainsFunc(s, visible) {
		b.said++
	}
}

// aside keeps text that no browser shows in the page.
func (b *htmlBuilder) aside(text string) {
	if strings.ContainsFunc(text, visible) {
		st := b.style()
		st.sight.gone, st.pre, st.inline = true, false, Inline{}
		b.write(" "+text+" ", st)
	}
}

// label says at an element's end what it is called: the long form of an
// abbreviation, and for a link in which there is nothing the words that its
// author has for it, or its address. Nobody could follow it otherwise.
func (b *htmlBuilder) label(e *element) {
	if e.name == "abbr" || e.name == "acronym" {
		b.aside(e.label)
	}
	if e.name != "a" || e.style.inline.Link == "" || e.said != b.said {
		return
	}
	words := strings.TrimSpace(e.label)
	if !strings.ContainsFunc(words, visible) {
		words = e.style.inline.Link
	}
	st := e.style
	st.pre = false
	b.write(" "+words+" ", st)
}

// labelOf is what an element is called for those who do not see it.
func labelOf(t tag) string {
	if label := t.attr["aria-label"]; strings.TrimSpace(label) != "" {
		return label
	}
	return t.attr["title"]
}

// attributes says what stands in the attributes of a start tag.
func (b *htmlBuilder) attributes(t tag) {
	if label := t.attr["label"]; (t.name == "optgroup" || t.name == "option") && strings.TrimSpace(label) != "" {
		b.text(label + " ")
	}
}

// input says what a field holds, or what it asks for.
func (b *htmlBuilder) input(t tag) {
	switch kind := strings.ToLower(t.attr["type"]); kind {
	case "hidden", "password":
	case "image":
		b.text(t.attr["alt"])
	default:
		if value := t.attr["value"]; strings.TrimSpace(value) != "" {
			b.text(value)
		} else {
			b.text(t.attr["placeholder"])
		}
	}
}

// area keeps a part of a picture that leads somewhere.
func (b *htmlBuilder) area(t tag) {
	link := b.address(t.attr["href"])
	words := t.attr["alt"]
	if !strings.ContainsFunc(words, visible) {
		words = link
	}
	st := b.style()
	st.sight.gone, st.pre, st.inline = true, false, Inline{Link: link}
	b.write(" "+words+" ", st)
}

// setBase takes the address that relative ones are of, the first of a page.
func (b *htmlBuilder) setBase(t tag) {
	if b.base != nil || SafeLink(t.attr["href"]) == "" {
		return
	}
	if u, err := url.Parse(strings.TrimSpace(t.attr["href"])); err == nil && u.Host != "" {
		b.base = u
	}
}

// raw takes the text of a script, a style sheet or a title.
func (b *htmlBuilder) raw(s string) {
	if b.skipped == "style" {
		b.sheet(s)
	}
	b.skippedText = s
}

// endRaw ends such a text. A page's title in its head says nothing to the
// reader of the mail; one elsewhere, and all that a tag without an end has
// swallowed, is kept.
func (b *htmlBuilder) endRaw(closed bool) {
	name, text := b.skipped, b.skippedText
	b.skipped, b.skippedText = "", ""
	if name != "" && (!closed || name == "title" && !b.inHead()) {
		b.aside(clean(text))
	}
}

// inHead reports whether nothing of the page's body has come yet.
func (b *htmlBuilder) inHead() bool {
	for i := range b.elements {
		if name := b.elements[i].name; name != "html" && name != "head" {
			return false
		}
	}
	return b.said == 0
}
