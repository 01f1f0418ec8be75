package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/ticket"
)

// TestPreflight holds what transcripts claim against PDFBox's validator, which
// knows PDF/A-1b only: every sample ticket for every audience, each language
// in turn, and the hostile tickets, all without the associated file that makes
// PDF/A-3u of them. With it, qpdf has to find them sound.
func TestPreflight(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	validator := preflightCommand(t)
	folder := t.TempDir()
	var names []string
	for i, record := range fixtures(t) {
		for j, audience := range []render.Audience{render.Internal, render.ForCustomer, render.Legal} {
			languages := render.Languages(nil)
			options := render.Options{Audience: audience, Language: languages[(i+j)%len(languages)], Letter: j == 2, Generator: "archiver test"}
			name := fmt.Sprintf("%d-%d-%s.pdf", i, record.Ticket.ID, audience)
			names = append(names, filepath.Join(folder, name))
			writePDF(t, record, options, true, filepath.Join(folder, name))
			whole := filepath.Join(folder, "whole-"+name)
			writePDF(t, record, options, false, whole)
			sound(t, whole)
		}
	}
	preflighted(t, validator, names)
}

// preflighted holds the files against PDFBox's validator, in one run of it.
func preflighted(t *testing.T, validator *exec.Cmd, names []string) {
	t.Helper()
	list := filepath.Join(t.TempDir(), "list.txt")
	if err := os.WriteFile(list, []byte(strings.Join(names, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	validator.Args = append(validator.Args, "xml", "batch", list)
	if out, err := validator.CombinedOutput(); err != nil {
		t.Fatalf("preflight: %v\n%s", err, out)
	}
	for _, name := range names {
		result, err := os.ReadFile(name + ".preflight.xml")
		if err != nil {
			t.Error(err)
		} else if !bytes.Contains(result, []byte(`<isValid type="PDF/A1-b">true</isValid>`)) {
			t.Errorf("%s is not valid PDF/A-1b:\n%s", filepath.Base(name), result)
		}
	}
}

// sound holds a file against qpdf.
func sound(t *testing.T, name string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "qpdf", "--check", name).CombinedOutput(); err != nil {
		t.Errorf("%s: qpdf: %v\n%s", name, err, out)
	}
}

func writePDF(t *testing.T, record render.Record, o render.Options, bare bool, path string) {
	t.Helper()
	o.WithoutSource = bare
	transcript, err := render.Build(record, o)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := render.PDF(&b, transcript, render.PDFOptions{Letter: o.Letter, WithoutSource: bare}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// fixtures are the sample tickets, with their files, and the hostile ones.
func fixtures(t *testing.T) []render.Record {
	t.Helper()
	all, err := archiveSample(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(all.close)
	records := append(all.records, mixedRecords()...)
	hostile, err := filepath.Glob("../render/testdata/hostile/*.json")
	if err != nil || len(hostile) == 0 {
		t.Fatalf("no hostile tickets: %v", err)
	}
	for _, name := range hostile {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := ticket.Decode(raw)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		records = append(records, render.Record{Ticket: decoded, Raw: raw})
	}
	return records
}

// preflightCommand is PDFBox's validator from Debian's packages.
func preflightCommand(t *testing.T) *exec.Cmd {
	t.Helper()
	missing := func(format string, args ...any) {
		if os.Getenv("CI") == "true" {
			t.Fatalf(format, args...)
		}
		t.Skipf(format, args...)
	}
	for _, program := range []string{"java", "qpdf"} {
		if _, err := exec.LookPath(program); err != nil {
			missing("%s is not installed", program)
		}
	}
	var jars []string
	for _, jar := range []string{"preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "bcprov", "commons-io", "javax.activation", "jaxb-api"} {
		path := "/usr/share/java/" + jar + ".jar"
		if _, err := os.Stat(path); err != nil {
			missing("%s is missing: install Debian's libpdfbox2-java and what .ci/run names with it", path)
		}
		jars = append(jars, path)
	}
	return exec.CommandContext(t.Context(), "java", "-cp", strings.Join(jars, ":"), "org.apache.pdfbox.preflight.Validator_A1b")
}
