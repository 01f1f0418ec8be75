package body

import (
	"strconv"
	"strings"
)

// style is what an open element gives to the text within it.
type style struct {
	inline  Inline // its flags and link; no text
	dir     Direction
	heading int
	pre     bool // white space counts
	code    bool // a block of code
	foreign bool // within svg or math
	skipped bool // a script or style sheet of these
	sight   sight
}

// within returns the style inside a tag that stands in s.
func (s style) within(t tag, b *htmlBuilder) style {
	switch t.name {
	case "b", "strong":
		s.inline.Bold = true
	case "i", "em", "cite", "var", "dfn":
		s.inline.Italic = true
	case "u", "ins":
		s.inline.Underline = true
	case "s", "strike", "del":
		s.inline.Strike = true
	case "code", "kbd", "samp", "tt":
		s.inline.Code = true
	case "sup":
		s.inline.Raise = Superscript
	case "sub":
		s.inline.Raise = Subscript
	case "a":
		s.inline.Link = b.address(t.attr["href"])
	case "pre", "xmp", "plaintext", "listing":
		s.pre, s.code = true, true
	case "textarea":
		s.pre = true
	case "h1", "h2", "h3", "h4", "h5", "h6":
		s.heading = int(t.name[1] - '0')
	case "svg", "math":
		s.foreign = true
	case "style", "script":
		s.skipped = true
	case "title", "desc", "metadata":
		s.sight.gone = s.sight.gone || s.foreign
	}
	block := blockTags[t.name] || t.name == "html"
	if block && s.inline.Direction != Auto {
		s.dir, s.inline.Direction = s.inline.Direction, Auto
	}
	switch dir := strings.ToLower(t.attr["dir"]); {
	case dir == "rtl" || dir == "ltr":
		s.turn(block, Direction(dir))
	case dir == "auto" && block:
		s.dir = Auto
	case dir == "auto" || t.name == "bdi":
		s.inline.Direction = byText
	}
	if t.attr != nil {
		s.sight.look(t, b)
	}
	if css := t.attr["style"]; css != "" {
		s.apply(css, block)
	}
	return s
}

// turn sets the direction of a block, or of text within one.
func (s *style) turn(block bool, dir Direction) {
	if block {
		s.dir = dir
	} else {
		s.inline.Direction = dir
	}
}

// apply takes the few declarations of a style attribute that carry meaning.
func (s *style) apply(css string, block bool) {
	for name, value := range declarations(css) {
		switch name {
		case "font-weight":
			weight, _ := strconv.Atoi(value)
			if value == "normal" || weight > 0 && weight < 600 {
				s.inline.Bold = false
			} else if strings.HasPrefix(value, "bold") || weight >= 600 {
				s.inline.Bold = true
			}
		case "font-style":
			s.inline.Italic = value == "italic" || value == "oblique" || s.inline.Italic && value != "normal"
		case "text-decoration", "text-decoration-line":
			s.inline.Underline = s.inline.Underline || strings.Contains(value, "underline") && s.inline.Link == ""
			s.inline.Strike = s.inline.Strike || strings.Contains(value, "line-through")
		case "direction":
			if value == "rtl" || value == "ltr" {
				s.turn(block, Direction(value))
			}
		case "vertical-align", "font-variant-position":
			if raise := raiseOf(value); raise != "" && !block {
				s.inline.Raise = raise
			}
		case "white-space":
			s.pre = strings.HasPrefix(value, "pre") || value == "break-spaces"
		}
	}
}

// declarations yields the names and values of a style attribute, in small
// letters.
func declarations(css string) func(yield func(name, value string) bool) {
	return func(yield func(name, value string) bool) {
		for declaration := range strings.SplitSeq(strings.ToLower(css), ";") {
			name, value, _ := strings.Cut(declaration, ":")
			if !yield(strings.TrimSpace(name), strings.TrimSpace(value)) {
				return
			}
		}
	}
}

// quotes reports whether a tag holds quoted mail: by the word of HTML, or by
// what mail programs write in its place.
func quotes(t tag) bool {
	if t.name == "blockquote" {
		return true
	}
	if t.name != "div" {
		return false
	}
	if quotesByClass(t) {
		return true
	}
	for name, value := range declarations(t.attr["style"]) {
		if (name == "border-left" || name == "border-right") && strings.Contains(value, "solid") && strings.Contains(t.attr["style"], "padding") {
			return true
		}
	}
	return false
}

// quotesMail reports whether a mail program says that a tag holds earlier
// mail: <blockquote type="cite"> or a class of its own. A blockquote without
// is a citation, unless a line before it says who wrote it.
func quotesMail(t tag) bool {
	if t.name == "blockquote" && strings.EqualFold(t.attr["type"], "cite") {
		return true
	}
	if quotesByClass(t) {
		return true
	}
	for name, value := range declarations(t.attr["style"]) {
		if t.name == "div" && name == "padding" && strings.Contains(value, "4.0pt") { // beside Outlook's line
			return true
		}
	}
	return false
}

func quotesByClass(t tag) bool {
	for class := range strings.FieldsSeq(t.attr["class"]) {
		switch class {
		case "gmail_quote", "yahoo_quoted", "protonmail_quote", "moz-cite":
			return true
		}
	}
	return false
}

// beginsReply reports whether the older mail begins at this tag and goes on
// to the end of what surrounds it, as Outlook writes it.
func beginsReply(t tag) bool {
	if t.name != "div" {
		return false
	}
	if id := t.attr["id"]; id == "divRplyFwdMsg" || id == "appendonsend" || t.attr["class"] == "OutlookMessageHeader" {
		return true
	}
	top, padding := false, false
	for name, value := range declarations(t.attr["style"]) {
		top = top || name == "border-top" && strings.Contains(value, "solid") && (strings.Contains(value, "#e1e1e1") || strings.Contains(value, "#b5c4df"))
		padding = padding || name == "padding" && strings.HasPrefix(value, "3.0pt")
	}
	return top && padding
}
