package body

import (
	"strconv"
	"strings"
)

// sight is what of an element's style may keep its text from being seen. It
// is read from the attributes of the element and of those around it, and from
// the simplest rules of style sheets.
type sight struct {
	gone      bool // not displayed: nothing within is
	invisible bool // by visibility, which something within may turn back
	tiny      bool // by the size of the font, likewise
	color     shade
	ground    shade
}

// hidden reports whether text of the style cannot be seen.
func (s *sight) hidden() bool {
	return s.gone || s.invisible || s.tiny || s.color == transparent || s.color.like(s.ground)
}

// look takes what a tag says of its sight, and what style sheets have for it.
// There a class may mean anything, a background too.
func (s *sight) look(t tag, b *htmlBuilder) {
	if b.sheets && t.attr["class"] != "" {
		s.ground = unknownShade
	}
	if value, ok := t.attr["hidden"]; ok && value != "until-found" {
		s.gone = true
	}
	s.paint(&s.ground, t.attr["bgcolor"])
	if t.name == "font" {
		s.paint(&s.color, t.attr["color"])
	}
	if css := b.rulesOf(t) + t.attr["style"]; css != "" {
		s.apply(css)
	}
}

func (s *sight) apply(css string) {
	undisplayed, clear, empty, clipped, away := false, false, false, false, false
	for name, value := range declarations(css) {
		value = strings.TrimSpace(strings.TrimSuffix(value, "!important"))
		switch name {
		case "display":
			undisplayed = value == "none"
		case "visibility":
			s.invisible = value == "hidden" || value == "collapse"
		case "opacity":
			n, _, ok := length(value)
			clear = ok && n < 0.05
		case "font-size":
			s.resize(value)
		case "color":
			s.paint(&s.color, value)
		case "background", "background-color", "background-image":
			s.paint(&s.ground, value)
		case "overflow":
			clipped = value == "hidden"
		case "height", "max-height", "width", "max-width":
			n, _, ok := length(value)
			empty = empty || ok && n == 0
		case "left", "right", "top", "text-indent":
			n, _, ok := length(value)
			away = away || ok && n < -500 // out of the page
		}
	}
	s.gone = s.gone || undisplayed || clear || away || empty && clipped
}

// resize takes a font size. One that is a share of nothing is nothing.
func (s *sight) resize(value string) {
	n, unit, ok := length(value)
	relative := unit == "em" || unit == "%" || value == "inherit" || value == "larger" || value == "smaller"
	switch {
	case ok && n == 0 || ok && n <= 1 && (unit == "px" || unit == "pt"):
		s.tiny = true
	case !relative:
		s.tiny = false
	}
}

func (s *sight) paint(to *shade, value string) {
	if value != "" && value != "inherit" {
		*to = parseShade(value)
	}
}

// length reads a number and its unit.
func length(value string) (n float64, unit string, ok bool) {
	digits := len(value) - len(strings.TrimLeft(value, "+-.0123456789"))
	n, err := strconv.ParseFloat(value[:digits], 64)
	return n, value[digits:], err == nil
}

// shade is a colour: red, green and blue, a byte each, or none that is known.
type shade int32

const (
	unknownShade shade = 0
	transparent  shade = 1 << 25
	opaque       shade = 1 << 24 // with a colour
	white              = opaque | 0xffffff
)

// like reports whether nobody can tell two colours apart.
func (s shade) like(other shade) bool {
	if s&opaque == 0 || other&opaque == 0 {
		return false
	}
	for shift := 0; shift < 24; shift += 8 {
		if d := s>>shift&0xff - other>>shift&0xff; d > 6 || d < -6 {
			return false
		}
	}
	return true
}

// parseShade reads the forms that mail programs write.
func parseShade(value string) shade {
	value = strings.TrimSpace(strings.ToLower(value))
	switch value {
	case "white":
		return white
	case "black":
		return opaque
	case "transparent":
		return transparent
	}
	if list, ok := strings.CutPrefix(value, "rgb("); ok {
		return rgb(strings.TrimSuffix(list, ")"))
	}
	hex, ok := strings.CutPrefix(value, "#")
	if ok && len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if !ok || len(hex) != 6 || err != nil {
		return unknownShade
	}
	return opaque | shade(n)
}

func rgb(list string) shade {
	color := shade(0)
	parts := strings.Split(list, ",")
	for _, part := range parts {
		n, err := strconv.ParseUint(strings.TrimSpace(part), 10, 8)
		if err != nil || len(parts) != 3 {
			return unknownShade
		}
		color = color<<8 | shade(n)
	}
	return opaque | color
}

// conceal turns to the paragraph of hidden text, or back to that of the text
// that is seen: a word is not torn apart by what is hidden within it.
func (b *htmlBuilder) conceal(hidden bool) {
	if b.concealed != hidden {
		b.line, b.other = b.other, b.line
		b.concealed = hidden
	}
}

// gatherHidden makes one of hidden neighbours, and a hidden container of one
// in which all is hidden.
func gatherHidden(blocks []Block) []Block {
	out := blocks[:0]
	for _, b := range blocks {
		all := true
		for list := range b.within() {
			*list = gatherHidden(*list)
			all = all && (len(*list) == 0 || len(*list) == 1 && (*list)[0].Kind == Hidden)
		}
		if all && b.Kind != Hidden && b.containsBlocks() {
			for list := range b.within() {
				if len(*list) == 1 {
					*list = (*list)[0].Blocks
				}
			}
			b = Block{Kind: Hidden, Blocks: []Block{b}}
		}
		if last := len(out) - 1; last >= 0 && b.Kind == Hidden && out[last].Kind == Hidden {
			out[last].Blocks = append(out[last].Blocks, b.Blocks...)
		} else {
			out = append(out, b)
		}
	}
	return out
}

func (b *Block) containsBlocks() bool {
	for list := range b.within() {
		if len(*list) > 0 {
			return true
		}
	}
	return false
}

// within yields the lists of blocks that a block holds, to be changed in
// place.
func (b *Block) within() func(yield func(*[]Block) bool) {
	return func(yield func(*[]Block) bool) {
		if b.Blocks != nil && !yield(&b.Blocks) {
			return
		}
		for i := range b.Items {
			if !yield(&b.Items[i]) {
				return
			}
		}
		for i := range b.Rows {
			for j := range b.Rows[i].Cells {
				if !yield(&b.Rows[i].Cells[j].Blocks) {
					return
				}
			}
		}
	}
}
