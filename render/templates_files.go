package render

import (
	"bytes"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"slices"
	"sync"
	"time"
)

// templateSet are the user's templates as they were when read: a file system
// of files without folders, which are parsed once and not for each ticket.
type templateSet struct {
	files map[string][]byte
	page  func() (*template.Template, error)
	words map[string]map[string]string // by language; nil before they were checked
}

func newTemplateSet(files map[string][]byte) *templateSet {
	set := &templateSet{files: files}
	set.page = sync.OnceValues(func() (*template.Template, error) { return parsePage(set) })
	return set
}

// pageOf parses the page among files, or returns the one parsed before.
func pageOf(files fs.FS) (*template.Template, error) {
	if set, ok := files.(*templateSet); ok {
		return set.page()
	}
	return parsePage(files)
}

// takeWords checks the words, and keeps them.
func (t *templateSet) takeWords() error {
	if err := CheckWords(t); err != nil {
		return err
	}
	words := make(map[string]map[string]string)
	names, err := t.Glob("words/*.json")
	for _, name := range names {
		lang := languageOfFile(name)
		if words[lang], err = readWords(t, lang); err != nil {
			return err
		}
	}
	t.words = words
	return err
}

func (t *templateSet) Open(name string) (fs.File, error) {
	data, err := t.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return &templateFile{name: path.Base(name), size: int64(len(data)), Reader: *bytes.NewReader(data)}, nil
}

// ReadFile returns a template; the caller must not change it.
func (t *templateSet) ReadFile(name string) ([]byte, error) {
	if data, ok := t.files[name]; ok {
		return data, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// Glob lists the templates whose names match, sorted.
func (t *templateSet) Glob(pattern string) ([]string, error) {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(t.files)) {
		ok, err := path.Match(pattern, name)
		if err != nil {
			return nil, err
		}
		if ok {
			names = append(names, name)
		}
	}
	return names, nil
}

// templateFile is an open template, and what is known of it.
type templateFile struct {
	bytes.Reader
	name string
	size int64
}

func (f *templateFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *templateFile) Close() error               { return nil }
func (f *templateFile) Name() string               { return f.name }
func (f *templateFile) Size() int64                { return f.size }
func (f *templateFile) Mode() fs.FileMode          { return 0o444 }
func (f *templateFile) ModTime() time.Time         { return time.Time{} }
func (f *templateFile) IsDir() bool                { return false }
func (f *templateFile) Sys() any                   { return nil }
