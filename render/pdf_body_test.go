package render

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/render/typeset"
)

// Each line of a paragraph begins at the side of its own direction.
func TestPDFLinesOfAParagraph(t *testing.T) {
	p := pdfPage(t, "he-IL")
	block := body.Block{Kind: body.Paragraph, Inlines: []body.Inline{{Text: "פסקה בעברית."}, {Break: true},
		{Text: "English paragraph, with (parens)."}, {Break: true}, {Break: true}, {Text: "סוף"}}}
	if got := len(p.inlines(&block, textBlock{style: pdfBody, width: 400}, typeset.RoleParagraph)); got != 4 {
		t.Errorf("%d lines, want 4, one of them empty", got)
	}
	tk := pdfTicket("he-IL", "פסקה בעברית.\nEnglish paragraph, with (parens).")
	out := pdfTool(t, renderPDF(t, pdfTranscript(t, Record{Ticket: tk}, Internal), PDFOptions{}), "pdftotext", "-layout", "FILE", "-")
	if !strings.Contains(out, "with (parens).") {
		t.Errorf("the English line is set from the right:\n%s", out)
	}
}

func TestSpansIsolate(t *testing.T) {
	p := pdfPage(t, "he-IL")
	text := func(list ...body.Inline) string {
		var b strings.Builder
		for _, s := range p.spans(list, pdfBody) {
			b.WriteString(s.Text)
		}
		return b.String()
	}
	link := body.Inline{Text: " https://x.example/", Link: "https://x.example/"}
	bold := body.Inline{Text: "נתיב", Link: "https://x.example/", Bold: true}
	for got, want := range map[string]string{
		text(body.Inline{Text: "ראו"}, link, bold, body.Inline{Text: " כאן"}):             "ראו \u2068https://x.example/נתיב\u2069 כאן",
		text(body.Inline{Text: "054", Direction: body.LeftToRight}):                       "\u2066054\u2069",
		text(body.Inline{Text: "a", Direction: body.RightToLeft}, body.Inline{Text: "b"}): "\u2067a\u2069b",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestLabelledKeepsMarks(t *testing.T) {
	words := body.Block{Kind: body.Paragraph, Inlines: []body.Inline{{Text: "item"}}}
	for _, item := range [][]body.Block{{words}, {{Kind: body.Table, Rows: []body.Row{{Cells: []body.Cell{{Blocks: []body.Block{words}}}}}}}, nil} {
		if got := body.Plain(labelled("7.", item)); !strings.HasPrefix(got, "7. ") {
			t.Errorf("%q has no mark", got)
		}
	}
	if words.Inlines[0].Text != "item" {
		t.Error("the transcript's own block is changed")
	}
}

func textCells(texts ...string) body.Row {
	var row body.Row
	for _, text := range texts {
		row.Cells = append(row.Cells, body.Cell{ColSpan: 1, Blocks: body.FromText(text)})
	}
	return row
}

func TestColumnGroups(t *testing.T) {
	columns := make([]measure, 6)
	for i := range columns {
		columns[i] = measure{60, 40}
	}
	want := [][]int{{0, 1, 2}, {0, 3, 4}, {0, 5}}
	if diff := cmp.Diff(want, columnGroups(columns, 120)); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	row := textCells("a", "b", "c")
	row.Cells[1].ColSpan = 3
	for _, tt := range []struct {
		columns []int
		want    string
		span    int
	}{{[]int{0, 1, 2}, "a\tb", 2}, {[]int{0, 3, 4}, "a\tb\tc", 1}, {[]int{0, 5}, "a", 1}} {
		got := pick(row, tt.columns)
		if text := body.Plain([]body.Block{{Kind: body.Table, Rows: []body.Row{got}}}); text != tt.want || got.Cells[min(1, len(got.Cells)-1)].ColSpan != tt.span {
			t.Errorf("columns %v: %q, %+v", tt.columns, text, got)
		}
	}
}

// A row higher than a page goes on over page ends, a nested table with it.
func TestPDFTallRow(t *testing.T) {
	p := pdfPage(t, "en-US")
	nested := body.Block{Kind: body.Table}
	for range 120 {
		nested.Rows = append(nested.Rows, textCells("inner", "cell"))
	}
	row := textCells("beside", "")
	row.Cells[1].Blocks = []body.Block{nested}
	pieces := p.table(&body.Block{Kind: body.Table, Rows: []body.Row{row}}, textBlock{style: pdfBody, width: 400})
	whole, full := heightOf(pieces), p.bottom-p.top
	pages, shown := 0, 0.0
	for len(pieces) > 0 && pages < 20 {
		page, rest := takeSome(pieces, full)
		if h := heightOf(page); h > full {
			t.Fatalf("%.0f points on a page of %.0f", h, full)
		}
		shown += heightOf(page)
		pieces = rest
		pages++
	}
	if shown < whole || pages < 3 {
		t.Errorf("%.0f of %.0f points shown on %d pages", shown, whole, pages)
	}
}
