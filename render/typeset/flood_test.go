package typeset

import (
	"strings"
	"testing"
	"time"
)

// TestFloods holds that hostile text takes time in proportion to its length:
// with the square of it, each of these would take minutes.
func TestFloods(t *testing.T) {
	e := newEngine(t)
	for _, tt := range []struct {
		name, part string
		count      int
	}{
		{"a line without spaces", "abcdefghij", 15_000},
		{"Hebrew without spaces", "אבגדהוזחטי", 10_000},
		{"Han without spaces", "订单已发货", 20_000},
		{"combining marks", "\u0301", 100_000},
		{"points on one letter", "\u05b8", 100_000},
		{"directions by turns", "aא", 100_000},
		{"directions and spaces", "a א 1 ", 50_000},
		{"isolates", "\u2068a\u2069\u2067א", 50_000},
		{"embeddings", "\u202bא\u202aa", 50_000},
		{"overrides", "\u202ea\u202c", 50_000},
		{"brackets", "(א[a", 50_000},
		{"words", "a b ", 200_000},
		{"spaces", " ", 500_000},
		{"line ends", "\n", 100_000},
		{"emoji", "👩\u200d", 10_000},
		{"flags", "🇮", 50_000},
		{"joined Arabic", "لا", 100_000},
		{"conjuncts", "क्", 25_000},
		{"what no font has", "\U00013000", 20_000},
		{"controls", "\x01", 50_000},
	} {
		start := time.Now()
		if testing.Short() {
			tt.count /= 10
		}
		p := Text(strings.Repeat(tt.part, tt.count), Style{Size: 10}, Auto)
		lines := e.Layout(p, 400)
		laid := time.Since(start)
		d := NewDocument(e, A4, Meta{Title: "flood"})
		for i := range lines {
			if i%50 == 0 {
				d.AddPage()
			}
			d.DrawLine(&lines[i], 40, 40+float64(i%50)*15)
		}
		err := d.Output(nowhere{})
		took := time.Since(start)
		t.Logf("%s: %d lines, laid out in %v, drawn in %v, error %v", tt.name, len(lines), laid, took-laid, err)
		if took > 10*time.Second {
			t.Errorf("%s: takes %v", tt.name, took)
		}
	}
}
