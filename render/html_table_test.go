package render

import (
	"fmt"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/render/body"
)

func tableOf(columns int, cell string) *body.Block {
	row := body.Row{Cells: make([]body.Cell, columns)}
	for i := range row.Cells {
		row.Cells[i] = body.Cell{ColSpan: 1, Blocks: []body.Block{{Kind: body.Paragraph, Inlines: []body.Inline{{Text: cell}}}}}
	}
	return &body.Block{Kind: body.Table, Rows: []body.Row{row}}
}

func TestTableClass(t *testing.T) {
	for _, test := range []struct {
		columns int
		cell    string
		want    string
	}{
		{0, "", "wide"},
		{4, "HEPA filter", "wide"},
		{14, "9,590 ₪", "wide tight2"},
		{40, "9,590 ₪", "wide spread"},
		{3, strings.Repeat("https://", 100), "wide"}, // may be broken
	} {
		if got := tableClass(tableOf(test.columns, test.cell)); got != test.want {
			t.Errorf("%d columns of %.20q: %q, want %q", test.columns, test.cell, got, test.want)
		}
	}
	spanned := tableOf(1, "a")
	spanned.Rows[0].Cells[0].ColSpan = 1 << 30
	if got := len(columnLetters(spanned)); got != measuredColumns {
		t.Errorf("%d columns are measured", got)
	}
}

func TestIsAmount(t *testing.T) {
	for text, want := range map[string]bool{
		"1,190.00 ₪": true, "₪39.00": true, "ILS 40": true, "-15%": true, "05/03/2026": true, "12": true, "٣٬٢٩٠ ₪": true,
		"": false, "₪": false, "Robot vacuum SV-90": false, "1\n2": false, "floors 1–6": false, strings.Repeat("1", 25): false,
	} {
		if got := isAmount(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

// On paper no number of a wide table is broken, and none is cut off.
func TestPrintedTables(t *testing.T) {
	page := browser(t)
	for _, columns := range []int{6, 14, 20, 40} {
		var table strings.Builder
		for i := range columns {
			fmt.Fprintf(&table, "<td>%d,%03d ₪</td>", 1+i%9, 100+i)
		}
		transcript := build(t, decoded(t, `{"id": 1, "transactions": [{"type": "Message", "html": "<table><tr>`+table.String()+`</tr></table>"}]}`), Options{})
		if err := page.Load(t.Context(), []byte(written(t, HTML, transcript))); err != nil {
			t.Fatal(err)
		}
		pdf, err := page.PrintToPDF(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		text := pdfTool(t, pdf, "pdftotext", "-layout", "FILE", "-")
		for i := range columns {
			if want := fmt.Sprintf("%d,%03d", 1+i%9, 100+i); !strings.Contains(text, want) {
				t.Errorf("%d columns: %s is broken or lacking in\n%s", columns, want, text)
				break
			}
		}
	}
}
