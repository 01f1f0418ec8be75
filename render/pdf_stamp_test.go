package render

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/ticket"
)

// longTicket has enough to say for several pages.
func longTicket(t *testing.T, culture string) Record {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, `{"id":1,"state":"Closed","culture":%q,"field1":"4711","transactions":[`, culture)
	for i := range 60 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"guidTransactionId":"g%d","dateTime":"2026-02-01T10:00:00","type":"Message","text":"שלום hello %d","fromParticipant":{"name":"Dana","type":"Client"}}`, i, i)
	}
	b.WriteString("]}")
	raw := []byte(b.String())
	decoded, err := ticket.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	return Record{Ticket: decoded, Raw: raw}
}

// Every page bears its stamp, on a line where nothing else is, whatever the
// language and the paper.
func TestStamp(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("needs pdftotext of poppler-utils")
	}
	for _, language := range []string{"en", "he", "ar", "ru"} {
		for _, letter := range []bool{false, true} {
			transcript, err := Build(longTicket(t, language), Options{Audience: Legal, Language: language, Letter: letter, Generator: "test"})
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			stamped := 0
			err = PDF(&b, transcript, PDFOptions{Letter: letter, WithoutSource: true, Stamp: func(pages int) (func(int) Stamp, error) {
				stamped = pages
				return func(page int) Stamp {
					return Stamp{Number: fmt.Sprintf("ABC-%07d", page+41), Legend: strings.Repeat("CONFIDENTIAL סודי ", 20)}
				}, nil
			}})
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "stamped.pdf")
			if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			text, err := exec.Command("pdftotext", "-layout", path, "-").Output()
			if err != nil {
				t.Fatal(err)
			}
			pages := strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")
			if len(pages) != stamped || stamped < 3 {
				t.Fatalf("%s: %d pages, %d stamped", language, len(pages), stamped)
			}
			for i, page := range pages {
				lines := strings.Split(strings.TrimSpace(page), "\n")
				last := strings.TrimSpace(lines[len(lines)-1])
				if want := fmt.Sprintf("ABC-%07d", i+42); !strings.Contains(last, want) || !strings.Contains(last, "CONFIDENTIAL") || strings.Count(page, "ABC-") != 1 {
					t.Errorf("%s, letter %v, page %d: the last line is %q, not with %s", language, letter, i+1, last, want)
				}
			}
		}
	}
}

// Who has no number to give ends the PDF, and is told from all else.
func TestStampFails(t *testing.T) {
	transcript, err := Build(longTicket(t, "en"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	none := errors.New("none left")
	err = PDF(new(bytes.Buffer), transcript, PDFOptions{Stamp: func(int) (func(int) Stamp, error) { return nil, none }})
	if !errors.Is(err, none) {
		t.Errorf("the error is %v", err)
	}
}
