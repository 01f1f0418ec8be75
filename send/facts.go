package send

import (
	"strings"
	"unicode"
)

// Facts are what a letter's template can say. Empty ones are not known, or there
// is none.
type Facts struct {
	Number   string  // of the ticket
	Name     string  // of the customer
	Business string  // the name that the mail comes from
	Opened   string  // days, in the letter's language
	Closed   string  //
	Files    []Label // that go along beside the transcript
	Missing  []Label // files of the conversation that don't
	Link     string  // where all of them can be had
	Until    string  // the end of the link's life
}

// A Label is a file in a letter.
type Label struct {
	Name string
	Size string // in the letter's language; "" if it is not known
}

func (l Label) String() string {
	if l.Size == "" {
		return l.Name
	}
	return l.Name + " (" + l.Size + ")"
}

// escaped are the facts for a text in Markdown of a direction.
func (f Facts) escaped(direction string) Facts {
	f.Number, f.Opened, f.Closed, f.Until, f.Link = literal(f.Number), literal(f.Opened), literal(f.Closed), literal(f.Until), literal(f.Link)
	f.Name, f.Business = isolated(f.Name, direction), isolated(f.Business, direction)
	for _, list := range []*[]Label{&f.Files, &f.Missing} {
		own := make([]Label, len(*list))
		for i, l := range *list {
			own[i] = Label{isolatedFile(l.Name, direction), strings.ReplaceAll(isolated(l.Size, direction), " ", "\u00a0")}
		}
		*list = own
	}
	return f
}

// isolated is literal; among words of the other direction it keeps its own.
func isolated(s, direction string) string {
	return isolate(literal(s), direction)
}

func isolate(s, direction string) string {
	if s == "" || direction == "rtl" && !strings.ContainsFunc(s, isForward) || direction != "rtl" && !strings.ContainsFunc(s, isBackward) {
		return s
	}
	return "\u2068" + s + "\u2069"
}

// isolatedFile is isolated for a file's name. Its end reads from left to right
// whatever stands before: else that of "חשבונית 2026-04417.pdf" would be shown as
// "pdf.2026-04417".
func isolatedFile(name, direction string) string {
	at := strings.LastIndexByte(name, ' ') + 1
	if at == 0 || !strings.ContainsFunc(name[:at], isBackward) || strings.ContainsFunc(name[at:], isBackward) || literal(name[at:]) == "" {
		return isolated(name, direction)
	}
	return isolate(literal(name[:at])+" \u2066"+literal(name[at:])+"\u2069", direction)
}

func isBackward(r rune) bool {
	return unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko)
}

func isForward(r rune) bool {
	return unicode.IsNumber(r) || unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek)
}

// literal is a text that Markdown reads as it is.
func literal(s string) string {
	var b strings.Builder
	for _, r := range oneLine(s, 4<<10) {
		if r > ' ' && r < 0x7f && !(r >= '0' && r <= '9') && !(r|0x20 >= 'a' && r|0x20 <= 'z') {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
