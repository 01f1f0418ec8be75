package render

import (
	"fmt"
	"io"
	"testing"

	"github.com/glassix-archiver/archiver/bench/talk"
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
