package body

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFromText(t *testing.T) {
	br := Inline{Break: true}
	for _, test := range []struct {
		name, in string
		want     []Block
	}{
		{"lines and paragraphs", "a\r\nb\n\n\nc", []Block{para(Inline{Text: "a"}, br, Inline{Text: "b"}), para(Inline{Text: "c"})}},
		{"quote of a quote", "yes\n\nOn Mon, Jack wrote:\n> and?\n>> so\n> ok", []Block{para(Inline{Text: "yes"}),
			{Kind: Quote, Reply: true, Blocks: []Block{para(Inline{Text: "On Mon, Jack wrote:"}), para(Inline{Text: "and?"}),
				{Kind: Quote, Reply: true, Blocks: []Block{para(Inline{Text: "so"})}}, para(Inline{Text: "ok"})}}}},
		{"hebrew reply", "תודה\n\nבתאריך יום ב׳, 26 בנוב׳ 2018 מאת ג'ק \u200f<j@x.example>:\n> שלום", []Block{para(Inline{Text: "תודה"}),
			{Kind: Quote, Reply: true, Blocks: []Block{para(Inline{Text: "בתאריך יום ב׳, 26 בנוב׳ 2018 מאת ג'ק \u200f<"},
				Inline{Text: "j@x.example", Link: "mailto:j@x.example"}, Inline{Text: ">:"}), para(Inline{Text: "שלום"})}}}},
		{"original message", "ok\n\n-----Original Message-----\nFrom: me", []Block{para(Inline{Text: "ok"}),
			{Kind: Quote, Reply: true, Blocks: []Block{para(Inline{Text: "-----Original Message-----"}, br, Inline{Text: "From: me"})}}}},
		{"no quote", ">:( no", []Block{para(Inline{Text: ">:( no"})}},
		{"controls", "a\x00b\x1b[1m\x7f\xff", []Block{para(Inline{Text: "a␀b␛[1m␡�"})}},
		{"telephone", "חייגו ל-+972-54-555-0144, (03) 555 0144.\ncall +972-54-555-0144", []Block{para(Inline{Text: "חייגו ל-"},
			Inline{Text: "+972-54-555-0144", Direction: LeftToRight}, Inline{Text: ", "}, Inline{Text: "(03) 555 0144", Direction: LeftToRight}, Inline{Text: "."},
			br, Inline{Text: "call +972-54-555-0144"})}},
		{"nothing", " \n\t\n", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, FromText(test.in)); diff != "" {
				t.Errorf("FromText(%q) (-want +got):\n%s", test.in, diff)
			}
		})
	}
}

func TestFindLinks(t *testing.T) {
	for in, want := range map[string]string{
		"go to https://x.example/a?b=1, now":    "https://x.example/a?b=1",
		"(see http://x.example/a_(b))":          "http://x.example/a_(b)",
		"HTTPS://X.example":                     "https://x.example",
		"www.x.example.":                        "https://www.x.example",
		"לאתר:https://x.example/עמוד!":          "https://x.example/%D7%A2%D7%9E%D7%95%D7%93",
		"באתר www.x.example":                    "https://www.x.example",
		"write to a.b+c@mail.x.example.":        "mailto:a.b+c@mail.x.example",
		"https://пример.example/":               "https://xn--e1afmkfd.example/",
		"https://b.example/f?X-Amz-Signature=1": "https://b.example/f",
		"javascript:alert(1)":                   "",
		"https://user:pass@x.example":           "",
		"http://":                               "",
		"a@b":                                   "",
		"awww.x.example":                        "",
		"@name and x://y":                       "",
	} {
		got := ""
		for _, s := range findLinks(in) {
			got += s.href
		}
		if got != want {
			t.Errorf("findLinks(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSafeLink(t *testing.T) {
	for in, want := range map[string]string{
		" https://x.example/a b ":    "https://x.example/a%20b",
		"mailto:a@x.example?subject": "mailto:a@x.example?subject",
		"tel:+972-3-1234567":         "tel:+972-3-1234567",
		"JavaScript:alert(1)":        "",
		"java\nscript:alert(1)":      "",
		"data:text/html,x":           "",
		"//x.example":                "",
		"/path":                      "",
		"vbscript:x":                 "",
		"https:x":                    "",
		"ftp://x.example":            "",
		"mailto:\"><script>":         "mailto:%22%3E%3Cscript%3E",
	} {
		if got := SafeLink(in); got != want {
			t.Errorf("SafeLink(%q) = %q, want %q", in, got, want)
		}
	}
}
