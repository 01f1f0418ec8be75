package send

import (
	"errors"
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/glassix-archiver/archiver/templates"
)

var fullFacts = Facts{Number: "220689377", Name: "Michal", Business: "Acme", Opened: "Monday", Closed: "Tuesday", Files: []Label{{"plan.pdf", "38KB"}}, Missing: []Label{{"film.mp4", ""}}}

// Every language that transcripts speak has a letter, and each says all there is
// to say.
func TestLetters(t *testing.T) {
	names, err := fs.Glob(templates.Files(), "words/*.json")
	if err != nil || len(names) < 8 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		language := strings.TrimSuffix(path.Base(name), ".json")
		l, err := FindLetter(nil, language, "ltr")
		if err != nil || l.Language != language {
			t.Errorf("%s: %v, %v", language, l, err)
			continue
		}
		linked := fullFacts
		linked.Missing, linked.Link, linked.Until = nil, "https://store.example/a?b=c&d=%2Fe_f", "Friday"
		for _, f := range []Facts{fullFacts, linked} {
			w, err := l.Write(f, "")
			if err != nil {
				t.Fatal(err)
			}
			said := []string{f.Number, f.Name, f.Business, f.Opened, f.Closed, f.Files[0].String(), f.Until}
			if len(f.Missing) > 0 {
				said = append(said, f.Missing[0].Name)
			}
			for _, s := range said {
				if !strings.Contains(w.Text, s) || !strings.Contains(w.HTML, s) {
					t.Errorf("%s: %q is not said in\n%s", language, s, w.Text)
				}
			}
			if !strings.Contains(w.Subject, f.Number) || !strings.Contains(w.Subject, f.Business) || strings.Contains(w.Subject, "\\") {
				t.Errorf("%s: the subject is %q", language, w.Subject)
			}
			if strings.Contains(w.Text, "<p") || strings.Contains(w.Text, `\`) || strings.Contains(w.Text, "\n\n\n") || !strings.Contains(w.Text, f.Business+"\n") {
				t.Errorf("%s: the text is\n%q", language, w.Text)
			}
			if f.Link != "" && (!strings.Contains(w.Text, "<"+f.Link+">") || !strings.Contains(w.HTML, `href="https://store.example/a?b=c&amp;d=%2Fe_f"`)) {
				t.Errorf("%s: the link is not whole in\n%s\n%s", language, w.Text, w.HTML)
			}
		}
		if w, err := l.Write(Facts{Number: "7"}, "my own"); err != nil || w.Subject != "my own" || strings.Contains(w.Text, "- ") {
			t.Errorf("%s: with nothing known it says %q\n%s", language, w.Subject, w.Text)
		}
	}
}

// What facts hold is text: neither Markdown nor HTML.
func TestFactsAreText(t *testing.T) {
	l, err := FindLetter(nil, "en", "ltr")
	if err != nil {
		t.Fatal(err)
	}
	for _, evil := range []string{"[click](https://evil.example)", "<https://evil.example>", "![x](https://evil.example/p.png)", "<script>alert(1)</script>", "# big", "`code`", "**b**", "a\n\n# b", "&lt;b&gt;",
		"<img src=x onerror=alert(1)>", "{{.Number}}", "1. x", "- x", "> x", "```\nx", "[x]: https://evil.example", "\\", "a\\", "*", "~~~"} {
		f := fullFacts
		f.Name, f.Business, f.Files, f.Missing = evil, evil, []Label{{evil, "1 KB"}}, []Label{{evil, ""}}
		w, err := l.Write(f, "")
		if err != nil {
			t.Fatal(err)
		}
		shown := strings.Join(strings.Fields(evil), " ")
		if got := strings.Count(w.Text, shown); got != 5 {
			t.Errorf("%q is said %d times in\n%s", evil, got, w.Text)
		}
		for _, tag := range []string{"<a ", "<img", "<script", "<h1", "<code", "<strong", "<blockquote", "<ol", "<em", "<b>", "<pre"} {
			if strings.Contains(w.HTML, tag) {
				t.Errorf("%q makes %s", evil, tag)
			}
		}
	}
}

// A name keeps its direction, and the words around it theirs.
func TestFactsAreIsolated(t *testing.T) {
	for _, test := range []struct{ text, direction, want string }{
		{"Michal", "ltr", "Michal"}, {"מיכל", "ltr", "\u2068מיכל\u2069"}, {"Michal", "rtl", "\u2068Michal\u2069"}, {"מיכל", "rtl", "מיכל"}, {"26 חדר", "rtl", "\u206826 חדר\u2069"}, {"", "rtl", ""},
	} {
		if got := isolated(test.text, test.direction); got != test.want {
			t.Errorf("%q in %s is %q", test.text, test.direction, got)
		}
	}
	for name, want := range map[string]string{
		"חשבונית 2026.pdf": "\u2068חשבונית \u20662026\\.pdf\u2069\u2069", "plan.pdf": "plan\\.pdf", "my plan.pdf": "my plan\\.pdf", "תוכנית.pdf": "\u2068תוכנית\\.pdf\u2069", "א ": "\u2068א\u2069",
	} {
		if got := isolatedFile(name, "ltr"); got != want {
			t.Errorf("the file %q is %q", name, got)
		}
	}
}

func TestLetterOfOnesOwn(t *testing.T) {
	files := fstest.MapFS{
		"mail/en.md":       {Data: []byte("\ufeffSubject: Acme {{.Number}}\r\n\r\nDear {{.Name}},\r\n\r\n1. one\r\n2. two\r\n\r\n> quoted `code`\r\n\r\n<script>x</script>\r\n\r\n<https://acme.example/>\r\n")},
		"mail/xx.md":       {Data: []byte("Subject: {{.Nmber}}\n\nx")},
		"mail/yy.md":       {Data: []byte("Subject: x\n\nx\n{{if}}")},
		"mail/zz.md":       {Data: []byte("Subject: x\n\n<!-- nothing -->")},
		"mail/letter.html": {Data: []byte(`<main lang="{{.Language}}">{{.Body}}</main>`)},
	}
	l, err := FindLetter(files, "pl", "rtl")
	if err != nil || l.Language != "en" || l.Direction != "ltr" {
		t.Fatalf("the letter for want of a Polish one is %+v, %v", l, err)
	}
	w, err := l.Write(Facts{Number: "7", Name: "A_B"}, "")
	if err != nil || w.Subject != "Acme 7" {
		t.Fatalf("%q, %v", w.Subject, err)
	}
	if want := "Dear A_B,\n\n1. one\n2. two\n\n> quoted code\n\nhttps://acme.example/\n\n"; w.Text != want {
		t.Errorf("the text is %q", w.Text)
	}
	if !strings.HasPrefix(w.HTML, `<main lang="en"><p style=`) || strings.Contains(w.HTML, "<script") {
		t.Errorf("the page is %s", w.HTML)
	}
	for language, says := range map[string]string{"xx": "mail/xx.md:1", "yy": "mail/yy.md:4", "zz": "says nothing"} {
		if _, err := FindLetter(files, language, "ltr"); !errors.Is(err, ErrLetter) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", language, err)
		}
	}
	if l, err := FindLetter(files, "../../etc/passwd", "ltr"); err != nil || l.Language != "en" {
		t.Errorf("%v, %v", l, err)
	}
}
