package render

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/glassix-archiver/archiver/templates"
)

func TestLoadTemplates(t *testing.T) {
	big := strings.Repeat(" ", maxTemplate+1)
	for name, test := range map[string]struct{ file, text, want string }{
		"syntax":         {"transcript.html", "<p>\n{{if}}</p>", "transcript.html:2: missing value for if"},
		"unclosed":       {"transcript.html", "<p>\n{{range .Entries}}</p>", "transcript.html:2: unexpected EOF"},
		"function":       {"transcript.html", `{{readFile "/etc/passwd"}}`, `transcript.html:1: function "readFile" not defined`},
		"unknown field":  {"transcript.html", "<p>\n <b>{{.Header.Nmber}}</b>", "transcript.html:2:13: <.Header.Nmber>: can't evaluate field Nmber"},
		"deep field":     {"transcript.html", "{{range .Sections}}{{range .Each}}\n{{range .Files}}{{.Href.Nothing}}{{end}}{{end}}{{end}}", "transcript.html:2:23: <.Href.Nothing>: can't evaluate field Nothing"},
		"no template":    {"transcript.html", `{{template "footer" .}}`, `transcript.html:1:11: no such template "footer"`},
		"half a tag":     {"transcript.html", `<a href="{{.Heading}}`, "transcript.html: ends in a non-text context"},
		"endless":        {"transcript.html", `{{range 1000000000}}` + big[:1000] + `{{end}}`, "transcript.html: makes a page of more than"},
		"recursive":      {"transcript.html", `{{define "a"}}{{template "a" .}}{{end}}{{template "a" .}}`, "exceeded maximum template depth"},
		"page not UTF-8": {"transcript.html", "<p>\n\xff", "transcript.html:2: is not UTF-8"},
		"large":          {"transcript.css", big, "transcript.css: is larger than 1048576 bytes"},
		"style ends":     {"transcript.css", "a{}\n</STYLE><script>", `transcript.css:2: holds "</style"`},
		"brace":          {"transcript.css", "a{}\nb{\nc{}", `transcript.css:2: "{" is never closed`},
		"brace too many": {"transcript.css", "a{}\n}", `transcript.css:2: unexpected "}"`},
		"comment":        {"transcript.css", "a{}\n\n/* b{}", "transcript.css:3: the comment is never closed"},
		"string":         {"transcript.css", "a{content:\"\\\"}\n", "transcript.css:1: the string is not closed on its line"},
		"words":          {"words/de.json", "{\n \"page.title\": \"Ticket {0}\"\n \"page.of\": \"\"}", "words/de.json:3: "},
		"unknown key":    {"words/de.json", "{\n \"page.titel\": \"Ticket\"}", `words/de.json:2: unknown key "page.titel"`},
		"misspelt":       {"transcipt.css", "", "transcipt.css: is not the name of a template"},
		"misspelt words": {"words/de.JSON", "", "words/de.JSON: is not the name of a template"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := LoadTemplates(fstest.MapFS{test.file: {Data: []byte(test.text)}})
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), test.file) || strings.ContainsRune(err.Error(), '\n') {
				t.Errorf("%v, want %s", err, test.want)
			}
		})
	}
}

// What the program carries can be taken as it is, and so can nothing at all;
// files of other kinds are no templates.
func TestLoadTemplatesBuiltIn(t *testing.T) {
	for name, files := range map[string]fs.FS{
		"built-in": templates.Files(),
		"empty":    fstest.MapFS{},
		"others":   fstest.MapFS{"README.md": {}, "templates.go": {}, ".git/config": {}, "logo/a.css": {}, "words/README": {}},
	} {
		own, err := LoadTemplates(files)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := build(t, record(t, "testdata/he.json"), Options{})
		got := build(t, record(t, "testdata/he.json"), Options{Templates: own})
		if written(t, HTML, want) != written(t, HTML, got) {
			t.Errorf("%s: another page than the built-in one", name)
		}
	}
}

// A mistake is found wherever in the page it is: the sample reaches every
// action of the built-in one.
func TestSampleReachesAll(t *testing.T) {
	data, err := fs.ReadFile(templates.Files(), "transcript.html")
	if err != nil {
		t.Fatal(err)
	}
	page, places := string(data), 0
	for at, after := range page {
		if after != '}' || !strings.HasPrefix(page[at:], "}}") || strings.HasPrefix(page[at:], "}}}") {
			continue
		}
		action := page[strings.LastIndex(page[:at], "{{")+2 : at]
		action = strings.Trim(action, "- ")
		if strings.HasPrefix(action, "/*") || action == "end" || strings.HasPrefix(action, "define ") {
			continue // behind an end is reached where the part before it is
		}
		places++
		broken := page[:at+2] + "{{index 0 0}}" + page[at+2:]
		if _, err := LoadTemplates(fstest.MapFS{"transcript.html": {Data: []byte(broken)}}); err == nil || !strings.Contains(err.Error(), "index") {
			t.Errorf("line %d: a mistake behind {{%s}} is not found: %v", lineAt(data, at), action, err)
		}
	}
	if places < 50 {
		t.Errorf("%d places tried", places)
	}
}

// Templates are what they were when they were read, and come from nowhere
// outside the folder.
func TestTemplatesAreFixed(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	write("transcript.css", "\ufeffp { color: teal }")
	own, err := LoadTemplates(root.FS())
	if err != nil {
		t.Fatal(err)
	}
	write("transcript.css", "p { color: red }")
	page := written(t, HTML, build(t, record(t, "testdata/he.json"), Options{Templates: own}))
	if !strings.Contains(page, "<style>p { color: teal }</style>") {
		t.Error("the style sheet is not the one that was read")
	}
	if err := os.Remove(filepath.Join(dir, "transcript.css")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "transcript.css")); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	if _, err := LoadTemplates(root.FS()); err == nil || !strings.HasPrefix(err.Error(), "transcript.css: ") {
		t.Errorf("a link out of the folder: %v", err)
	}
	if err := fstest.TestFS(own, "transcript.css"); err != nil && !strings.Contains(err.Error(), "ReadDir") && !strings.Contains(err.Error(), "open .") {
		t.Error(err)
	}
}

func FuzzCheckStyle(f *testing.F) {
	css, err := fs.ReadFile(templates.Files(), "transcript.css")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(css)
	f.Add([]byte(`a{b:"\"}";c:url(x)}/* } */[d='e']{}`))
	f.Fuzz(func(t *testing.T, css []byte) {
		if checkStyle(css) != nil {
			return
		}
		if checkStyle(append(css[:len(css):len(css)], "\n}"...)) == nil && !strings.HasSuffix(string(css), `\`) {
			t.Errorf("%q and one bracket too many are both fine", css)
		}
	})
}
