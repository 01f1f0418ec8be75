package main

import (
	"crypto/rand"
	"path/filepath"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/discovery/production"
	"github.com/glassix-archiver/archiver/render"
)

// Every page that leaves the house is PDF/A-1b by PDFBox's validator, its stamp
// and the report included, and sound by qpdf.
func TestProductionPreflight(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	validator := preflightCommand(t)
	all, err := archiveSample(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(all.close)
	o := production.Options{Store: all.store, Case: "preflight", Out: filepath.Join(t.TempDir(), "out"), Formats: []production.Format{production.PDF}, Bates: production.Bates{Prefix: "ABC", Digits: 7},
		Split: 1000, Legend: "סודי · CONFIDENTIAL 😀", Letter: true, Render: render.Options{Language: "en"}, Now: time.Now, Random: rand.Reader, Generator: "archiver test"}
	for k, err := range archive.Keys(t.Context(), all.store) {
		if err != nil {
			t.Fatal(err)
		}
		o.Keys = append(o.Keys, k)
	}
	report, err := production.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(o.Out, "VOL001", "PDF", "*.pdf"))
	if err != nil || len(names) != report.Counts.PDFs || len(names) == 0 {
		t.Fatalf("%d files, %v; the report says %d", len(names), err, report.Counts.PDFs)
	}
	names = append(names, filepath.Join(o.Out, "REPORT", "report.pdf"))
	preflighted(t, validator, names)
	for _, name := range names {
		sound(t, name)
	}
}
