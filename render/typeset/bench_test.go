package typeset

import (
	"io"
	"strings"
	"testing"
)

// benchTexts are kinds of paragraphs, by how much of the way they take.
var benchTexts = map[string]string{
	"hebrew": strings.Repeat("שלום דנה, ההזמנה שלך נשלחה אתמול והיא בדרך. ", 10),
	"mixed":  strings.Repeat("שלום דנה, מספר ההזמנה שלך הוא 4711 and the app crashed. ", 10),
	"emoji":  strings.Repeat("שלום דנה, מספר ההזמנה שלך הוא 4711 and the app crashed. ", 10) + "🙏🏻",
	"thai":   strings.Repeat("สวัสดีครับ ขอบคุณที่ติดต่อ ก็ที่นี่ ", 10),
	"label":  "\u206808:13:26\u2069",
}

func BenchmarkLayout(b *testing.B) {
	e := newEngine(b)
	for name, text := range benchTexts {
		p := Text(text, Style{Size: 10.5}, Auto)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				e.Layout(p, 400)
			}
		})
	}
}

func BenchmarkDrawLine(b *testing.B) {
	e := newEngine(b)
	for name, text := range benchTexts {
		lines := e.Layout(Text(text, Style{Size: 10.5, Color: ink}, Auto), 400)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			d := NewDocument(e, A4, Meta{Title: "t"})
			d.AddPage()
			for b.Loop() {
				d.content = d.content[:0]
				for i := range lines {
					d.DrawLine(&lines[i], 40, 40+12*float64(i))
				}
			}
		})
	}
}

func BenchmarkAppendNumber(b *testing.B) {
	buf := make([]byte, 0, 64)
	for b.Loop() {
		buf = appendNumber(appendNumber(buf[:0], 123.456, 2), -0.25, 3)
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
