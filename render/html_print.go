package render

import (
	"strings"
	"unicode/utf8"

	"github.com/glassix-archiver/archiver/render/body"
)

// A card of more than half a printed page may be parted between two. These
// are estimates, in lines.
const (
	halfPage     = 24
	printedChars = 68 // in a line
	printedPhoto = 17
	printedFile  = 4
)

// lengthClass tells apart a text that may be parted: long or short.
func lengthClass(text string) string {
	if printedLines(text) > halfPage {
		return "long"
	}
	return "short"
}

func printedLines(text string) int {
	lines := 0
	for line := range strings.Lines(text) {
		lines += 1 + utf8.RuneCountInString(line)/printedChars
	}
	return lines
}

// printedHeight is about how many lines an entry takes on paper.
func printedHeight(e *Entry) int {
	lines := printedLines(e.Text)
	for i := range e.Attachments {
		lines += printedFile
		if a := &e.Attachments[i]; drawable(a.MediaType) && a.Path != "" && !a.Embedded {
			lines += printedPhoto
		}
	}
	return lines
}

// codeClass marks code that may be parted between printed pages.
func codeClass(b *body.Block) string {
	lines := 0
	for i := range b.Inlines {
		lines += printedLines(b.Inlines[i].Text)
	}
	if lines > halfPage {
		return "long"
	}
	return ""
}

// loading has a page of many pictures load those that come in sight, and any
// other all of them, so that none is missing in a print that is made at once.
func loading(t *Transcript) string {
	const many = 40
	pictures := 0
	for i := range t.Entries {
		for _, a := range t.Entries[i].Attachments {
			if drawable(a.MediaType) {
				pictures++
			}
		}
	}
	if pictures > many {
		return "lazy"
	}
	return "eager"
}
