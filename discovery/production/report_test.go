package production

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/templates"
)

// gappy is a production of the sample workspace of which a bundle is damaged,
// one is gone, and attachments are withheld, for a case with a long name.
func gappy(t *testing.T, h *house) Options {
	t.Helper()
	keys := h.keys()
	o := h.options(filepath.Join(t.TempDir(), "out"))
	o.Case = "תיק 2026-017 — In re ACME Consumer Refund Litigation, Master File No. 26-cv-01234 (consolidated with 26-cv-01250)"
	o.By, o.Withhold, o.Redact = `עו"ד שרה כהן, counsel`, "privileged (clause 7)", "card"
	o.Selection = Selection{Query: `(refund OR החזר*) NOT spam`, Text: "tickets that the query finds", Superseded: 2,
		Filters: []render.NameValue{{Name: "closed before", Value: "2027-01-01T00:00:00Z"}, {Name: "tag", Value: "VIP"}, {Name: "tag", Value: "זיכוי"}}}
	damaged := filepath.Join(h.folder, filepath.FromSlash(keys[3].String()))
	data, err := os.ReadFile(damaged)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.Chmod(damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(damaged, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(h.folder, filepath.FromSlash(keys[7].String()))); err != nil {
		t.Fatal(err)
	}
	return o
}

// The first page says what is lacking, what was asked for and what was found, in
// this order; what is to be signed stands on one page.
func TestReportForPeople(t *testing.T) {
	needs(t, "pdftotext", "qpdf")
	h := sampleHouse(t)
	o := gappy(t, h)
	report := h.produce(o)
	path := filepath.Join(o.Out, "REPORT", "report.pdf")
	if kept := os.Getenv("KEEP_PDF"); kept != "" {
		if err := os.CopyFS(kept, os.DirFS(filepath.Dir(path))); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("qpdf", "--check", path).CombinedOutput(); err != nil {
		t.Errorf("qpdf: %v\n%s", err, out)
	}
	text, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(unmarkedLines(string(text)), "\f")
	rest := pages[0]
	for _, want := range []string{
		`Production 1: ABC-0000001 to ABC-\d+`, `Not complete`, `1 +bundle withheld: damaged: .*\(bundle_damaged\)`, `1 +bundle withheld: it is no longer in the archive \(bundle_gone\)`,
		`\d+ +attachments withheld, for the reason: privileged \(clause 7\)`, `What was asked for`, `Tickets that the query finds`, `2 more bundles match`, `VIP`,
		`What was found, and what became of it`, `26 +bundles found, of which`, `24 +are produced,`, ` 2 +are withheld, and`, ` 0 +are exact duplicates`,
	} {
		at := regexp.MustCompile(want).FindStringIndex(rest)
		if at == nil {
			t.Fatalf("the first page does not go on with %q:\n%s", want, rest)
		}
		rest = rest[at[1]:]
	}
	signed := 0
	for _, page := range pages {
		if strings.Contains(page, "Signature") {
			signed++
			for _, want := range []string{"I am qualified", "SHA-256 of the manifest", "Place and date"} {
				if !strings.Contains(page, want) {
					t.Errorf("%q is not on the page that is signed:\n%s", want, page)
				}
			}
		}
		if lines := strings.Count(strings.TrimSpace(page), "\n"); lines < 3 && strings.TrimSpace(page) != "" {
			t.Errorf("a page with hardly anything on it: %s", page)
		}
	}
	if signed != 1 {
		t.Errorf("%d pages are to be signed", signed)
	}
	for _, w := range report.Withheld {
		if !strings.Contains(string(text), w.Key) {
			t.Errorf("%s is not named whole", w.Key)
		}
	}
	for _, ref := range []*FileRef{report.Volumes[0].DAT, report.Files.Sources} {
		if !regexp.MustCompile(ref.SHA256 + " +" + regexp.QuoteMeta(ref.Path)).Match(text) {
			t.Errorf("the hash of %s does not stand on one line", ref.Path)
		}
	}
}

func unmarkedLines(text string) string {
	return strings.NewReplacer("\u202a", "", "\u202b", "", "\u202c", "").Replace(text)
}

// Every reason has words: what withholds a bundle, and what transcripts name.
func TestEveryCodeHasWords(t *testing.T) {
	words := english(t)
	codes := []string{CodeDamaged, CodeDiffers, CodeGone, CodeUnread, CodeUnknown, CodeRender, CodeLeftOut, CodeAltered}
	data, err := fs.ReadFile(templates.Files(), "words/en.json")
	var said map[string]string
	if err != nil || json.Unmarshal(data, &said) != nil {
		t.Fatal(err)
	}
	for key := range said {
		if code, ok := strings.CutPrefix(key, "exception."); ok && strings.Contains(code, "_") {
			codes = append(codes, code)
		}
	}
	if len(codes) < 15 {
		t.Errorf("only %v", codes)
	}
	for _, code := range codes {
		if words.Say("code."+code) == code {
			t.Errorf("there are no words for %s", code)
		}
	}
}

// Numbers are read in groups of three digits.
func TestGrouped(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", 100000: "100,000"} {
		if got := grouped(n); got != want {
			t.Errorf("%d is %s", n, got)
		}
	}
}
