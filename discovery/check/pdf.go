package check

import (
	"context"
	"fmt"
	"os"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/glassix-archiver/archiver/discovery/check/pdfread"
)

// readPDF counts a PDF's pages, and looks for each page's Bates number in its
// text. The first number is that of the file's name, which its row is held to.
func (p *production) readPDF(ctx context.Context, name string, opened *os.File, f *file) {
	f.pages = -1
	d, err := pdfread.Open(opened, f.size)
	if err != nil {
		p.add(PDFForm, name, "", "%v", err)
		return
	}
	f.pages = d.Pages()
	first, ok := p.report.number(strings.TrimSuffix(path.Base(name), ".pdf"))
	if !ok {
		return // its row says so, or none names it
	}
	for i := range d.Pages() {
		if ctx.Err() != nil {
			return // the reading of the folder ends with it
		}
		where := fmt.Sprintf("page %d", i+1)
		text, err := d.Text(i)
		if err != nil {
			p.add(PDFForm, name, where, "%v", err)
			return
		}
		if due := p.report.bates(first + int64(i)); !hasWord(text, due) {
			p.add(PDFBates, name, where, "%s is not in its text", due)
		}
	}
}

// hasWord reports whether a text has a word that is not part of a longer one:
// ABC-1 is not in ABC-12.
func hasWord(text, w string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], w)
		if i < 0 {
			return false
		}
		start, end := at+i, at+i+len(w)
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if !partOfWord(before) && !partOfWord(after) {
			return true
		}
		at = start + 1
	}
}

func partOfWord(c rune) bool {
	return c != utf8.RuneError && (unicode.IsLetter(c) || unicode.IsDigit(c) || c == '-')
}
