package yamlfile

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadKeepsPlaces(t *testing.T) {
	n, err := New("f.yaml", []byte("\ufeff# c\nb: {x: 1}\na:\n  - |\n    text\n  - 007\n  - yes\n")).Read()
	if err != nil {
		t.Fatal(err)
	}
	m, err := n.Mapping()
	if err != nil {
		t.Fatal(err)
	}
	var keys, texts []string
	for _, member := range m.Members {
		keys = append(keys, member.Key)
	}
	a, _ := m.Get("a")
	items, err := a.List()
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range items {
		text, err := item.Text()
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
	}
	if !slices.Equal(keys, []string{"b", "a"}) || !slices.Equal(texts, []string{"text\n", "007", "yes"}) {
		t.Errorf("got keys %q, texts %q", keys, texts)
	}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{n.Errorf("here"), "f.yaml:2:1: here"},
		{items[1].Errorf("here"), "f.yaml:6:5: here"},
		{m.Only("a"), `f.yaml:2:1: unknown key "b": allowed here: a`},
		{New("f.yaml", []byte("a: {b: [1, x]}")).At("$.a.b[1]", errors.New("here")), "f.yaml:1:12: here"},
		{New("f.yaml", []byte("a: 1")).At("$.none", errors.New("nowhere")), "f.yaml: nowhere"},
	} {
		if tt.err == nil || tt.err.Error() != tt.want {
			t.Errorf("got %v, want %s", tt.err, tt.want)
		}
	}
	if _, ok := m.Get("c"); ok {
		t.Error("there is a key c")
	}
}

func TestExcerpt(t *testing.T) {
	for _, tt := range []struct {
		data         string
		line, column int
		want         []string
	}{
		{"a: 1\r\n\tb: 2", 2, 2, []string{"  2 |  b: 2", "    |  ^"}},
		{"א: x", 1, 4, []string{"  1 | א: x", "    |    ^"}},
		{"a", 1, 99, []string{"  1 | a", "    |  ^"}},
		{"a", 2, 1, nil},
		{strings.Repeat("x", 72), 1, 1, []string{"  1 | " + strings.Repeat("x", 72), "    | ^"}},
		{strings.Repeat("x", 73), 1, 1, []string{"  1 | " + strings.Repeat("x", 24) + "…", "    | ^"}},
		{strings.Repeat("x", 99) + "y" + strings.Repeat("z", 99), 1, 100, []string{"  1 | …" + strings.Repeat("x", 47) + "y" + strings.Repeat("z", 23) + "…", "    | " + strings.Repeat(" ", 48) + "^"}},
		{strings.Repeat("x", 99) + "y", 1, 100, []string{"  1 | …" + strings.Repeat("x", 47) + "y", "    | " + strings.Repeat(" ", 48) + "^"}},
		{"api_secret: hunter2 # and more", 1, 1, []string{"  1 | api_secret: …", "    | ^"}},
	} {
		if diff := cmp.Diff(tt.want, excerpt([]byte(tt.data), tt.line, tt.column)); diff != "" {
			t.Errorf("%q: %s", tt.data, diff)
		}
	}
}

// What an editor saved in another way is told as that, and not by what the
// parser makes of it.
func TestReadNoText(t *testing.T) {
	for data, want := range map[string]string{
		"\xff\xfea\x00:\x00": "f.yaml: is not UTF-8: save it as UTF-8",
		"a:\n\t- b\n":        "f.yaml:2:1: found a tab that cannot start any token",
	} {
		if _, err := New("f.yaml", []byte(data)).Read(); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", data, err, want)
		}
	}
}

// Whatever is read has a place for each of its errors, on one line.
func FuzzRead(f *testing.F) {
	f.Add([]byte("a: [1, {b: c}]\n"))
	f.Add([]byte("? a\n: &x [*x]\n---\n"))
	f.Add([]byte("password: x\nb: ["))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1000 { // the parser takes long for a thousand brackets
			return
		}
		n, err := New("f.yaml", data).Read()
		if err == nil {
			walk(t, n)
			return
		}
		if e, ok := errors.AsType[*Error](err); !ok || strings.Contains(e.Error(), "\n") {
			t.Errorf("%q: %v", data, err)
		}
	})
}

func walk(t *testing.T, n Node) {
	if err := n.Errorf("here"); !strings.HasPrefix(err.Error(), "f.yaml") {
		t.Errorf("got %v", err)
	}
	if m, err := n.Mapping(); err == nil {
		for _, member := range m.Members {
			walk(t, member.Value)
		}
	}
	if items, err := n.List(); err == nil {
		for _, item := range items {
			walk(t, item)
		}
	}
	n.Text()
}
