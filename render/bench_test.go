package render

import (
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/ticket"
)

// long is a ticket of n messages, Hebrew for the most part.
func long(n int) Record {
	t := &ticket.Ticket{ID: 1, Culture: "he-IL", State: ticket.Closed}
	start := time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC)
	for i := range n {
		who := ticket.Participant{Name: "רותם כהן", Type: ticket.Client}
		if i%2 == 1 {
			who = ticket.Participant{Name: "דנה פרץ", DisplayName: "Dana", Type: ticket.User}
		}
		t.Transactions = append(t.Transactions, ticket.Transaction{
			ID: ticket.Number(i + 1), Type: ticket.Message, FromProtocol: "WhatsApp", Status: "Read", From: who, DateTime: ticket.Time{Time: start.Add(time.Duration(i) * 7 * time.Minute)},
			Text: ticket.Text(fmt.Sprintf("שלום, הזמנה *%d* עדיין לא הגיעה. אפשר לבדוק ב-https://track.example.com/%d? תודה 🙏\nOrder no. %d", i, i, i)),
		})
	}
	return Record{Ticket: t}
}

func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{30, 2000} {
		rec := long(n)
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
		transcript, err := Build(long(n), Options{})
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
