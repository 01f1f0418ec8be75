package catalog

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// putFiles stores a bundle of these files under a ticket's key.
func putFiles(t *testing.T, store *storagetest.Memory, id int64, name string, files map[string]string) {
	t.Helper()
	var zip bytes.Buffer
	var list []bundle.File
	for path, text := range files {
		list = append(list, bundle.Bytes(path, "application/json", []byte(text)))
	}
	if err := bundle.Write(t.Context(), &zip, name, nil, list); err != nil {
		t.Fatal(err)
	}
	if err := store.Put(t.Context(), (talk{id: id, closed: at(int(id))}).key().String(), storage.Bytes(zip.Bytes(), "application/zip")); err != nil {
		t.Fatal(err)
	}
}

// What a bundle has in a transcript's place is named, and keeps no other from
// being found.
func TestHostileBundles(t *testing.T) {
	store := &storagetest.Memory{}
	putFiles(t, store, 1, "1", map[string]string{"transcript.json": "{"})
	putFiles(t, store, 2, "2", map[string]string{"transcript.json": `{"ticket":{"number":"two"}}`})
	putFiles(t, store, 3, "4", map[string]string{"transcript.json": `{"ticket":{"number":4}}`})
	putFiles(t, store, 4, "4", map[string]string{"transcript.json": `{"ticket":{"number":5}}`})
	putFiles(t, store, 5, "5", map[string]string{"other.json": "{}"})
	putFiles(t, store, 6, "6", map[string]string{"source.json": "[[[["})
	putFiles(t, store, 7, "7", map[string]string{"transcript.json": strings.Repeat(`{"ticket":`, 20000)})
	putFiles(t, store, 8, "8", map[string]string{"transcript.json": `{"ticket":{"number":8},"entries":[{"kind":"message","text":"` + strings.Repeat("ab ", (16<<20)/3+1) + `"}]}`})
	put(t, store,
		talk{id: 20, closed: at(20), messages: []string{"\x00\x1b[2J\u202e\ufffe refund " + strings.Repeat("\u0301", 5000), strings.Repeat("x", 1<<20), `") OR words : ("a" * -- NEAR(`}, files: []string{"../../etc/refund\u202efdp.exe", ""}},
		talk{id: 21, closed: at(21), messages: []string{"\ue000 \ue001972501234567 every none refund"}},
	)
	c := opened(t, store, t.TempDir())
	s := updated(t, c)
	if len(s.Unread) != 8 || s.Bundles != 2 {
		t.Errorf("%d bundles, unread: %v", s.Bundles, s.Unread)
	}
	for i, f := range s.Unread {
		if f.Err.Error() == "" || !strings.Contains(f.Key, fmt.Sprintf("/%d/", i+1)) {
			t.Errorf("%v", f)
		}
	}
	for text, want := range map[string][]int64{
		"refund": {21, 20}, "xxx*": {20}, strings.Repeat("x", 1000): {20}, "near": {20}, `"words a"`: {20}, "every": {21}, "none": {21}, "0501234567": {21}, "972501234567": {21},
	} {
		if got := found(t, c, search(t, text)); !slices.Equal(got, want) {
			t.Errorf("%.40s: %v, want %v", text, got, want)
		}
	}
	q := search(t, "refund")
	for hit, err := range c.Each(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		d, err := c.Document(t.Context(), hit.Key)
		if err != nil {
			t.Fatal(err)
		}
		if e := q.Excerpt(d, 200); len(e.Text) > 400 || len(e.Marks) == 0 {
			t.Errorf("%q %v", e.Text, e.Marks)
		}
	}
}

// A bundle whose policy wanted no transcript.json is found by its record.
func TestFromTheRecord(t *testing.T) {
	source, err := os.ReadFile("../../render/sample.json")
	if err != nil {
		t.Fatal(err)
	}
	store := &storagetest.Memory{}
	putFiles(t, store, 1, "1", map[string]string{"source.json": string(source), "attachments/0001-bill.pdf": "what the file says"})
	c := opened(t, store, t.TempDir())
	if s := updated(t, c); s.Bundles != 1 || len(s.Unread) > 0 {
		t.Fatalf("%+v", s)
	}
	for _, text := range []string{"again", `"a note"`, "bill.pdf", `"the file says"`, "c@example.com", "summary", "tag", "שלום"} {
		if got := found(t, c, search(t, text)); !slices.Equal(got, []int64{1}) {
			t.Errorf("%s: %v", text, got)
		}
	}
	s := search(t, "")
	s.Channels, s.Tags, s.Departments = []string{"mail"}, []string{"ANOTHER"}, []string{"D"}
	if got := found(t, c, s); !slices.Equal(got, []int64{1}) {
		t.Errorf("filters: %v", got)
	}
}
