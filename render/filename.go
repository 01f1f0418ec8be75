package render

import (
	"html/template"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/bidi"
)

// splitName parts a file name behind its last space if what follows reads from
// left to right whatever stands before. By the rules of UAX #9 alone the end
// of "חשבונית 2026-04417.pdf" would be shown as "pdf.2026-04417".
func splitName(name string) (head, tail string) {
	if !strings.ContainsFunc(name, rightToLeft) {
		return name, ""
	}
	at := strings.LastIndexByte(name, ' ') + 1
	if at == 0 || at == len(name) || strings.ContainsFunc(name[at:], rightToLeft) {
		return name, ""
	}
	return name[:at], name[at:]
}

func rightToLeft(r rune) bool {
	if r < 0x590 || !unicode.IsLetter(r) {
		return false
	}
	p, _ := bidi.LookupRune(r)
	return p.Class() == bidi.R || p.Class() == bidi.AL
}

// IsolateName is a file name for a line of a PDF: what stands around it does not
// turn it about, and its ending reads from left to right.
func IsolateName(name string) string {
	head, tail := splitName(name)
	if tail == "" {
		return isolate(name)
	}
	return isolate(head + leftToRight(tail))
}

// Title is the file's name for the page.
func (f fileView) Title() template.HTML {
	var w bodyWriter
	head, tail := splitName(f.Name)
	w.text(head)
	if tail != "" {
		w.raw(`<bdi dir="ltr">`)
		w.text(tail)
		w.raw("</bdi>")
	}
	return template.HTML(w.out)
}
