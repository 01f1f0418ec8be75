package filetext

import (
	"testing"
	"unicode"
	"unicode/utf8"
)

// checkText holds a text to what is promised of it.
func checkText(t *testing.T, text string) {
	t.Helper()
	if len(text) > MaxText || !utf8.ValidString(text) {
		t.Fatalf("%d bytes, valid %t", len(text), utf8.ValidString(text))
	}
	for _, r := range text {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			t.Fatalf("%q", r)
		}
	}
}

func TestWriter(t *testing.T) {
	w := &writer{ctx: t.Context()}
	for _, s := range []string{" \t\n", "a\x00", "\x1b[2Jb", "\xff", "\ufeffc \t ", " \n\n ", "d\u2028", "e "} {
		if err := w.put(s); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := w.text(), "a [2Jb\ufffdc\nd\ne"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
