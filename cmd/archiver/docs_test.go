package main

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/watch"
)

const serviceGuide = "../../docs/service.md"

// fence is a block of a document, with its language.
var fence = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Every block of YAML decodes, no key stands twice in it, and what is for
// Kubernetes says what it is.
func TestGuideYAML(t *testing.T) {
	blocks := 0
	for _, block := range fence.FindAllStringSubmatch(read(t, serviceGuide), -1) {
		if block[1] != "yaml" {
			continue
		}
		blocks++
		decoder := yaml.NewDecoder(strings.NewReader(block[2]), yaml.Strict())
		var document map[string]any
		if err := decoder.Decode(&document); err != nil {
			t.Errorf("%v\n%s", err, block[2])
		}
		if err := decoder.Decode(new(any)); !errors.Is(err, io.EOF) {
			t.Errorf("a second document: %v", err)
		}
		_, api := document["apiVersion"]
		_, kind := document["kind"]
		_, scrape := document["scrape_configs"]
		_, rules := document["groups"]
		if !(api && kind) && !scrape && !rules {
			t.Errorf("a block is for nobody:\n%s", block[2])
		}
	}
	if blocks != 4 {
		t.Errorf("%d blocks of YAML, want 4", blocks)
	}
}

// Every flag, variable and metric that the guide names exists.
func TestGuideNames(t *testing.T) {
	guide := fence.ReplaceAllStringFunc(read(t, serviceGuide), func(block string) string {
		if strings.HasPrefix(block, "```dockerfile") { // another program's flags
			return ""
		}
		return block
	})
	for _, kind := range []struct {
		name  string
		words *regexp.Regexp
		known map[string]bool
	}{
		{"flag", regexp.MustCompile(`--[a-z][a-z-]*`), flagNames()},
		{"variable", regexp.MustCompile(`\b(?:ARCHIVER|GLASSIX)_[A-Z_]+`), variableNames(t)},
		{"metric", regexp.MustCompile(`\barchiver_[a-z_]+`), metricNames(t)},
	} {
		found := kind.words.FindAllString(guide, -1)
		if len(found) < 5 {
			t.Errorf("the guide names %d times a %s", len(found), kind.name)
		}
		for _, word := range found {
			if !kind.known[word] {
				t.Errorf("there is no %s %s", kind.name, word)
			}
		}
	}
	for name := range metricNames(t) {
		if !strings.Contains(guide, "`"+name+"`") {
			t.Errorf("the guide does not name %s", name)
		}
	}
}

// flagNames are those of the usage of run.
func flagNames() map[string]bool {
	run, _, _ := newRoot(system()).Find([]string{"run"})
	known := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^ +(?:-\w, )?(?:    )?(--[a-z-]+)`).FindAllStringSubmatch(run.UsageString(), -1) {
		known[m[1]] = true
	}
	return known
}

// variableNames are those that the command's source has as strings.
func variableNames(t *testing.T) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, m := range regexp.MustCompile(`"((?:ARCHIVER|GLASSIX)_[A-Z_]+)"`).FindAllStringSubmatch(read(t, file), -1) {
			known[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`secret\(sys, "(\w+)"\)`).FindAllStringSubmatch(read(t, file), -1) {
			known[m[1]+"_FILE"] = true
		}
	}
	return known
}

// metricNames are those of a monitor that has seen a run.
func metricNames(t *testing.T) map[string]bool {
	t.Helper()
	monitor := watch.NewMonitor(time.Hour, "test", time.Now)
	monitor.Begin()
	monitor.End(&archive.Report{Complete: true}, nil)
	w := httptest.NewRecorder()
	monitor.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	known := map[string]bool{}
	for line := range bytes.Lines(w.Body.Bytes()) {
		if rest, ok := bytes.CutPrefix(line, []byte("# TYPE ")); ok {
			name, _, _ := strings.Cut(string(rest), " ")
			known[name] = true
		}
	}
	return known
}
