package redact

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// boundaries are where characters begin in a text, as Go reads it.
func boundaries(text string) map[int]bool {
	at := map[int]bool{len(text): true}
	for i := range text {
		at[i] = true
	}
	return at
}

// inOrder fails where spans are not within a text, on characters, in order and
// apart.
func inOrder(t *testing.T, text string, found []Span) {
	t.Helper()
	at, last := boundaries(text), 0
	for _, s := range found {
		if s.Start < last || s.End <= s.Start || s.End > len(text) || !at[s.Start] || !at[s.End] || s.Rule == "" {
			t.Fatalf("%q: span %+v of %+v", text, s, found)
		}
		last = s.End
	}
}

// FuzzFind holds the detectors to what they promise of their spans, and a text
// that was redacted to have nothing left to redact.
func FuzzFind(f *testing.F) {
	for _, lines := range finds {
		for _, line := range lines {
			f.Add(unmarked(line))
		}
	}
	f.Add("\xff4580\xc34580 4580\xe2\x804580")
	f.Add("%e2%80%8b%34580 \\u003\\ud83d &#x110000; ⟨U+202E⟩⟨U+2")
	r := all(f, Pattern{Name: "order", Expr: `(?i)ord-\w{2,}`, KeepLast: 4}, Pattern{Name: "any", Expr: `[^a-z]x`}).For("US", "220689377")
	f.Fuzz(func(t *testing.T, text string) {
		found := r.Find(text)
		inOrder(t, text, found)
		inOrder(t, text, r.FindIdentifier(text))
		var k Known
		for _, s := range found {
			k.Learn(text[s.Start:s.End], s.Rule)
			if r.Hash(text[s.Start:s.End]) != "" {
				t.Fatal("a hash without a key")
			}
		}
		inOrder(t, text, k.Find(text))
		if !utf8.ValidString(text) {
			return
		}
		var pieces []string
		for _, c := range text {
			pieces = append(pieces, string(c))
		}
		if again := r.Find(pieces...); len(again) != len(found) {
			t.Fatalf("%q: in pieces %+v, else %+v", text, again, found)
		}
	})
}

// FuzzPattern holds the reader of patterns to refuse whatever could match
// where there is nothing.
func FuzzPattern(f *testing.F) {
	for _, expr := range []string{`ORD-\d{6}`, `a*`, `\b`, `(?:)`, `^$`, `a|`, `(a|b?)c`, `(?i)x{0,3}`, `[`, `(?P<x>y)`, `\z`, `(?s).`, `x{1001}`, `\pN+`, `[^\x00-\x{10FFFF}]`} {
		f.Add("order", expr, 4)
	}
	f.Add("", "x", 0)
	f.Add("card", "x", -1)
	f.Add("a\u202eb", "x", 99)
	f.Fuzz(func(t *testing.T, name, expr string, keep int) {
		p := Pattern{Name: name, Expr: expr, KeepLast: keep}
		r, err := New(Options{Patterns: []Pattern{p}})
		if (err == nil) != (p.Check() == nil) {
			t.Fatalf("%q: %v, but %v", expr, err, p.Check())
		}
		if err != nil {
			if strings.ContainsRune(p.Check().Error(), '\n') && !strings.ContainsRune(expr, '\n') {
				t.Fatalf("%q: %v", expr, err)
			}
			return
		}
		for _, text := range []string{"", "a", "ORD-123456", "\n", "א", "aaab cc 12"} {
			for _, at := range r.patterns[0].expr.FindAllStringIndex(text, -1) {
				if at[0] == at[1] {
					t.Fatalf("%q matches nothing in %q", expr, text)
				}
			}
			inOrder(t, text, r.Find(text))
		}
	})
}

// floods are texts of one thing over and over, which a detector that looks
// back and forth would take forever for.
var floods = map[string]string{
	"digits": "4", "single digits": "4 ", "fours": "4580 ", "dashes": "05-", "at": "a@", "at signs": "@", "quotes": `"a@`, "dots": "a@b.", "letters": "I", "ibans": "IL62 ", "percent": "%2", "escaped": "%25",
	"entities": "&#x", "backslashes": `\u00`, "pluses": "+9", "brackets": "(0", "zeros": "0 ", "wide": "４", "unseen": "\u200b4", "dashes of words": "a-", "labels": "@a-", "breaks": "4\n", "hints": "ת.ז ", "ids": "123456782 ", "phones": "0501234567 ", "phones apart": "050 ", "us": "415 555 ",
	"written out": "⟨U+", "orders": "ord-",
}

// Twice the text takes about twice the time, whatever it is.
func TestLinear(t *testing.T) {
	r := all(t, Pattern{Name: "order", Expr: `(?i)ord-\w{2,}`}).For("US")
	took := func(text string) time.Duration {
		least := time.Hour
		for range 2 {
			start := time.Now()
			r.Find(text)
			least = min(least, time.Since(start))
		}
		return least
	}
	size := 20_000
	if testing.Short() {
		size = 2_000
	}
	for name, flood := range floods {
		small := strings.Repeat(flood, size/len(flood))
		one, eight := took(small), took(strings.Repeat(small, 8))
		if eight > 40*one && eight > time.Second {
			t.Errorf("%s: %v for %d bytes, %v for eight times as many", name, one, len(small), eight)
		}
		if perByte := eight / time.Duration(8*len(small)); perByte > 20*time.Microsecond {
			t.Errorf("%s: %v a byte", name, perByte)
		}
		t.Logf("%s: %v a byte", name, eight/time.Duration(8*len(small)))
	}
}
