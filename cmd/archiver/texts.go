package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/glassix-archiver/archiver/discovery/catalog"
	"github.com/glassix-archiver/archiver/discovery/filetext"
	"github.com/glassix-archiver/archiver/discovery/query"
)

// maxTexts bounds the files that are looked into at once: each may take 400 MB.
const maxTexts = 2

// newExtractor takes texts out of files, for whatever the process does. What it needs
// it makes when the first PDF comes, and keeps it for the next process beside the
// catalogues.
func newExtractor() *filetext.Extractor {
	folder := os.Getenv("ARCHIVER_CATALOG")
	if caches, err := os.UserCacheDir(); err == nil {
		folder = filepath.Join(caches, "archiver")
	}
	if folder != "" {
		folder = filepath.Join(folder, "pdfium")
	}
	return filetext.New(min(maxTexts, runtime.GOMAXPROCS(0)), folder)
}

// extractor is the process's.
func (s *sys) extractor() *filetext.Extractor {
	if s.texts == nil {
		return nil
	}
	return s.texts()
}

// reasonWords say why what a file says is not searched.
var reasonWords = map[filetext.Reason]string{
	filetext.Encrypted:    "encrypted",
	filetext.Damaged:      "damaged",
	filetext.TooLong:      fmt.Sprintf("too slow to read (over %.0f seconds)", filetext.MaxTime.Seconds()),
	filetext.TooLarge:     fmt.Sprintf("too large (over %d MB, or %d MB when unpacked)", filetext.MaxFile>>20, filetext.MaxUnpacked>>20),
	filetext.Cut:          fmt.Sprintf("too long (only the first %d MB of text is searched)", filetext.MaxText>>20),
	filetext.Encoding:     "not in UTF-8",
	filetext.NoText:       "scanned or without text",
	filetext.PagesWithout: "partly scanned or without text",
	filetext.NotRead:      "of other types (pictures, sound, video, archives, …)",
}

// silentText says how many files are not searched by all that they say, and why.
func silentText(s catalog.Status) string {
	n, reasons := 0, []string{}
	for _, r := range filetext.Reasons {
		if s.Silent[r] > 0 {
			n += s.Silent[r]
			reasons = append(reasons, fmt.Sprintf("%d %s", s.Silent[r], reasonWords[r]))
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %s not searched, or not completely: %s", n, count(s.Files, "attachment"), strings.Join(reasons, ", "))
}

// noteSilent says what a search could not look into, so that nobody takes what it
// finds for all that there is.
func noteSilent(sys *sys, q *query.Query, s catalog.Status) {
	if text := silentText(s); text != "" && !q.Empty() {
		fmt.Fprintf(sys.stderr, "note: %s; see archiver catalog status\n", text)
	}
}
