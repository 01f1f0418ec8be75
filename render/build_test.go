package render

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/ticket"
)

// record reads a ticket of testdata with the files that were had for it.
func record(t *testing.T, name string) Record {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := ticket.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	sum := strings.Repeat("0123456789abcdef", 4)
	return Record{Ticket: decoded, Raw: raw, Files: map[string]File{
		"281018logo.png":                        {Path: "attachments/0001-logo.png", Size: 1234, SHA256: sum, MediaType: "image/png"},
		"281018offer.pdf":                       {Exception: &Exception{Code: "attachment_blocked", Message: "GET https://s3.example.com/a: 403 in 3 tries", Tried: time.Unix(1, 0)}},
		"271018internal.txt":                    {Path: "attachments/0002-internal.txt", Size: 5, SHA256: sum, MediaType: "text/plain; charset=utf-8"},
		"201118135610uploadedimageklapzqep.jpg": {Path: "attachments/0001-UPLOADED IMAGE#1.jpg", Size: 184_000, SHA256: sum, MediaType: "image/jpeg"},
	}}
}

func jerusalem(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Jerusalem")
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal(err)
	}
	if err != nil {
		t.Skipf("no time zones on this machine: %v", err)
	}
	return zone
}

func build(t *testing.T, rec Record, o Options) *Transcript {
	t.Helper()
	transcript, err := Build(rec, o)
	if err != nil {
		t.Fatal(err)
	}
	return transcript
}

func written(t *testing.T, write func(io.Writer, *Transcript) error, transcript *Transcript) string {
	t.Helper()
	var out bytes.Buffer
	if err := write(&out, transcript); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// entryWords are the words of each entry, for comparison at a glance.
func entryWords(transcript *Transcript) string {
	var out strings.Builder
	for _, e := range transcript.Entries {
		out.WriteString(string(e.Kind) + " " + string(e.Author.Role) + " " + e.Author.Name)
		if e.Words != "" {
			out.WriteString(" [" + e.Words + "]")
		}
		if e.Text != "" {
			out.WriteString(": " + strings.ReplaceAll(e.Text, "\n", "/"))
		}
		out.WriteByte('\n')
	}
	return out.String()
}
