package render

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/render/typeset"
	"github.com/glassix-archiver/archiver/ticket"
)

// What is cut by a page end says on the next page whose it is, for the eye
// only.
func TestPDFContinued(t *testing.T) {
	tr := pdfTranscript(t, Record{Ticket: pdfTicket("en-US", numbered(120)), Raw: []byte("{}")}, Internal)
	pdf := renderPDF(t, tr, PDFOptions{})
	pages := pageTexts(t, pdf)
	for i, page := range pages {
		if got, want := strings.Contains(page, "(continued)"), i > 0 && strings.Contains(page, "line-"); got != want {
			t.Errorf("page %d of %d says that it continues: %v, want %v", i+1, len(pages), got, want)
		}
	}
	if strings.Contains(pdfTool(t, pdf, "pdfinfo", "-struct-text", "FILE"), "(continued)") {
		t.Error("the repeated head is read aloud")
	}
}

// However a ticket's length falls, its last words do not stand alone.
func TestPDFLastPageIsNotLone(t *testing.T) {
	for lines := 18; lines < 34; lines++ {
		texts := make([]string, lines)
		for i := range texts {
			texts[i] = fmt.Sprintf("message-%d", i)
		}
		tr := pdfTranscript(t, Record{Ticket: pdfTicket("en-US", texts...), Raw: []byte("{}")}, ForCustomer)
		pages := pageTexts(t, renderPDF(t, tr, PDFOptions{}))
		if last := pages[len(pages)-1]; !strings.Contains(last, "message-") {
			t.Errorf("%d messages: nothing but the last words on page %d:\n%s", lines, len(pages), last)
		}
	}
}

// A trial draws nothing and ends where the drawing does.
func TestPDFTrial(t *testing.T) {
	p := pdfPage(t, "en-US")
	pieces := make([]piece, 90)
	for i := range pieces {
		pieces[i] = blank(20)
	}
	pages, end := p.trial(func() { p.place(p.plain(), 5, pieces) })
	if p.doc.Pages() != 1 || p.y != p.top {
		t.Fatalf("the trial left page %d at %.0f", p.doc.Pages(), p.y)
	}
	if p.place(p.plain(), 5, pieces); p.doc.Pages() != 1+pages || p.y-p.top != end {
		t.Errorf("placed: %d more pages to %.0f; tried: %d to %.0f", p.doc.Pages()-1, p.y-p.top, pages, end)
	}
}

// Events in a row fill a page; only what they announce holds one back.
func TestPDFEventsInARow(t *testing.T) {
	p := pdfPage(t, "en-US")
	event := func(words string) step {
		e := Entry{Kind: Event, Words: words, Time: Time{UTC: pdfNow}}
		return step{card: p.card(&e, &Entry{Kind: Event})}
	}
	message := Entry{Kind: Message, Author: Participant{Name: "A"}, Time: Time{UTC: pdfNow.Add(time.Hour)}, Body: body.FromText("text")}
	one, two, three := event("snoozed"), event("woken"), step{card: p.card(&message, nil)}
	for _, tt := range []struct {
		next *step
		want int
	}{{&two, 1}, {&three, 2}} {
		p := pdfPage(t, "en-US")
		p.y = p.bottom - one.height() - 2
		if p.step(&one, tt.next, 1); p.doc.Pages() != tt.want {
			t.Errorf("the event is on page %d, want %d", p.doc.Pages(), tt.want)
		}
	}
}

func TestPDFAudienceOnEveryPage(t *testing.T) {
	for audience, want := range map[Audience]string{Internal: "Internal — not for the customer", ForCustomer: "Customer copy", Legal: "Legal copy"} {
		tr := pdfTranscript(t, Record{Ticket: pdfTicket("en-US", numbered(90)), Raw: []byte("{}")}, audience)
		for i, page := range pageTexts(t, renderPDF(t, tr, PDFOptions{})) {
			if !strings.Contains(page, want) {
				t.Errorf("page %d does not say %q", i+1, want)
			}
		}
	}
}

// The customer is told nothing of the record's files.
func TestPDFCustomerPlainWords(t *testing.T) {
	rec := pdfRecord(t)
	rec.Ticket.Culture = "en-US"
	out := pdfTool(t, renderPDF(t, pdfTranscript(t, rec, ForCustomer), PDFOptions{}), "pdftotext", "FILE", "-")
	for _, told := range []string{"attachments/", "source.json", "attachment_expired"} {
		if strings.Contains(out, told) {
			t.Errorf("the customer's copy tells %q", told)
		}
	}
	if got := strings.Count(out, "sha256"); got != 1 {
		t.Errorf("sha256 stands %d times, want once, at the end", got)
	}
}

func TestPDFManyFilesAreATable(t *testing.T) {
	for n, want := range map[int]int{manyFiles - 1: 0, manyFiles: 1} {
		tk := pdfTicket("en-US", "files")
		rec := Record{Ticket: tk, Files: map[string]File{}}
		for i := range n {
			a := ticket.Attachment{FileIdentifier: ticket.Text(fmt.Sprint("id", i)), OriginalFileName: ticket.Text(fmt.Sprintf("contract-%d.pdf", i))}
			tk.Transactions[0].Attachments = append(tk.Transactions[0].Attachments, a)
			rec.Files[a.Key()] = File{Path: "attachments/" + fmt.Sprint(i), Size: 2048, SHA256: strings.Repeat("ab", 32), MediaType: "application/pdf"}
		}
		out := pdfTool(t, renderPDF(t, pdfTranscript(t, rec, Legal), PDFOptions{}), "pdfinfo", "-struct-text", "FILE")
		if got := strings.Count(out, "Table"); got != want {
			t.Errorf("%d files: %d tables, want %d", n, got, want)
		}
		if strings.Count(out, "contract-") != n {
			t.Errorf("%d files: some are not named", n)
		}
	}
}

func tallPNG(t *testing.T, w, h int) []byte {
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = uint8(i)
	}
	img.Set(0, 0, color.White)
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A tall picture stays wide enough to be read, over several pages if need be.
func TestPDFTallPictures(t *testing.T) {
	p := pdfPage(t, "en-US")
	for _, tt := range []struct {
		w, h  int
		strip bool
	}{{500, 3000, true}, {1080, 2340, false}, {900, 1200, false}, {150, 3000, false}} {
		pic, err := readPicture(bytes.NewReader(tallPNG(t, tt.w, tt.h)))
		if err != nil {
			t.Fatal(err)
		}
		w, h := pic.fit(p.limits(&pic, 403, photoWide, photoHigh))
		if (pic.bands != nil) != tt.strip {
			t.Errorf("%d×%d: in bands: %v, want %v", tt.w, tt.h, pic.bands != nil, tt.strip)
		}
		if tt.w >= stripWidth && w < portraitShare*p.width-1 {
			t.Errorf("%d×%d: %.0f by %.0f points", tt.w, tt.h, w, h)
		}
		if !tt.strip {
			continue
		}
		rows := 0
		for i, band := range pic.bands {
			if rows += band.Height; i < len(pic.bands)-1 {
				rows--
			}
		}
		if rows != pic.Height {
			t.Errorf("the bands have %d rows of %d", rows, pic.Height)
		}
		if got := heightOf(p.strip(&pic, p.element(typeset.RoleFigure), "", 403, w, false)); got < h-0.5 || got > h+0.5 {
			t.Errorf("the strip is %.1f high, want %.1f", got, h)
		}
	}
}

func TestMark(t *testing.T) {
	list := &body.Block{Kind: body.List}
	for level, want := range map[int]string{1: "•", 2: "◦", 3: "▪", 4: "▪"} {
		if got := mark(list, 0, level); got != want {
			t.Errorf("level %d: %s, want %s", level, got, want)
		}
	}
}

func TestSideBySideLeavesNoneAlone(t *testing.T) {
	p := pdfPage(t, "en-US")
	width := p.e.Width(typeset.Text("first text · second text · third text", pdfSmall, typeset.LeftToRight)) + 5
	rows := p.sideBySide([]string{"first text", "second text", "third text", "last"}, pdfSmall, width)
	if len(rows) != 2 || len(rows[0]) != 2 || len(rows[1]) != 2 {
		t.Errorf("%q", rows)
	}
}
