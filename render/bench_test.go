package render

import (
	"fmt"
	"io"
	"testing"

	"github.com/glassix-archiver/archiver/bench/talk"
	"github.com/glassix-archiver/archiver/redact"
	"github.com/glassix-archiver/archiver/ticket"
)

// fresh are records that no earlier round has seen.
func fresh(n int) func() Record {
	seed := uint64(0)
	return func() Record {
		seed++
		return Record{Ticket: talk.Ticket(n, seed)}
	}
}

// BenchmarkTranscriptPDF measures the way from a decoded ticket to the PDF,
// on transcripts never seen before.
func BenchmarkTranscriptPDF(b *testing.B) {
	for _, n := range []int{30, 2000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			next := fresh(n)
			for b.Loop() {
				b.StopTimer()
				rec := next()
				b.StartTimer()
				t, err := Build(rec, Options{})
				if err != nil {
					b.Fatal(err)
				}
				if err := PDF(io.Discard, t, PDFOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{30, 2000} {
		rec := fresh(n)()
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if _, err := Build(rec, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkRedact measures Build where one message of ten holds something to
// be taken out; what it takes more than BenchmarkBuild is redaction.
func BenchmarkRedact(b *testing.B) {
	held := []string{"4580-4580-4580-4580", "IL620108000000099999999", "ת.ז. 123456782", "amy@hidden.example", "050-7654321"}
	for _, n := range []int{30, 2000} {
		rec := fresh(n)()
		for i := range rec.Ticket.Transactions {
			if i%10 == 0 {
				rec.Ticket.Transactions[i].Text += ticket.Text(" " + held[i/10%len(held)])
			}
		}
		for name, r := range map[string]*redact.Redactor{"whole": nil, "redacted": everyRule(b)} {
			b.Run(fmt.Sprint(n, "/", name), func(b *testing.B) {
				for b.Loop() {
					if _, err := Build(rec, Options{Redact: r}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkHTML(b *testing.B) { benchmarkWrite(b, HTML) }
func BenchmarkJSON(b *testing.B) { benchmarkWrite(b, JSON) }

func benchmarkWrite(b *testing.B, write func(io.Writer, *Transcript) error) {
	for _, n := range []int{30, 2000} {
		transcript, err := Build(fresh(n)(), Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if err := write(io.Discard, transcript); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
