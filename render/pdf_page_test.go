package render

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/render/typeset"
	"github.com/glassix-archiver/archiver/ticket"
)

// pageTexts are the words of each page.
func pageTexts(t *testing.T, pdf []byte, args ...string) []string {
	t.Helper()
	args = append(args, "FILE", "-")
	pages := strings.Split(pdfTool(t, pdf, "pdftotext", args...), "\f")
	return pages[:len(pages)-1]
}

func TestPDFRunningLines(t *testing.T) {
	tr := pdfTranscript(t, Record{Ticket: pdfTicket("en-US", numbered(120)), Raw: []byte("{}")}, Internal)
	pages := pageTexts(t, renderPDF(t, tr, PDFOptions{}))
	for i, page := range pages {
		for _, want := range []string{"Ticket 220668019", fmt.Sprintf("Page %d of %d", i+1, len(pages)),
			"Made 4 March 2026, 05:06:07 (UTC) from source.json", shortHash(tr.Source.SHA256)} {
			if !strings.Contains(page, want) {
				t.Errorf("page %d does not say %q", i+1, want)
			}
		}
	}
	if len(pages) < 3 {
		t.Errorf("%d pages", len(pages))
	}
}

func TestPDFFitted(t *testing.T) {
	p := pdfPage(t, "en-US")
	line := p.fitted(strings.Repeat("words and ", 200), pdfRunning, 100)
	if line.Width > 100 || line.Width < 50 {
		t.Errorf("%.0f points wide", line.Width)
	}
}

// The record goes with the copies that stay in the house or before a court,
// and never with the customer's.
func TestPDFCarriesSource(t *testing.T) {
	raw := []byte(`{"id": 220668019, "note": "for us only"}`)
	for _, tt := range []struct {
		options Options
		pdf     PDFOptions
		want    bool
	}{
		{Options{}, PDFOptions{}, true},
		{Options{Audience: Legal}, PDFOptions{}, true},
		{Options{Audience: Legal}, PDFOptions{WithoutSource: true}, false},
		{Options{WithoutSource: true}, PDFOptions{}, false},
		{Options{Audience: ForCustomer}, PDFOptions{}, false},
	} {
		tt.options.Generator, tt.options.Generated = "archiver test", pdfNow
		tr, err := Build(Record{Ticket: pdfTicket("en-US", "x"), Raw: raw}, tt.options)
		if err != nil {
			t.Fatal(err)
		}
		pdf := renderPDF(t, tr, tt.pdf)
		if got := bytes.Contains(pdf, []byte("/EmbeddedFile")); got != tt.want {
			t.Errorf("%+v, %+v: carries the record: %v, want %v", tt.options.Audience, tt.pdf, got, tt.want)
		}
		if tr.source != nil && tr.View.Audience == ForCustomer {
			t.Error("the customer's transcript holds the record")
		}
		if !tt.want {
			continue
		}
		out := filepath.Join(t.TempDir(), "out")
		pdfTool(t, pdf, "pdfdetach", "-save", "1", "-o", out, "FILE")
		if got, err := os.ReadFile(out); err != nil || !bytes.Equal(got, raw) {
			t.Errorf("it carries %q, %v", got, err)
		}
	}
}

func TestPDFStructure(t *testing.T) {
	tk := pdfTicket("en-US", "the question", "")
	tk.Transactions[1].HTML = "<p>an answer</p><ul><li>one</li></ul><table><tr><th>Item</th><th>Qty</th></tr><tr><td>camera</td><td>2</td></tr></table><blockquote>quoted</blockquote>"
	tk.Transactions = append(tk.Transactions, ticket.Transaction{ID: 9, Type: ticket.TicketClosed, From: pdfDana, DateTime: ticket.Time{Time: pdfNow.AddDate(0, 0, 1)}})
	pdf := renderPDF(t, pdfTranscript(t, Record{Ticket: tk, Raw: []byte("{}")}, Internal), PDFOptions{})
	out := pdfTool(t, pdf, "pdfinfo", "-struct-text", "FILE")
	var got []string
	for line := range strings.Lines(out) {
		line = strings.TrimSpace(strings.ReplaceAll(line, " (block)", ""))
		if strings.HasPrefix(line, "/") || line == "" {
			continue
		}
		got = append(got, strings.Trim(strings.TrimSuffix(line, ":"), `"`))
	}
	said := strings.Join(got, "|")
	for _, want := range []string{"H1|Ticket 220668019", "Sect|H2|Participants|L|LI|LBody|", "P|the question|Art|H3|Dana",
		"P|an answer|L|LI|Lbl|•|LBody|P|one|Table|TR|TH|P|Item|TH|P|Qty|TR|TD|P|camera|TD|P|2|BlockQuote|P|quoted|Sect|H2|Thursday, 5 March 2026"} {
		if !strings.Contains(said, want) {
			t.Errorf("the structure has no %s:\n%s", want, said)
		}
	}
	if strings.Contains(said, "Page 1 of") {
		t.Error("the foot of the page is read aloud")
	}
}

// A legal copy counts the lines of the conversation, page by page.
func TestPDFLineNumbers(t *testing.T) {
	rec := Record{Ticket: pdfTicket("en-US", numbered(120)), Raw: []byte("{}")}
	pages := pageTexts(t, renderPDF(t, pdfTranscript(t, rec, Legal), PDFOptions{}), "-layout")
	if len(pages) < 3 {
		t.Fatalf("%d pages", len(pages))
	}
	rows := regexp.MustCompile(`(?m)^ *(\d+) +line-(\d+) `).FindAllStringSubmatch(pages[1], -1)
	var first int
	for i, row := range rows {
		var line int
		fmt.Sscan(row[2], &line)
		if i == 0 {
			first = line
		}
		if row[1] != fmt.Sprint(i+1) || line != first+i {
			t.Errorf("row %d: number %s beside line %d", i+1, row[1], line)
		}
	}
	if len(rows) < 30 {
		t.Errorf("%d numbered lines on the second page", len(rows))
	}
	internal := pageTexts(t, renderPDF(t, pdfTranscript(t, rec, Internal), PDFOptions{}), "-layout")
	if regexp.MustCompile(`(?m)^ *\d+ +line-`).MatchString(internal[1]) {
		t.Error("a copy that is not legal has line numbers")
	}
}

func TestPDFTableHeadStandsAgain(t *testing.T) {
	for n, head := range []string{"<th>Thing</th><th>Price</th>", "<td><b>Thing</b></td><td><b>Price</b></td>"} {
		tk := pdfTicket("en-US", "question", "")
		tk.Transactions[1].HTML = ticket.Text("<blockquote><table><tr>" + head + "</tr>" + strings.Repeat("<tr><td>camera</td><td>1"+strings.Repeat("<br>x", 9)+"</td></tr>", 9) + "</table></blockquote>")
		pdf := renderPDF(t, pdfTranscript(t, Record{Ticket: tk}, Internal), PDFOptions{})
		pages := pageTexts(t, pdf)
		for i, page := range pages {
			if strings.Contains(page, "camera") != strings.Contains(page, "Thing") {
				t.Errorf("%s: page %d of %d has rows without a head, or one without rows", head, i+1, len(pages))
			}
		}
		if len(pages) < 3 {
			t.Errorf("%s: %d pages", head, len(pages))
		}
		if n > 0 {
			continue // pdfinfo takes its time
		}
		if said := strings.Count(pdfTool(t, pdf, "pdfinfo", "-struct-text", "FILE"), "Thing"); said != 1 {
			t.Errorf("the head is read aloud %d times", said)
		}
	}
}

func TestHeads(t *testing.T) {
	bold := func(text string) body.Cell {
		return body.Cell{Blocks: []body.Block{{Kind: body.Paragraph, Inlines: []body.Inline{{Text: text, Bold: true}}}}}
	}
	plain, th := textCells("a", "b"), textCells("a", "b")
	th.Cells[0].Header, th.Cells[1].Header = true, true
	strong := body.Row{Cells: []body.Cell{bold("a"), bold("b")}}
	for _, tt := range []struct {
		rows []body.Row
		want int
	}{
		{nil, 0}, {[]body.Row{plain, plain}, 0}, {[]body.Row{th, plain}, 1}, {[]body.Row{th, th, plain}, 2},
		{[]body.Row{strong, plain}, 1}, {[]body.Row{strong, strong}, 0}, {[]body.Row{strong}, 0}, {[]body.Row{th, th, th, th, th}, mostHeads},
	} {
		if got := heads(tt.rows); got != tt.want {
			t.Errorf("%d rows: %d heads, want %d", len(tt.rows), got, tt.want)
		}
	}
}

// What least promises, place keeps: a day's separator is never left alone.
func TestLeastIsWhatPlaceNeeds(t *testing.T) {
	for room := 10.0; room < 330; room += 7 {
		p := pdfPage(t, "en-US")
		for lines := 1; lines < 14; lines++ {
			pieces := make([]piece, lines)
			for i := range pieces {
				pieces[i] = blank(20)
			}
			pieces[0].keep = lines > 1
			f := frame{w: p.width, padTop: 7, padBottom: 9, smallEnough: smallCard}
			p.newPage()
			p.y = p.bottom - room
			before := p.doc.Pages()
			if p.place(f, 0, pieces); room >= f.least(pieces) && p.doc.Pages() > before && p.y-p.top >= f.around(pieces)-1 {
				t.Errorf("%d lines with %.0f points left went to the next page; %.0f are enough", lines, room, f.least(pieces))
			}
		}
	}
}

func TestTogether(t *testing.T) {
	for n, want := range map[int][]float64{30: nil, 45: {20, 20}, 65: {20, 20}, 85: {20, 20, 20, 20}} {
		page, _ := take(together([]piece{blank(20), blank(20), blank(20), blank(20)}), float64(n))
		if diff := cmp.Diff(want, heights(page)); diff != "" {
			t.Errorf("of four lines on %d points (-want +got):\n%s", n, diff)
		}
	}
}

// A photo is made smaller rather than leave much of a page white.
func TestPDFPhotoFillsPage(t *testing.T) {
	p := pdfPage(t, "en-US")
	files := memFiles{"attachments/a.jpg": encodeJPEG(t, 800, 600)}
	p.t.open = files.open
	row := p.file(&Attachment{Name: "a.jpg", Path: "attachments/a.jpg", MediaType: "image/jpeg", SHA256: strings.Repeat("ab", 32)}, 400)
	if share := row.low / (p.bottom - p.top); row.cut == nil || share > 0.15 {
		t.Errorf("a photo needs %.0f %% of a page", 100*share)
	}
	small, rest, ok := row.cut(row.low)
	if !ok || len(rest) > 0 || small.height > row.low+slack {
		t.Errorf("made smaller it is %.0f points high, want %.0f", small.height, row.low)
	}
}

func TestPackedDoesNotBreakIdentifiers(t *testing.T) {
	p := pdfPage(t, "en-US")
	guid := "744df3c8-2df0-51c4-847a-ac795c10922e"
	width := p.e.Width(typeset.Text("Message · "+guid, pdfProvenance, typeset.LeftToRight)) - 5
	if got := len(p.packed([]string{"Message", guid, "x"}, pdfProvenance, width, alignStart)); got != 2 {
		t.Errorf("%d lines, want the identifier whole on the second", got)
	}
}

func TestPDFLetter(t *testing.T) {
	tr, err := Build(Record{Ticket: pdfTicket("en-US", "x")}, Options{Letter: true})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Formats()[0].Write(&out, tr); err != nil {
		t.Fatal(err)
	}
	if info := pdfTool(t, out.Bytes(), "pdfinfo", "FILE"); !strings.Contains(info, "612 x 792") {
		t.Errorf("the page is not Letter:\n%s", info)
	}
}

func TestPDFBookmarks(t *testing.T) {
	tk := pdfTicket("en-US", "one", "two")
	tk.Transactions[1].DateTime = ticket.Time{Time: pdfNow.AddDate(0, 0, 1)}
	gone := ticket.Attachment{FileIdentifier: "x", OriginalFileName: "gone.pdf"}
	tk.Transactions[1].Attachments = append(tk.Transactions[1].Attachments, gone)
	rec := Record{Ticket: tk, Files: map[string]File{gone.Key(): {Exception: &Exception{Code: "attachment_expired"}}}}
	out := pdfTool(t, renderPDF(t, pdfTranscript(t, rec, Internal), PDFOptions{}), "qpdf", "--json", "--json-key=outlines", "FILE")
	var got []string
	for _, title := range regexp.MustCompile(`"title": "(.*)"`).FindAllStringSubmatch(out, -1) {
		got = append(got, title[1])
	}
	want := []string{"Ticket 220668019 — מצלמה דיגיטלית", "One file is missing.", "Wednesday, 4 March 2026", "Thursday, 5 March 2026"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("bookmarks (-want +got):\n%s", diff)
	}
}

// What one author says in a row stands closer together.
func TestPDFCardsOfOneAuthor(t *testing.T) {
	p := pdfPage(t, "en-US")
	at := func(author int64, minutes int) *Entry {
		return &Entry{Kind: Message, Author: Participant{ID: author, Name: "A"}, Time: Time{UTC: pdfNow.Add(time.Duration(minutes) * time.Minute)}, Body: body.FromText("x")}
	}
	for _, tt := range []struct {
		before *Entry
		want   float64
	}{{nil, cardGap}, {at(1, 8), closeGap}, {at(2, 8), cardGap}, {at(1, 1), cardGap}} {
		if got := p.card(at(1, 10), tt.before).gap; got != tt.want {
			t.Errorf("after %+v: gap %.0f, want %.0f", tt.before, got, tt.want)
		}
	}
}

// A line of the service and what it announces are not parted.
func TestPDFEventStaysWithItsText(t *testing.T) {
	p := pdfPage(t, "en-US")
	c := p.card(&Entry{Kind: Event, Words: "Live video started", Body: body.FromText("https://example.com/v"), Time: Time{UTC: pdfNow}}, nil)
	if page, _ := take(c.pieces, heightOf(c.pieces)-1); len(page) != 0 {
		t.Errorf("%d of %d pieces stay behind", len(page), len(c.pieces))
	}
	if alone := p.card(&Entry{Kind: Event, Words: "Ticket opened", Time: Time{UTC: pdfNow}}, nil); alone.frame.stroke != nil || alone.pieces[0].keep {
		t.Error("an event that says no more has a frame")
	}
}
