package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/glassix-archiver/archiver/"

// rooms lists what each room may import of the others, so that knowledge
// flows one way. Tests may import what they like.
var rooms = map[string][]string{
	"ticket":                  {},
	"bundle":                  {},
	"storage":                 {},
	"storage/dir":             {"storage"},
	"storage/s3":              {"storage"},
	"storage/storagetest":     {"storage"},
	"custody":                 {"storage"},
	"tsa":                     {},
	"tsa/tsatest":             {},
	"doctor":                  {"storage"},
	"fetch":                   {"ticket"},
	"fetch/fetchtest":         {"ticket"},
	"templates":               {},
	"render/body":             {},
	"render/typeset/bidi":     {},
	"render/typeset":          {"render/typeset/bidi"},
	"redact":                  {},
	"render":                  {"redact", "ticket", "templates", "render/body", "render/typeset"},
	"yamlfile":                {},
	"retention":               {"redact", "ticket", "yamlfile"},
	"archive":                 {"ticket", "fetch", "render", "bundle", "storage", "retention", "custody", "tsa", "discovery/filetext", "discovery/query"},
	"watch":                   {"archive"},
	"send/sendtest":           {},
	"send":                    {"ticket", "templates", "bundle", "storage", "custody"},
	"discovery/query":         {"render", "render/body"},
	"discovery/filetext":      {"render/body"},
	"discovery/catalog":       {"archive", "storage", "discovery/filetext", "discovery/query"},
	"discovery/loadfile":      {},
	"discovery/rsmf":          {"render", "render/body"},
	"discovery/production":    {"archive", "bundle", "custody", "discovery/filetext", "discovery/loadfile", "render", "storage"},
	"discovery/check/pdfread": {},
	"discovery/check":         {"discovery/check/pdfread"}, // it must not know who wrote what it checks
	"bench/talk":              {"ticket"},
	"bench/chromium":          {},
	"bench":                   {"bench/talk", "bench/chromium", "render", "render/body", "ticket", "archive", "bundle", "custody", "fetch", "fetch/fetchtest", "storage", "storage/dir", "storage/s3", "discovery/check", "discovery/production", "discovery/rsmf", "discovery/filetext", "discovery/query", "discovery/catalog"},
	"cmd/archiver":            {"archive", "custody", "doctor", "fetch", "fetch/fetchtest", "redact", "render", "storage", "storage/dir", "storage/s3", "ticket", "retention", "yamlfile", "watch", "tsa", "send", "bundle", "discovery/filetext", "discovery/query", "discovery/catalog", "discovery/production", "discovery/rsmf", "discovery/check"},
}

func TestImportsRunOneWay(t *testing.T) {
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && file != root && d.Name() != ".." || d.Name() == "tools" || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		checkImports(t, file, path.Dir(filepath.ToSlash(rel)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkImports(t *testing.T, file, room string) {
	t.Helper()
	allowed, known := rooms[room]
	if !known {
		t.Errorf("%s: room %s is not in the map of rooms", file, room)
		return
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if other, ours := strings.CutPrefix(imported, module); ours && !slices.Contains(allowed, other) {
			t.Errorf("%s: room %s must not know %s", file, room, other)
		}
	}
}
