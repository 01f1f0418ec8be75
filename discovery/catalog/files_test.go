package catalog

import (
	"slices"
	"testing"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/discovery/filetext"
	"github.com/glassix-archiver/archiver/discovery/query"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// What files say is found, with the file's name; what could not be had of them is
// counted and listed, and goes with its bundle.
func TestFiles(t *testing.T) {
	store := &storagetest.Memory{}
	first := talk{id: 1, closed: at(1), messages: []string{"see there"}, files: []string{"a.txt", "again.txt", "photo.jpg", "old.doc", "gone.pdf"},
		said: []string{"a refund", "for acme", "\xff\xd8\xff\xe0 refund", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"}}
	put(t, store, first, talk{id: 2, closed: at(2), messages: []string{"nothing"}, files: []string{"b.csv"}, said: []string{"acme,caf\xe9"}})
	c := opened(t, store, t.TempDir())
	s := updated(t, c)
	if s.Files != 5 || len(s.Silent) != 3 || s.Silent[filetext.NotRead] != 1 || s.Silent[filetext.Encrypted] != 1 || s.Silent[filetext.Encoding] != 1 {
		t.Errorf("%+v", s)
	}
	for text, want := range map[string][]int64{"refund": {1}, "acme": {2, 1}, "refund acme see": {1}, `"refund for"`: {}, "photo": {1}} {
		if got := found(t, c, search(t, text)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
	d, err := c.Document(t.Context(), first.key())
	if err != nil {
		t.Fatal(err)
	}
	if e := search(t, "acme").Excerpt(d, 100); e.Kind != query.Content || e.Name != "again.txt" || e.Text != "for acme" || e.Entry != 2 {
		t.Errorf("%+v", e)
	}
	list := func() (files []SilentFile) {
		for f, err := range c.Silent(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		return files
	}
	want := SilentFile{first.key().String(), archive.Silent{Entry: 2, Name: "old.doc", Reason: filetext.Encrypted}}
	if got := list(); len(got) != 2 || got[0] != want {
		t.Errorf("%+v", got)
	}
	store.Set(first.key().String(), nil)
	if s := updated(t, c); s.Files != 1 || len(s.Silent) != 1 || len(list()) != 1 {
		t.Errorf("%+v, %v", s, list())
	}
}

// Without an extractor files are found by their names.
func TestNamesOnly(t *testing.T) {
	store := &storagetest.Memory{}
	put(t, store, talk{id: 1, closed: at(1), messages: []string{"see there"}, files: []string{"a.txt"}, said: []string{"a refund"}})
	c, err := Open(t.Context(), store, Options{Folder: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if s := updated(t, c); s.Files != 0 || len(s.Silent) > 0 {
		t.Errorf("%+v", s)
	}
	for text, want := range map[string]int{"refund": 0, "txt": 1} {
		if got := found(t, c, search(t, text)); len(got) != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
