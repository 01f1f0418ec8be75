package render

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassix-archiver/archiver/render/typeset"
	"github.com/glassix-archiver/archiver/ticket"
)

// fills are how often a colour fills something in a PDF's pages.
func fills(t *testing.T, pdf []byte, c typeset.Color) int {
	t.Helper()
	plain := pdfTool(t, pdf, "qpdf", "--qdf", "--object-streams=disable", "FILE", "-")
	return strings.Count(plain, fmt.Sprintf("%.3f %.3f %.3f rg", float64(c.R)/255, float64(c.G)/255, float64(c.B)/255))
}

// Red is for what is missing and for what did not arrive, and for nothing
// else: a file that is merely listed is as it should be.
func TestPDFRedIsForExceptions(t *testing.T) {
	file := ticket.Attachment{ID: 1, FileIdentifier: "id-1", OriginalFileName: "list.pdf"}
	for _, tt := range []struct {
		name   string
		change func(*Record)
		red    bool
	}{
		{"nothing", func(*Record) {}, false},
		{"a file merely listed", func(r *Record) { r.Ticket.Transactions[0].Attachments = []ticket.Attachment{file} }, false},
		{"a file that is missing", func(r *Record) {
			r.Ticket.Transactions[0].Attachments = []ticket.Attachment{file}
			r.Files = map[string]File{file.Key(): {Exception: &Exception{Code: "attachment_expired", Message: "gone", Tried: pdfNow}}}
		}, true},
		{"erased content", func(r *Record) { r.Ticket.IsScrambled = true }, true},
		{"a message that failed", func(r *Record) { r.Ticket.Transactions[0].Status = "Rejected" }, true},
		{"a message that was read", func(r *Record) { r.Ticket.Transactions[0].Status = "Read" }, false},
	} {
		rec := Record{Ticket: pdfTicket("en-US", "words")}
		tt.change(&rec)
		pdf := renderPDF(t, pdfTranscript(t, rec, Internal), PDFOptions{})
		if got := fills(t, pdf, pdfGap) > 0; got != tt.red {
			t.Errorf("%s: red is %v, want %v", tt.name, got, tt.red)
		}
	}
}

func TestUndelivered(t *testing.T) {
	for status, want := range map[string]bool{"Undelivered": true, "Failed": true, "Rejected": true, "Expired": true, "Read": false, "": false} {
		if got := (&Entry{Kind: Message, Status: status}).Undelivered(); got != want {
			t.Errorf("%q: %v", status, got)
		}
		if (&Entry{Kind: Note, Status: status}).Undelivered() {
			t.Errorf("a note is %q", status)
		}
	}
}

// An event begins with its own time, lest it be taken for part of what is said.
func TestPDFEventTime(t *testing.T) {
	tk := pdfTicket("en-US", "words")
	tk.Transactions = append(tk.Transactions, ticket.Transaction{ID: 9, Type: ticket.TicketSnoozed, Text: "2026-03-17T08:00:00",
		From: pdfDana, DateTime: ticket.Time{Time: pdfNow}})
	out := pdfTool(t, renderPDF(t, pdfTranscript(t, Record{Ticket: tk}, Legal), PDFOptions{}), "pdftotext", "FILE", "-")
	out = strings.ReplaceAll(out, "\u00a0", " ")
	if want := "#2 · 05:06:07 · Dana"; !strings.Contains(out, want) || strings.Contains(out, "(UTC) · 05:06:07") {
		t.Errorf("%q is not said:\n%s", want, out)
	}
}

func TestBreakJSON(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{`{"a":1}`, `{"a":1}`},
		{`{"a":"one, two","b":["שם מלא","מספר הזמנה"]}`, "{\"a\":\"one, two\",\n\"b\":[\"שם מלא\",\n\"מספר הזמנה\"]}"},
		{`{"a":"x\",y","bbbbbbbbbbbbbbbbbb":2}`, "{\"a\":\"x\\\",y\",\n\"bbbbbbbbbbbbbbbbbb\":2}"},
		{`{"a":"one much longer than a line is, and more"}`, `{"a":"one much longer than a line is, and more"}`},
		{"no, JSON, whatever, it, holds, or, lacks", "no, JSON, whatever, it, holds, or, lacks"},
	} {
		if diff := cmp.Diff(tt.want, breakJSON(tt.in, 22)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.in, diff)
		}
	}
}

// An identifier is not torn: it goes over the width of the page, or is set
// smaller.
func TestPDFIdentifiersStayWhole(t *testing.T) {
	p := pdfPage(t, "he-IL")
	style := pdfLesser
	style.Size = codeSize
	for _, id := range []string{"b81c2a77-0e4d-4f6a-8a53-21d94e6f0c55", strings.Repeat("0123456789abcdef", 4)} {
		pieces := p.factGrid([]Fact{{Label: "x", Values: []string{id}}, {Label: "y", Values: []string{"z"}}}, pdfLesser)
		tears := p.e.Width(typeset.Text(id, style, typeset.LeftToRight)) > p.width/3
		want := 2 // the rule, and a row of both
		if tears {
			want = 4 // the label and the whole identifier in rows of their own
		}
		if len(pieces) != want {
			t.Errorf("%s: %d pieces, want %d", id, len(pieces), want)
		}
	}
	if got := len(p.unbroken("somebody.with.a.long.name@department.example.com", 180)); got != 1 {
		t.Errorf("an address takes %d lines", got)
	}
}

func TestPDFSentencesStayWhole(t *testing.T) {
	p := pdfPage(t, "en-US")
	said := []string{strings.Repeat("many words ", 7), "made from source.json", "and more"}
	if rows := p.sideBySide(said, pdfSmall, 390); len(rows) != 2 || len(rows[0]) != 1 {
		t.Errorf("%q", rows)
	}
	if got := p.sideBySide(nil, pdfSmall, 390); got != nil {
		t.Errorf("%q", got)
	}
}

// No line ends with a dot that only parts one thing from the next.
func TestPDFSeparatorBeginsALine(t *testing.T) {
	p := pdfPage(t, "en-US")
	line := p.e.Layout(typeset.Text(joined([]string{"Facebook Messenger", "Dana"}), pdfSmall, typeset.LeftToRight),
		p.e.Width(typeset.Text("Facebook Messenger ·", pdfSmall, typeset.LeftToRight)))
	if want := p.e.Width(typeset.Text("Facebook Messenger", pdfSmall, typeset.LeftToRight)); len(line) != 2 || line[0].Width > want+0.01 {
		t.Errorf("%d lines, the first %.1f points wide, want %.1f", len(line), line[0].Width, want)
	}
}

// A JSON value of a narrow column is broken between its members.
func TestPDFDataInAColumn(t *testing.T) {
	p := pdfPage(t, "he-IL")
	value := isolateValue("\u2066" + `{"color":"כחול","size":"גדול מאוד","model":"SR-5"}` + "\u2069")
	cell := gridCell{values: []string{value}, style: pdfLesser, code: true}
	if got := len(p.gridValue(cell, 120)); got != 3 {
		t.Errorf("%d lines, want 3", got)
	}
	if cell.values[0] != value {
		t.Error("the cell is changed")
	}
}
