package body

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRaise(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"19<sup>99</sup> €", "19^(99) €"},
		{"10<sup>6</sup>, x<sub>1</sub>2", "10^(6), x_(1)2"},
		{"m<sup><b>2</b>a</sup>", "m^(2a)"},
		{"Acme<sup>®</sup>", "Acme®"},
		{`<span style="vertical-align:super">19</span>99`, "^(19)99"},
		{`a<span style="VERTICAL-ALIGN: -0.4em">1</span>`, "a_(1)"},
		{`a<sup style="vertical-align:baseline;position:relative;top:-.4em">1</sup>`, "a^(1)"},
		{`<table><tr><td style="vertical-align:super">a</td></tr></table>`, "a"},
		{`<span style="vertical-align:1px">a</span>b`, "ab"},
		{"<del>50</del> 40 €", "~50~ 40 €"},
		{"<s>a <b>b</b><sup>2</sup></s>c", "~a b^(2)~c"},
		{"<s>a<br>b</s>", "~a~\n~b~"},
	} {
		if got := Plain(FromHTML(test.in)); got != test.want {
			t.Errorf("%q: %q, want %q", test.in, got, test.want)
		}
	}
	want := []Block{para(Inline{Text: "19"}, Inline{Text: "99", Raise: Superscript}, Inline{Text: " € "}, Inline{Text: "1", Raise: Subscript})}
	if diff := cmp.Diff(want, FromHTML("19<sup>99</sup> € <sub>1</sub>")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRaiseCharacters(t *testing.T) {
	for _, test := range []struct {
		raise      Raise
		text, want string
	}{
		{Superscript, "99", "⁹⁹"}, {Superscript, "th", "ᵗʰ"}, {Superscript, "-6", "⁻⁶"}, {Superscript, "1,5", "^(1,5)"},
		{Subscript, "2", "₂"}, {Subscript, "max", "_(max)"}, {Superscript, "®", "®"}, {"", "99", "99"},
	} {
		if got := test.raise.Characters(test.text); got != test.want {
			t.Errorf("%q %q: %q, want %q", test.raise, test.text, got, test.want)
		}
	}
}
