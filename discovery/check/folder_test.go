package check

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every code is explained, and none that there is not.
func TestDocumented(t *testing.T) {
	guide, err := os.ReadFile("../../docs/production-check.md")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, c := range Codes() {
		known[c.Name] = true
		if !strings.Contains(string(guide), "| `"+c.Name+"` | "+c.Means+" |") {
			t.Errorf("docs/production-check.md does not have: | `%s` | %s |", c.Name, c.Means)
		}
	}
	if n := strings.Count(string(guide), "\n| `"); n != len(known) {
		t.Errorf("docs/production-check.md explains %d codes, there are %d", n, len(known))
	}
}

func TestNoFolder(t *testing.T) {
	if _, err := Folder(t.Context(), filepath.Join(t.TempDir(), "none"), Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// However much is wrong, what is named is bounded, all of it is counted, and the
// first by path are named whatever the order in which they were found.
func TestManyProblems(t *testing.T) {
	files := goodFiles(t)
	files[listName] = append(files[listName], bytes.Repeat([]byte("x\n"), 3*MaxProblems)...)
	r, err := Folder(t.Context(), save(t, files), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Problems) != MaxProblems+1 || r.Found != 3*MaxProblems+1 || !maps.Equal(r.ByCode, map[string]int{ManifestForm: 3 * MaxProblems, CustodyEntry: 1}) {
		t.Errorf("%d of %d problems, %v", len(r.Problems), r.Found, r.ByCode)
	}
	f := &findings{}
	for i := range 10 * MaxProblems {
		f.add(FileHash, fmt.Sprintf("%06d", (i*7919)%(10*MaxProblems)), "", "x")
	}
	for i, p := range f.result(Counts{}).Problems {
		if p.Path != fmt.Sprintf("%06d", i) {
			t.Fatalf("problem %d is of %s", i, p.Path)
		}
	}
}

// Importers take so many events and no more.
func TestManyEvents(t *testing.T) {
	mail := repacked(t, goodFiles(t)[slice], func(manifest []byte) []byte {
		more := strings.Repeat(`{"type":"unknown","conversation":"C1","timestamp":"2026-02-01T10:00:00Z"},`, maxEvents)
		return bytes.Replace(manifest, []byte(`"events": [`), []byte(`"events": [`+more), 1)
	})
	mail = bytes.Replace(mail, []byte("EventCount: 1"), fmt.Appendf(nil, "EventCount: %d", maxEvents+1), 1)
	r, err := Slice(t.Context(), bytes.NewReader(mail), int64(len(mail)), "x.rsmf", Options{})
	if err != nil || !maps.Equal(r.ByCode, map[string]int{RSMFLimit: 1}) {
		t.Errorf("%v, %v", r, err)
	}
}
