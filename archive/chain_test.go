package archive

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/tsa"
	"github.com/glassix-archiver/archiver/tsa/tsatest"
)

// chainOf is a history in which everything happens that can, timestamped up to
// a point.
func chainOf(t *testing.T) *Chain {
	t.Helper()
	h := newHolding(t, 1)
	k := h.keys[0]
	sum := strings.Repeat("0123456789abcdef", 4)
	b := custody.Bundle{Ticket: k.Ticket, Department: k.Department, Key: k.String(), SHA256: sum}
	of := func(e custody.Entry) custody.Entry {
		e.Ticket, e.Department, e.Key = k.Ticket, k.Department, k.String()
		return e
	}
	log := h.registry(h.store).Log
	until := time.Date(2033, 1, 1, 0, 0, 0, 0, time.UTC)
	first := []custody.Entry{
		of(custody.Entry{Event: custody.Archived, SHA256: sum, By: "archiver 1.0", Run: "20260201T000000Z-00000001", Mode: "governance", Until: until, Rule: "legal"}),
		of(custody.Entry{Event: custody.Held, By: "שרה כהן", Case: "תיק 2026-017 (ACME)"}),
		of(custody.Entry{Event: custody.Verified, SHA256: sum, By: "archiver 1.0"}),
	}
	second := []custody.Entry{
		custody.Delivery{Bundle: b, To: "dana@example.com", Message: "<20260301.1@acme.example>", Document: strings.Repeat("ab", 32), By: "نور \u202e<b>"}.Entry(),
		custody.Production{ID: "ACME-001", Case: "2026-017", Manifest: strings.Repeat("cd", 32), By: "archiver 1.0"}.Of(b),
		of(custody.Entry{Event: custody.Released, By: "שרה כהן", Case: "תיק 2026-017 (ACME)"}),
		of(custody.Entry{Event: custody.Extended, Mode: "compliance", Until: until.AddDate(3, 0, 0), Rule: "legal", By: "archiver 1.1"}),
		of(custody.Entry{Event: custody.ErasedAtSource, By: "archiver 1.1"}),
		of(custody.Entry{Event: custody.Purged, SHA256: sum, Until: until, Rule: "default", By: "archiver 1.1", Detail: "custody/certificates/20360102T000000Z-00000001.json"}),
		of(custody.Entry{Event: "shredded", By: "a later version"}),
	}
	c, err := log.Append(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	server := tsatest.New(t, h.now, nil)
	authority, err := tsa.New(server.URL, nil, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second finds that it is done
		if err := Timestamp(t.Context(), h.store, c, authority); err != nil || server.Asked != 1 {
			t.Fatalf("%v, asked %d times", err, server.Asked)
		}
	}
	h.now = h.now.AddDate(0, 1, 0)
	if c, err = log.Append(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	chain := &Chain{Ticket: k.Ticket, Checkpoint: c, PublicKey: "test+00000000+AAAA", Generator: "archiver test", Made: h.now}
	if chain.Stamps, err = StampsOf(t.Context(), h.store, log.View(), h.verifier, nil); err != nil || len(chain.Stamps) != 1 {
		t.Fatalf("%v, %v", chain.Stamps, err)
	}
	for r, err := range log.View().Entries(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		chain.Records = append(chain.Records, r)
	}
	return chain
}

// The record says everything, in both languages, as a sound PDF/A that is the
// same each time.
func TestChainPDF(t *testing.T) {
	for _, program := range []string{"qpdf", "pdftotext", "pdffonts", "pdfinfo"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
	c := chainOf(t)
	for lang, want := range map[string][]string{
		"en": {"Chain of custody of ticket 1", "Archived", "Placed on legal hold", "Destroyed", "shredded", "SHA-256 before", "SHA-256 after", "SHA-256, unchanged", "Page 1 of ", "Timestamps", "CN=Test Authority", "Not checked against a root",
			"1-3.tlog-proof", "archiver verify-proof proofs/1-9.tlog-proof --entry proofs/1-9.json --key test+00000000+AAAA", "Locked as", "Due since", "ACME-001", "U+202E"},
		"he": {"שרשרת משמורת של פנייה", "הועבר לארכיון", "הושמד", "עמוד", "CN=Test Authority"},
	} {
		var pdfs [2]bytes.Buffer
		for i := range pdfs {
			paper, err := c.Paper(lang)
			if err == nil {
				err = render.PaperPDF(&pdfs[i], paper, render.PDFOptions{})
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(pdfs[0].Bytes(), pdfs[1].Bytes()) {
			t.Errorf("%s: made twice, it differs", lang)
		}
		path := filepath.Join(t.TempDir(), lang+".pdf")
		if kept := os.Getenv("KEEP_PDF"); kept != "" {
			path = filepath.Join(kept, lang+".pdf")
		}
		if err := os.WriteFile(path, pdfs[0].Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		said := func(program string, args ...string) string {
			out, err := exec.Command(program, args...).CombinedOutput()
			if err != nil {
				t.Errorf("%s: %v\n%s", program, err, out)
			}
			return string(out)
		}
		said("qpdf", "--check", path)
		text := said("pdftotext", "-layout", path, "-")
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: there is no %q in\n%s", lang, w, text)
			}
		}
		for _, line := range strings.Split(strings.TrimSpace(said("pdffonts", path)), "\n")[2:] {
			if !regexp.MustCompile(` yes +yes +yes `).MatchString(line) {
				t.Errorf("%s: a font is not embedded: %s", lang, line)
			}
		}
		if meta := said("pdfinfo", "-meta", path); !strings.Contains(meta, "pdfaid:part") {
			t.Errorf("%s: no PDF/A:\n%s", lang, meta)
		}
	}
}

// Hebrew says what English says.
func TestChainWords(t *testing.T) {
	texts := func(lang string) map[string]string {
		data, err := os.ReadFile("../templates/custody/" + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var m map[string]string
		if err := json.Unmarshal(data, &m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	english, places := texts("en"), regexp.MustCompile(`\{\d\}`)
	files, err := filepath.Glob("../templates/custody/*.json")
	if err != nil || len(files) != 2 {
		t.Fatalf("%v, %v", files, err)
	}
	hebrew := texts("he")
	for key, text := range english {
		if other := hebrew[key]; other == "" || len(places.FindAllString(text, -1)) != len(places.FindAllString(other, -1)) {
			t.Errorf("%s: %q is %q", key, text, other)
		}
	}
	if len(hebrew) != len(english) {
		t.Errorf("%d texts, want %d", len(hebrew), len(english))
	}
	events := regexp.MustCompile(`Event += "(\w+)"`)
	data, err := os.ReadFile("../custody/entry.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range events.FindAllStringSubmatch(string(data), -1) {
		if english["event."+m[1]] == "" {
			t.Errorf("there are no words for %s", m[1])
		}
	}
}
