package check

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

const good = "testdata/good"

// goodFiles are those of the good production, by path.
func goodFiles(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	root := os.DirFS(good)
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[name], err = fs.ReadFile(root, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// bad is a bad production, as testdata/README.md says how it is written.
type bad struct {
	name    string
	codes   []string
	renewed string // "", "entry", "manifest" or "all"
	key     bool   // it is checked with the custody log's
	field   string // that nothing but the log confirms
	changes []txtar.File
	was     map[string]string // the good production's names of files that are renamed
}

// corpus are all bad productions.
func corpus(t testing.TB) (list []*bad) {
	t.Helper()
	names, err := filepath.Glob("testdata/bad/*.txt")
	if err != nil || len(names) < 100 {
		t.Fatalf("%d bad productions, %v", len(names), err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		b := &bad{name: strings.TrimSuffix(filepath.Base(name), ".txt"), changes: archive.Files, was: map[string]string{}}
		for line := range strings.Lines(string(archive.Comment)) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			switch key {
			case "codes":
				b.codes = slices.Sorted(slices.Values(strings.Fields(value)))
			case "renewed":
				b.renewed = value
			case "key":
				b.key = value == "given"
			case "field":
				b.field = value
			}
		}
		if len(b.codes) == 0 {
			t.Fatalf("%s says no codes", name)
		}
		list = append(list, b)
	}
	return list
}

// save makes the production on the disk.
func (b *bad) save(t testing.TB) string {
	t.Helper()
	files := b.files(t)
	b.renew(t, files)
	dir := save(t, files)
	for _, c := range b.changes {
		onDisk(t, dir, c)
	}
	return dir
}

// files are those of the production, with hashes as they were.
func (b *bad) files(t testing.TB) map[string][]byte {
	t.Helper()
	files := goodFiles(t)
	for _, c := range b.changes {
		path, how, _ := strings.Cut(c.Name, " ")
		switch how {
		case "":
			files[path] = c.Data
		case "base64":
			data, err := base64.StdEncoding.DecodeString(string(c.Data))
			if err != nil {
				t.Fatalf("%s: %v", c.Name, err)
			}
			files[path] = data
		case "deleted":
			delete(files, path)
		case "renamed":
			to := strings.TrimSpace(string(c.Data))
			files[to], b.was[to] = files[path], path
			delete(files, path)
		case "edited":
			files[path] = edited(t, files[path], c)
		case "manifest edited":
			files[path] = repacked(t, files[path], func(manifest []byte) []byte { return edited(t, manifest, c) })
		case "link", "folder": // onDisk
		default:
			t.Fatalf("nobody knows how to make %q", c.Name)
		}
	}
	return files
}

// onDisk makes what is no file.
func onDisk(t testing.TB, dir string, c txtar.File) {
	t.Helper()
	name, how, _ := strings.Cut(c.Name, " ")
	path := filepath.Join(dir, filepath.FromSlash(name))
	var err error
	switch how {
	case "link":
		err = errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.Symlink(strings.TrimSpace(string(c.Data)), path))
	case "folder":
		err = os.MkdirAll(path, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// renew makes hashes anew, as somebody would who wants a change not to be seen:
// those of rows and report, the manifest, and the custody log's entry of that.
func (b *bad) renew(t testing.TB, files map[string][]byte) {
	t.Helper()
	if b.renewed == "" {
		return
	}
	before := goodFiles(t)
	for name, old := range b.was {
		before[name] = before[old]
	}
	if b.renewed == "all" {
		isReport := func(name string) bool { return name == reportName }
		isRows := func(name string) bool { return strings.HasSuffix(name, ".dat") }
		rehash(files, before, isRows, func(name string) bool { return strings.HasPrefix(name, "VOL") && !isRows(name) })
		rehash(files, before, isReport, func(name string) bool { return name != reportName })
	}
	if b.renewed != "entry" {
		files[listName] = manifestOf(files)
	}
	rehash(files, before, func(name string) bool { return name == entryName }, func(name string) bool { return name == listName })
}

func manifestOf(files map[string][]byte) []byte {
	var list bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !beside[name] {
			list.WriteString(hash(files[name]) + "  " + name + "\n")
		}
	}
	return list.Bytes()
}

// rehash writes the new hash of each file of some in the place of its old one.
func rehash(files, before map[string][]byte, in, of func(name string) bool) {
	for name, data := range files {
		if old, was := before[name]; !was || !of(name) || bytes.Equal(old, data) {
			continue
		}
		for other := range files {
			if in(other) {
				files[other] = bytes.ReplaceAll(files[other], []byte(hash(before[name])), []byte(hash(data)))
			}
		}
	}
}

func save(t testing.TB, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// codes are those of the problems of a folder, each once.
func codes(t testing.TB, dir string, o Options) (list []string, all []Problem) {
	t.Helper()
	r, err := Folder(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(maps.Keys(r.ByCode)), r.Problems
}

func hash(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}
