package pdfread

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

// transcript is a PDF of a ticket of the sample workspace.
func transcript(t testing.TB, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tk, err := ticket.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	made, err := render.Build(render.Record{Ticket: tk, Raw: raw}, render.Options{Audience: render.Legal, Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := render.PDF(&out, made, render.PDFOptions{}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const samples = "../../../fetch/fetchtest/sample/tickets/"

// tool runs a program, or skips the test where it is missing.
func tool(t *testing.T, program string, args ...string) string {
	t.Helper()
	found, err := exec.LookPath(program)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(program + " is not installed")
		}
		t.Skip(program + " is not installed")
	}
	out, err := exec.CommandContext(t.Context(), found, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
	return string(out)
}

// words are those of plain letters and digits: poppler puts those of other
// scripts in the order in which they are read.
func words(text string) map[string]int {
	count := map[string]int{}
	for _, w := range strings.FieldsFunc(text, func(c rune) bool {
		return (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
	}) {
		if len(w) > 5 {
			count[w]++
		}
	}
	return count
}

// Pages and their words are those that poppler sees.
func TestAgainstPoppler(t *testing.T) {
	for _, ticket := range []string{"220668019", "220804990", "220761478"} {
		data := transcript(t, samples+ticket+".json")
		folder := t.TempDir()
		plain, packed := filepath.Join(folder, "plain.pdf"), filepath.Join(folder, "packed.pdf")
		if err := os.WriteFile(plain, data, 0o600); err != nil {
			t.Fatal(err)
		}
		tool(t, "qpdf", "--object-streams=generate", plain, packed)
		for _, path := range []string{plain, packed} {
			sameAsPoppler(t, path)
		}
	}
}

func sameAsPoppler(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if info := tool(t, "pdfinfo", path); !strings.Contains(info, fmt.Sprintf("\nPages:           %d\n", d.Pages())) {
		t.Errorf("%s: %d pages; poppler: %s", path, d.Pages(), info)
	}
	for i := range d.Pages() {
		page := fmt.Sprint(i + 1)
		text, err := d.Text(i)
		if err != nil {
			t.Fatal(err)
		}
		got, want := words(text), words(tool(t, "pdftotext", "-f", page, "-l", page, path, "-"))
		if len(want) < 5 {
			t.Errorf("%s, page %s: poppler sees %d words", path, page, len(want))
		}
		for w := range want {
			if got[w] == 0 {
				t.Errorf("%s, page %s: poppler sees %q; this sees %q", path, page, w, text)
				break
			}
		}
	}
}

func TestBroken(t *testing.T) {
	data := transcript(t, samples+"220668019.json")
	for name, change := range map[string]func([]byte) []byte{
		"cut":     func(b []byte) []byte { return b[:len(b)/2] },
		"no tree": func(b []byte) []byte { return bytes.Replace(b, []byte("/Kids["), []byte("/Kidz["), 1) },
		"count":   func(b []byte) []byte { return bytes.Replace(b, []byte("/Count 3/"), []byte("/Count 4/"), 1) },
		"round": func(b []byte) []byte {
			return bytes.Replace(b, []byte("/Kids[3 0 R 5 0 R"), []byte("/Kids[3 0 R 3 0 R"), 1)
		},
		"encrypted": func(b []byte) []byte { return bytes.Replace(b, []byte("/Info "), []byte("/Encrypt "), 1) },
		"nothing":   func([]byte) []byte { return nil },
	} {
		broken := change(bytes.Clone(data))
		if bytes.Equal(broken, data) {
			t.Fatalf("%s: nothing is changed", name)
		}
		if _, err := Open(bytes.NewReader(broken), int64(len(broken))); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// Whatever the bytes, the reading ends, and without a panic.
func FuzzOpen(f *testing.F) {
	f.Add(transcript(f, samples+"220668019.json"))
	f.Add([]byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Contents 4 0 R>>endobj\n4 0 obj<</Length 20>>stream\nBT /F1 9 Tf (x)Tj ET\nendstream endobj\nxref\n0 5\n0 65535 f\n9 0 n\n47 0 n\n85 0 n\n120 0 n\ntrailer<</Root 1 0 R>>startxref\n180\n%%EOF"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		for i := range min(d.Pages(), 10) {
			d.Text(i)
		}
	})
}
