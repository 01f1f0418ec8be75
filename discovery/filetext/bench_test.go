package filetext

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/discovery/check/pdfread"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/ticket"
)

// BenchmarkPDF tells the pages a second that one worker reads: of a letter of forty
// lines read from left to right, and of a Hebrew transcript, whose lines are made
// from the places of their glyphs; and what a file of one page takes.
func BenchmarkPDF(b *testing.B) {
	line := "(We have received your request for a refund of invoice 2026-04417, and will be in touch.) Tj 0 -11 Td "
	letter := pdfOf(func(b *builder) {
		b.page("BT /F 10 Tf 20 480 Td " + strings.Repeat(line, 40) + "ET")
		b.pages = slices.Repeat(b.pages, 100)
	})
	transcript := transcriptOf(b, 1500)
	for name, data := range map[string][]byte{"letter": letter, "transcript": transcript, "one page": sample(b, "offerhotel*.pdf")} {
		pages := 100
		if name != "letter" {
			d, err := pdfread.Open(bytes.NewReader(data), int64(len(data)))
			if err != nil {
				b.Fatal(err)
			}
			pages = d.Pages()
		}
		extract(b, shared(), data) // PDFium is compiled
		b.Run(fmt.Sprintf("%s of %d", name, pages), func(b *testing.B) {
			for b.Loop() {
				if got := extract(b, shared(), data); got.Text == "" {
					b.Fatal(got.Reason)
				}
			}
			b.ReportMetric(float64(pages*b.N)/b.Elapsed().Seconds(), "pages/s")
		})
	}
}

// transcriptOf is the PDF of a ticket of so many messages.
func transcriptOf(b *testing.B, messages int) []byte {
	one := `{"dateTime":"2026-01-01T00:00:00Z","type":"Message","text":"שלום, קיבלנו את הבקשה להחזר של חשבונית 2026-04417 וניצור קשר בהקדם: dana@acme.com","fromParticipant":{"type":"Client","name":"דנה"}}`
	raw := []byte(`{"id":1,"culture":"he-IL","transactions":[` + strings.Repeat(one+",", messages-1) + one + `]}`)
	record, err := ticket.Decode(raw)
	if err != nil {
		b.Fatal(err)
	}
	t, err := render.Build(render.Record{Ticket: record, Raw: raw}, render.Options{Audience: render.Internal})
	if err != nil {
		b.Fatal(err)
	}
	var made bytes.Buffer
	if err := render.PDF(&made, t, render.PDFOptions{}); err != nil {
		b.Fatal(err)
	}
	return made.Bytes()
}
