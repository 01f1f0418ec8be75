package body

import "testing"

func TestLabel(t *testing.T) {
	for _, test := range []struct {
		list Block
		item int
		want string
	}{
		{Block{}, 3, "•"},
		{Block{Ordered: true, Start: 3}, 2, "5."},
		{Block{Ordered: true, Start: 1, Numbers: []int{1, 9}}, 1, "9."},
		{Block{Ordered: true, Start: 1, Marker: LowerAlpha}, 1, "b."},
		{Block{Ordered: true, Start: 27, Marker: UpperAlpha}, 0, "AA."},
		{Block{Ordered: true, Start: 702, Marker: LowerAlpha}, 1, "aaa."},
		{Block{Ordered: true, Start: 4, Marker: LowerRoman}, 0, "iv."},
		{Block{Ordered: true, Start: 1994, Marker: UpperRoman}, 0, "MCMXCIV."},
		{Block{Ordered: true, Start: 4000, Marker: UpperRoman}, 0, "4000."},
		{Block{Ordered: true, Start: -1, Marker: LowerAlpha}, 1, "0."},
	} {
		if got := test.list.Label(test.item); got != test.want {
			t.Errorf("label of item %d of %+v: %q, want %q", test.item, test.list, got, test.want)
		}
	}
}

func TestTelephoneNumbers(t *testing.T) {
	for in, want := range map[string]string{
		"ל-+972-54-555-0144":  "+972-54-555-0144",
		"054-5550144, *2800":  "054-5550144",
		"(054) 555 0144!":     "(054) 555 0144",
		"+972 (0)54 555 0144": "+972 (0)54 555 0144",
		"2026-03-17 10:30":    "",
		"₪3,500.00":           "",
		"0123456789012345678": "",
		"id a0545550144":      "",
		"0545550144/2":        "",
		"012":                 "",
		"+":                   "",
		"(":                   "",
		"(0":                  "",
	} {
		start, end := nextNumber(in, 0)
		if got := in[start:end]; got != want {
			t.Errorf("number in %q: %q, want %q", in, got, want)
		}
	}
}
