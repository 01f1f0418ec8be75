package render

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A paper's rows, verbatim lines and lines to write on, in both directions: rows
// go over pages, what is signed stays on one, and so does each stamp.
func TestPaperSections(t *testing.T) {
	for _, lang := range []string{"en", "he"} {
		words, err := PaperWords("custody", lang)
		if err != nil {
			t.Fatal(err)
		}
		var rows []PaperRow
		for i := range 60 {
			rows = append(rows, PaperRow{Number: strconv.Itoa(i * i), Text: strings.Repeat("דבר what ", 1+i%20)})
		}
		paper := &Paper{Words: words, Kicker: "kind", Title: "כותרת title", Generator: "test", Sections: []PaperSection{
			{Alarm: true, Heading: "alarm", Texts: []string{"one"}, Rows: rows[:3]},
			{Heading: "rows", Rows: rows},
			{Texts: []string{"more of it"}, Facts: []Fact{{Label: "fact", Values: []string{"value"}}}},
			{NewPage: true, Heading: "sums", Code: strings.Repeat("0123456789abcdef", 4) + "  file\nsecond"},
			{Heading: "sign", Texts: []string{"I say so."}, Blanks: []string{"Name", "Hand"}},
		}}
		var pdfs [2]bytes.Buffer
		for i := range pdfs {
			err := PaperPDF(&pdfs[i], paper, PDFOptions{Stamp: func(pages int) (func(int) Stamp, error) {
				return func(page int) Stamp { return Stamp{Number: "ABC-" + strconv.Itoa(page)} }, nil
			}})
			if err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(pdfs[0].Bytes(), pdfs[1].Bytes()) {
			t.Errorf("%s: made twice, it differs", lang)
		}
		if kept := os.Getenv("KEEP_PDF"); kept != "" {
			if err := os.WriteFile(filepath.Join(kept, "paper-"+lang+".pdf"), pdfs[0].Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		pdfTool(t, pdfs[0].Bytes(), "qpdf", "--check", "FILE")
		pages := strings.Split(strings.TrimSuffix(pdfTool(t, pdfs[0].Bytes(), "pdftotext", "-layout", "FILE", "-"), "\f"), "\f")
		for i, page := range pages {
			if !strings.Contains(page, "ABC-"+strconv.Itoa(i+1)) {
				t.Errorf("%s: page %d has no stamp:\n%s", lang, i+1, page)
			}
		}
		last := pages[len(pages)-1]
		for _, want := range []string{"sums", strings.Repeat("0123456789abcdef", 4), "sign", "I say so", "Name", "Hand"} {
			if !strings.Contains(last, want) {
				t.Errorf("%s: %q is not on the last page:\n%s", lang, want, last)
			}
		}
		if all := strings.Join(pages, ""); len(pages) < 3 || !strings.Contains(all, "3481") || !strings.Contains(all, "more of it") {
			t.Errorf("%s: %d pages: %s", lang, len(pages), all)
		}
	}
}

// A heading stands on the page of its facts, wherever that page begins.
func TestPaperHeadingWithFacts(t *testing.T) {
	words, err := PaperWords("custody", "en")
	if err != nil {
		t.Fatal(err)
	}
	parted := 0
	for n := 30; n < 60; n++ {
		paper := &Paper{Words: words, Kicker: "kind", Title: "title", Generator: "test", Sections: []PaperSection{
			{Heading: "rows", Rows: slices.Repeat([]PaperRow{{Number: "1", Text: "row"}}, n)},
			{Heading: "followed", Facts: []Fact{{Label: "fact", Values: []string{"value"}}, {Label: "wide", Values: []string{strings.Repeat("last ", 40)}}}},
		}}
		var pdf bytes.Buffer
		if err := PaperPDF(&pdf, paper, PDFOptions{}); err != nil {
			t.Fatal(err)
		}
		pages := strings.Split(strings.TrimSuffix(pdfTool(t, pdf.Bytes(), "pdftotext", "-layout", "FILE", "-"), "\f"), "\f")
		for i, page := range pages {
			if strings.Contains(page, "followed") != strings.Contains(page, "value") || strings.Contains(page, "value") != strings.Contains(page, "last") {
				t.Errorf("after %d rows, page %d of %d:\n%s", n, i+1, len(pages), page)
			}
		}
		if len(pages) > 1 && strings.Contains(pages[1], "followed") && strings.Contains(pages[0], "row") && !strings.Contains(pages[1], "row") {
			parted++
		}
	}
	if parted == 0 {
		t.Error("in no case does the heading begin a page")
	}
}
