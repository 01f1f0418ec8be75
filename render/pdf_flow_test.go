package render

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassix-archiver/archiver/render/typeset"
	"github.com/glassix-archiver/archiver/ticket"
)

// pdfPage is a writer at the top of an empty page.
func pdfPage(t *testing.T, culture string) *pdfWriter {
	t.Helper()
	e, err := typeset.NewEngine()
	if err != nil {
		t.Fatal(err)
	}
	return newPDFWriter(e, pdfTranscript(t, Record{Ticket: pdfTicket(culture, "text"), Raw: []byte("{}")}, Internal), PDFOptions{})
}

// elastic is a piece that may be made lower.
func elastic(height, low float64) piece {
	pc := blank(height)
	pc.low = low
	pc.cut = func(height float64) (piece, []piece, bool) { return blank(height), nil, true }
	return pc
}

func heights(pieces []piece) []float64 {
	var list []float64
	for _, pc := range pieces {
		list = append(list, pc.height)
	}
	return list
}

func TestTake(t *testing.T) {
	head := kept([]piece{blank(20)})[0]
	for _, tt := range []struct {
		name       string
		pieces     []piece
		room       float64
		page, rest []float64
	}{
		{"all", []piece{blank(20), blank(30)}, 50, []float64{20, 30}, nil},
		{"breaks before a picture", []piece{blank(20), elastic(200, 120)}, 130, []float64{20}, []float64{200}},
		{"a picture gets smaller", []piece{blank(20), elastic(200, 120)}, 150, []float64{20, 130}, nil},
		{"and makes room for the last line", []piece{elastic(200, 120), blank(20)}, 150, []float64{130, 20}, nil},
		{"but not for much", []piece{elastic(200, 120), blank(90)}, 150, []float64{150}, []float64{90}},
		{"a heading is not the last", []piece{blank(20), head, blank(30)}, 60, []float64{20}, []float64{20, 30}},
		{"nothing", []piece{head, blank(30)}, 40, nil, []float64{20, 30}},
	} {
		page, rest := take(tt.pieces, tt.room)
		if diff := cmp.Diff([2][]float64{tt.page, tt.rest}, [2][]float64{heights(page), heights(rest)}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	if page, rest := takeSome(kept([]piece{blank(20), blank(20), blank(20)}), 45); len(page) != 2 || len(rest) != 1 {
		t.Errorf("of a heading longer than a page %d lines are on it", len(page))
	}
}

// A last page with nothing but the colophon is saved by smaller gaps, and a
// heading does not stay behind at a page end.
func TestPDFEnding(t *testing.T) {
	p := pdfPage(t, "en-US")
	p.t.Header.UserAgent, p.t.Header.Other = "agent", []NameValue{{Name: "a", Value: "b"}}
	all := append(p.appendix(), p.colophon()...)
	p.y = p.bottom - all[0].gap - heightOf(all) + 20
	if got, _ := p.trial(func() { p.place(p.plain(), all[0].gap, all) }); got != 1 {
		t.Fatalf("%d page ends, want 1", got)
	}
	if p.ending(); p.doc.Pages() != 1 {
		t.Errorf("%d pages, want 1", p.doc.Pages())
	}
	heading := heightOf(p.section("heading"))
	page, _ := take(p.appendix(), heading+9+7+1)
	if len(page) != 0 {
		t.Errorf("a heading and its rule stay alone: %v", heights(page))
	}
}

func TestPDFManyValuesFlow(t *testing.T) {
	p := pdfPage(t, "en-US")
	tags := make([]string, 150)
	for i := range tags {
		tags[i] = "tag תגית"
	}
	high := heightOf(p.factGrid([]Fact{{Label: "Tags", Values: tags, Alike: true}}, pdfFact))
	if most := 30 * 10 * pdfLeading; high > most {
		t.Errorf("150 tags are %.0f points high, want at most %.0f", high, most)
	}
}

func TestPDFNoteSaysRoleAndChannel(t *testing.T) {
	tk := pdfTicket("en-US", "hello")
	tk.Transactions = append(tk.Transactions, ticket.Transaction{ID: 9, Type: ticket.Note, Text: "a note", From: pdfDana, FromProtocol: "Web", DateTime: ticket.Time{Time: pdfNow}})
	out := pdfTool(t, renderPDF(t, pdfTranscript(t, Record{Ticket: tk}, Internal), PDFOptions{}), "pdftotext", "FILE", "-")
	if !strings.Contains(out, "Dana · Agent · Web chat") {
		t.Errorf("the note has no role and channel:\n%s", out)
	}
}

func TestIsolateValue(t *testing.T) {
	for in, want := range map[string]string{
		"שלום":                "\u2068שלום\u2069",
		"a\nב":                "\u2068a\u2069\n\u2068ב\u2069",
		`{"a":[1]}`:           "\u2066" + `{"a":[1]}` + "\u2069",
		`{"א":"\"ב"}`:         "\u2066{\"\u2068א\u2069\":\"\u2068\\\"ב\u2069\"}\u2069",
		"\u2066[\"א\"]\u2069": "\u2066[\"\u2068א\u2069\"]\u2069",
	} {
		if got := isolateValue(in); got != want {
			t.Errorf("isolateValue(%q) = %q, want %q", in, got, want)
		}
	}
}
