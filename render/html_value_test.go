package render

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestValueHTML(t *testing.T) {
	for value, want := range map[string]string{
		"a<b":                       "a&lt;b",
		`[1]`:                       `<bdi dir="ltr">[1]</bdi>`,
		"\u2066{\"a\":\"b\"}\u2069": `<bdi dir="ltr">{&#34;a&#34;:&#34;b&#34;}</bdi>`, // nothing to set apart
		`{"שם":"דנה"}`:              `<bdi dir="ltr">{&#34;<bdi>שם</bdi>&#34;:&#34;<bdi>דנה</bdi>&#34;}</bdi>`,
		`["א\"<","\\",1]`:           `<bdi dir="ltr">[&#34;<bdi>א\&#34;&lt;</bdi>&#34;,&#34;<bdi>\\</bdi>&#34;,1]</bdi>`,
		`{"א}`:                      `<bdi dir="ltr">{&#34;<bdi>א}</bdi></bdi>`,
	} {
		if got := string(valueHTML(value)); got != want {
			t.Errorf("%q:\n%s, want\n%s", value, got, want)
		}
	}
}

// Whatever the text, it is on the page as it was, and no element stays open.
func FuzzJSONHTML(f *testing.F) {
	for _, seed := range []string{`{"שם":"דנה"}`, `["א\"`, `"\`, "א", `{"א":"</bdi><script>"}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		page := string(jsonHTML(text))
		if open, closed := strings.Count(page, "<bdi>"), strings.Count(page, "</bdi>"); open != closed || strings.Count(page, "<") != open+closed {
			t.Fatalf("%q: elements in %s", text, page)
		}
		var want bodyWriter
		want.text(text)
		if got := strings.NewReplacer("<bdi>", "", "</bdi>", "").Replace(page); got != string(want.out) {
			t.Errorf("%q: %s", text, got)
		}
	})
}

// A template can't open files: it would never close them.
func TestTemplatesOpenNothing(t *testing.T) {
	for _, page := range []string{`{{.OpenFile "a"}}`, `{{.openFile "a"}}`, `{{.Transcript.openFile "a"}}`, `{{with .Sections}}{{range (index . 0).Each}}{{.Page.OpenFile "a"}}{{end}}{{end}}`} {
		_, err := LoadTemplates(fstest.MapFS{"transcript.html": {Data: []byte(page)}})
		if err == nil {
			t.Errorf("%s is accepted", page)
		}
	}
	if _, err := LoadTemplates(fstest.MapFS{"transcript.html": {Data: []byte(`{{.Heading}}{{.View.Language}}{{.Header.Number}}{{.Say "page.kicker"}}`)}}); err != nil {
		t.Error(err)
	}
}

func TestLong(t *testing.T) {
	for text, want := range map[string]bool{
		"":                        false,
		strings.Repeat("a\n", 24): false,
		strings.Repeat("a\n", 25): true,
		strings.Repeat("א", 1500): false,
		strings.Repeat("א", 1700): true,
	} {
		if got := lengthClass(text); (got == "long") != want {
			t.Errorf("%d bytes: %s", len(text), got)
		}
	}
	photo := Attachment{MediaType: "image/png", Path: "attachments/a"}
	if one := (Entry{Text: "x", Attachments: []Attachment{photo}}); strings.Contains(class(&one, false), "long") {
		t.Error("a card with one photo may be parted")
	}
	if two := (Entry{Attachments: []Attachment{photo, photo}}); !strings.Contains(class(&two, false), "long") {
		t.Error("a card with two photos may not be parted")
	}
}

func TestLoading(t *testing.T) {
	photos := func(n int) *Transcript {
		return &Transcript{Entries: []Entry{{Attachments: []Attachment{{MediaType: "text/plain"}}}, {Attachments: slices.Repeat([]Attachment{{MediaType: "image/png"}}, n)}}}
	}
	if few, many := loading(photos(40)), loading(photos(41)); few != "eager" || many != "lazy" {
		t.Errorf("few are loaded %s, many %s", few, many)
	}
}
