package render

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/text/language"

	"github.com/glassix-archiver/archiver/ticket"
)

// A user's file that can't be used is named, with the line and what is wrong,
// in one line, when templates are checked as when they are used.
func TestBrokenWords(t *testing.T) {
	for _, test := range []struct{ lang, text, want string }{
		{"pl", "{\n\"page.kicker\": \"a\"\n\"page.days\": \"b\"}", `words/pl.json:3: invalid character '"' after object key:value pair`},
		{"pl", "{\n\"page.kicker\": \"a\n\"}", `words/pl.json:2: invalid character '\n' in string literal`},
		{"pl", "{\"page.kicker\": \"a\",\n}", `words/pl.json:2: invalid character '}'`},
		{"pl", "{\"page.kicker\": \"a\"\n", `words/pl.json:2: the JSON ends too early`},
		{"pl", "", `words/pl.json:1: the JSON ends too early`},
		{"pl", "[]", `words/pl.json:1: is not a JSON object`},
		{"pl", "\"x\"", `words/pl.json:1: is not a JSON object`},
		{"pl", "{}\n{}", `words/pl.json:2: something follows the JSON object`},
		{"pl", "{}\nx", `words/pl.json:2: something follows the JSON object`},
		{"pl", "{\n\"page.kicker\": 7}", `words/pl.json:2: "page.kicker" is not a string`},
		{"pl", `{"page": {"kicker": "a"}}`, `words/pl.json:1: "page" is not a string`},
		{"pl", `{"page.kicker": null}`, `words/pl.json:1: "page.kicker" is not a string`},
		{"pl", "{\"page.kicker\": \"a\",\n\"page.kicker\": \"b\"}", `words/pl.json:2: "page.kicker" is listed a second time here`},
		{"pl", "{\n\n\"page.kicker\": \"\xff\"}", `words/pl.json:3: is not UTF-8`},
		{"pl", "{\"page.kicker\": \"a\",\n\"page.kikker\": \"b\"}", `words/pl.json:2: unknown key "page.kikker"`},
		{"pl", "{\"b\\nc\": \"b\"}", `words/pl.json:1: unknown key "b\nc"`},
		{"pl", `{"page.kicker": " "}`, `words/pl.json:1: "page.kicker" says nothing`},
		{"pl", `{"page.kicker": ""}`, `words/pl.json:1: "page.kicker" says nothing`},
		{"pl", `{"direction": "left"}`, `words/pl.json:1: "direction" is "left", not ltr or rtl`},
		{"pl", `{"page.of": "Strona {0}"}`, `words/pl.json:1: "page.of" loses {1}`},
		{"pl", `{"page.title": "{0} {1}"}`, `words/pl.json:1: "page.title" has {1}, which nothing fills`},
		{"pl", `{"page.kicker": "{0}"}`, `words/pl.json:1: "page.kicker" has {0}, which nothing fills`},
		{"pl", `{"date.time": "{0}, {1}"}`, `words/pl.json:1: "date.time" loses {2}`},
		{"pl", `{"count.files.one": "a", "count.files.few": "{0}", "count.files.other": "{0}"}`,
			`words/pl.json:1: "count.files" lacks the plural form "many"; the language has one, few, many, other`},
		{"de", `{"count.files.two": "zwei"}`, `words/de.json:1: "count.files.two" is a plural form that the language does not have; it has one, other`},
		{"de", `{"count.files.one": "eine", "count.files.other": "viele"}`, `words/de.json:1: "count.files.other" loses {0}`},
		{"ru", `{"count.files.one": "один", "count.files.few": "{0}", "count.files.many": "{0}", "count.files.other": "{0}"}`,
			`words/ru.json:1: "count.files.one" loses {0}`}, // 21 is one of them
		{"en", `{"page.kikker": "b"}`, `words/en.json:1: unknown key "page.kikker"`},
	} {
		files := userWords(test.lang, test.text)
		_, err := Build(Record{Ticket: &ticket.Ticket{ID: 1}}, Options{Templates: files, Language: test.lang})
		for what, err := range map[string]error{"check": CheckWords(files), "build": err} {
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s of %q in %s: %v, want %s", what, test.text, test.lang, err, test.want)
			}
		}
	}
}

// A file that would never be asked for is a mistake too.
func TestMisnamedWords(t *testing.T) {
	for lang, want := range map[string]string{
		"french": `words/french.json: "french" is not a language code`,
		"pt-BR":  `words/pt-BR.json: the words of this language belong in words/pt.json`,
		"iw":     `words/iw.json: the words of this language belong in words/he.json`,
		"DE":     `words/DE.json: the words of this language belong in words/de.json`,
	} {
		if err := CheckWords(userWords(lang, "{}")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", lang, err, want)
		}
	}
}

// A folder that holds other things, or whose words can't be read.
func TestWordsFolder(t *testing.T) {
	other := fstest.MapFS{"transcript.css": {}, "words/notes.txt": {Data: []byte("x")}, "words/old/pl.json": {Data: []byte("x")}}
	if err := CheckWords(other); err != nil {
		t.Error(err)
	}
	folder := fstest.MapFS{"words/pl.json/x": {}} // a folder in the place of a file
	if _, err := loadWords(folder, "pl"); err == nil || !strings.Contains(err.Error(), "words/pl.json") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := loadWords(denied{}, "pl"); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("no permission: %v", err)
	}
}

type denied struct{}

func (denied) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}

// Whatever the user's file holds, it is refused in one line or speaks.
func FuzzWords(f *testing.F) {
	for _, seed := range []string{`{}`, `{"page.kicker": "a"}`, `{"count.files.one": "a"}`, "{\n", `[1]`, `{"a":{}}`, "\ufeff{}", `{"page.of": "{1} {0} {9}"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		parsed, err := parseWords("words/pl.json", data)
		if err == nil {
			err = parsed.check(language.Polish)
		}
		if err != nil {
			if !strings.HasPrefix(err.Error(), "words/pl.json:") || strings.Contains(err.Error(), "\n") {
				t.Fatalf("error %q", err)
			}
			return
		}
		for key, text := range parsed.texts {
			if strings.TrimSpace(text) == "" || parsed.lines[key] < 1 {
				t.Fatalf("%q says %q in line %d", key, text, parsed.lines[key])
			}
		}
	})
}
