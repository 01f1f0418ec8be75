package check

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/custody"
)

// layout is the version of the frozen productions. Where it changes, those of
// the old one stay, as far as they are still to be read: a production is checked
// years after it was made.
const layout = "production/1"

// alone lists the codes that no fault has by itself, and why.
var alone = map[string]string{
	LinkShared: "a file's name has its document's number, so who shares one names it twice, and one of the two by the wrong place",
	FileUnread: "no file that lies in a folder for all to read does that; TestUnread has it",
}

// The good production that the bad ones are made from is good, and stays so.
func TestGood(t *testing.T) {
	r, err := Folder(t.Context(), good, Options{Prove: prove(t)})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Problems {
		t.Error(p)
	}
	want := Counts{Files: len(goodFiles(t)), Bytes: r.Counts.Bytes, Volumes: 2, Documents: 4, Pages: 5, RSMF: 3, Events: 4}
	if r.Counts != want || r.Found != 0 {
		t.Errorf("counts %+v, want %+v", r.Counts, want)
	}
	if report := string(goodFiles(t)[reportName]); !strings.Contains(report, `"schema": "`+layout+`"`) {
		t.Errorf("it is none of %s", layout)
	}
}

// Each bad production has the codes that its file says: no more, no fewer. And
// each code has one that has no other.
func TestCorpus(t *testing.T) {
	given, single := map[string]bool{}, map[string]bool{}
	for _, b := range corpus(t) {
		for _, code := range b.codes {
			given[code], single[code] = true, single[code] || len(b.codes) == 1
		}
		t.Run(b.name, func(t *testing.T) { b.check(t) })
	}
	for _, c := range Codes() {
		why, never := alone[c.Name]
		switch {
		case !given[c.Name] && c.Name != FileUnread:
			t.Errorf("no production of the corpus has %s", c.Name)
		case single[c.Name] == never:
			t.Errorf("%s is alone in one: %v; %q", c.Name, single[c.Name], why)
		}
	}
}

func (b *bad) check(t *testing.T) {
	dir := b.save(t)
	o := Options{Temp: t.TempDir()}
	if b.key {
		o.Prove = prove(t)
	}
	got, problems := codes(t, dir, o)
	if !slices.Equal(got, b.codes) {
		t.Errorf("codes %q, want %q", got, b.codes)
		for _, p := range problems {
			t.Log(p)
		}
	}
	if b.renewed == "" || b.key {
		return
	}
	o.Prove = prove(t)
	if got, _ := codes(t, dir, o); !slices.Contains(got, CustodyProof) {
		t.Errorf("its hashes were made anew, and the custody log's key does not tell: %q", got)
	}
}

// prove asks the key of the frozen production's custody log.
func prove(t testing.TB) func(entry, proof []byte) error {
	t.Helper()
	key, err := custody.ParseVerifier(strings.TrimSpace(string(goodFiles(t)["CUSTODY/verifier.txt"])))
	if err != nil {
		t.Fatal(err)
	}
	return func(entry, proof []byte) error { return custody.VerifyProof(entry, proof, key) }
}

// What no second place in the folder confirms is found with the log's key only,
// and the guide names it.
func TestOnlyTheLogTells(t *testing.T) {
	guide, err := os.ReadFile("../../docs/production-check.md")
	if err != nil {
		t.Fatal(err)
	}
	_, part, _ := strings.Cut(string(guide), "## What only the custody log can tell")
	part, _, _ = strings.Cut(part, "\n## ")
	for _, b := range corpus(t) {
		if len(b.codes) != 1 || b.codes[0] != CustodyProof || b.field == "" {
			continue
		}
		if !strings.Contains(part, b.field) {
			t.Errorf("%s: the guide does not say that nothing confirms %s", b.name, b.field)
		}
	}
}

// A file that goes while the folder is read is named, and the rest is read.
func TestUnread(t *testing.T) {
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	p := &production{root: root, files: map[string]*file{"x": {}}}
	if err := p.readFiles(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found := p.result(p.counts).Problems; len(found) != 1 || found[0].Code != FileUnread || found[0].Path != "x" {
		t.Errorf("found %v", found)
	}
}

// Each file of the production is missed when it is taken away, and found to be
// another when it has a byte more.
func TestEveryFile(t *testing.T) {
	for name := range goodFiles(t) {
		for what, change := range map[string]func(path string) error{
			"gone": os.Remove,
			"longer": func(path string) error {
				f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
				if err != nil {
					return err
				}
				_, err = f.WriteString("x")
				return errors.Join(err, f.Close())
			},
		} {
			dir := save(t, goodFiles(t))
			if err := change(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
				t.Fatal(err)
			}
			if got, _ := codes(t, dir, Options{Prove: prove(t)}); len(got) == 0 {
				t.Errorf("%s is %s, and nothing is found", name, what)
			}
		}
	}
}
