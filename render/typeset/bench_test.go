package typeset

import (
	"io"
	"strings"
	"testing"
)

func BenchmarkLayout(b *testing.B) {
	e := newEngine(b)
	p := Text(strings.Repeat("שלום דנה, מספר ההזמנה שלך הוא 4711 and the app crashed 🙏🏻. ", 20), Style{Size: 10.5}, Auto)
	for b.Loop() {
		e.Layout(p, 400)
	}
}

func BenchmarkDocument(b *testing.B) {
	e := newEngine(b)
	style := Style{Size: 10.5, Color: ink}
	for b.Loop() {
		d := NewDocument(e, A4, Meta{Title: "t"})
		d.AddPage()
		y := 20.0
		for range 30 {
			for _, line := range e.Layout(Text("שלום דנה, מספר ההזמנה שלך הוא 4711 והסכום הוא 1,234.50. Thanks.", style, Auto), 300) {
				d.DrawLine(&line, 40, y)
				y += 12
			}
		}
		if err := d.Output(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
