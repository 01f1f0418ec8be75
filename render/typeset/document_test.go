package typeset

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestValidPDF(t *testing.T) {
	for name, pdf := range map[string][]byte{"plain": samplePDF(t, newEngine(t)), "tagged": taggedPDF(t, newEngine(t))} {
		t.Run(name, func(t *testing.T) {
			out := outside(t, "qpdf", "--check", writeFile(t, pdf))
			if !strings.Contains(out, "No syntax or stream encoding errors found") {
				t.Errorf("qpdf: %s", out)
			}
		})
	}
}

// TestPDFA asks PDFBox's validator (libpdfbox2-java) whether the files are
// what they say they are.
func TestPDFA(t *testing.T) {
	const home = "/usr/share/java/"
	jars := []string{"preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "bcprov", "commons-io", "javax.activation", "jaxb-api"}
	for i, jar := range jars {
		jars[i] = home + jar + ".jar"
		if _, err := os.Stat(jars[i]); err != nil {
			missing(t, jars[i]+" (PDFBox preflight)")
		}
	}
	validate := func(t *testing.T, pdf []byte) string {
		out, _ := exec.Command("java", "-cp", strings.Join(jars, string(filepath.ListSeparator)), // fails if the file is not valid
			"org.apache.pdfbox.preflight.Validator_A1b", writeFile(t, pdf)).CombinedOutput()
		return string(out)
	}
	for name, pdf := range map[string][]byte{"plain": samplePDF(t, newEngine(t)), "tagged": taggedPDF(t, newEngine(t))} {
		t.Run(name, func(t *testing.T) {
			if out := validate(t, pdf); !strings.Contains(out, "is a valid PDF/A-1b file") {
				t.Errorf("preflight: %s", out)
			}
		})
	}
	// The validator knows part 1 only: of a document with attachments it must
	// find fault with the attachments and the part, and with nothing else.
	t.Run("attached", func(t *testing.T) {
		out, codes := validate(t, attachedPDF(t)), map[string]bool{}
		for _, m := range regexp.MustCompile(`(?m)^(\d+(?:\.\d+)+) : `).FindAllStringSubmatch(out, -1) {
			codes[m[1]] = true
		}
		if diff := cmp.Diff(map[string]bool{"1.2.9": true, "1.4.7": true, "7.11.1": true, "7.11.2": true}, codes); diff != "" {
			t.Errorf("preflight (-want +got):\n%s\n%s", diff, out)
		}
	})
}

// TestExtraction holds that what is shown can be copied: every word of the
// sample comes out of poppler, as long as nothing is next to it that poppler
// itself moves around in right-to-left lines.
func TestExtraction(t *testing.T) {
	out := outside(t, "pdftotext", "-enc", "UTF-8", writeFile(t, samplePDF(t, newEngine(t))), "-")
	for _, want := range []string{"Hello Dana", "invoice #4711 is $1,234.50", "שלום דנה", "מספר ההזמנה שלך הוא",
		"the app crashed at 14:35", "שָׁלוֹם עוֹלָם", "בְּרֵאשִׁית בָּרָא", "السلام عليكم", "لا إله إلا الله", "رقم الطلب", "Привет, заказ №42",
		"ผู้ใหญ่", "क्षत्रिय", "हिन्दी", "订单已发货", "ありがとう", "주문이", "👍🏽", "👨‍👩‍👧‍👦", "🏳️‍🌈", "𓀀", "office"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in the extracted text", want)
		}
	}
}

func TestSameBytes(t *testing.T) {
	cold := newEngine(t)
	first := samplePDF(t, cold)
	warm := samplePDF(t, cold)
	if !bytes.Equal(first, warm) {
		t.Error("a used engine writes other bytes")
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if !bytes.Equal(first, samplePDF(t, newEngine(t))) {
				t.Error("another engine writes other bytes")
			}
		})
	}
	wg.Wait()
}

func TestPicturesOfOneWidth(t *testing.T) {
	e := newEngine(t)
	make := func() []byte {
		d := NewDocument(e, Letter, Meta{Created: time.Unix(1, 0)})
		d.AddPage()
		for i := range 8 {
			d.DrawImage(Image{Width: 1, Height: 1, Pixels: []byte{byte(i), 0, 0}}, float64(i), 0, 1, 1)
		}
		var out bytes.Buffer
		if err := d.Output(&out); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	if !bytes.Equal(make(), make()) {
		t.Error("the order of pictures is not fixed")
	}
	if got := bytes.Count(make(), []byte("/Subtype/Image")); got != 8 {
		t.Errorf("%d pictures, want 8", got)
	}
}

func TestDrawImageRefusesWrongSize(t *testing.T) {
	for _, img := range []Image{{}, {Width: 2, Height: 2, Pixels: make([]byte, 11)}, {Width: -1, Height: -1, Pixels: make([]byte, 3), Gray: true}} {
		d := NewDocument(newEngine(t), A4, Meta{})
		d.AddPage()
		d.DrawImage(img, 0, 0, 1, 1)
		if err := d.Output(new(bytes.Buffer)); err == nil {
			t.Errorf("%+v is drawn", img)
		}
	}
}

type fullDisk struct{ room int }

func (f *fullDisk) Write(b []byte) (int, error) {
	if len(b) > f.room {
		return 0, fmt.Errorf("no space left")
	}
	f.room -= len(b)
	return len(b), nil
}

func TestOutputReportsWriteError(t *testing.T) {
	d := NewDocument(newEngine(t), A4, Meta{})
	d.AddPage()
	if err := d.Output(&fullDisk{room: 300}); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("got %v", err)
	}
}

func TestSafeURL(t *testing.T) {
	for address, want := range map[string]string{
		"https://example.com/a b?q=א&x=(1)": "https://example.com/a%20b?q=%D7%90&x=(1)",
		"HTTP://EXAMPLE.com":                "http://EXAMPLE.com",
		"mailto:a@example.com":              "mailto:a@example.com",
		"tel:+972-54":                       "tel:+972-54",
		"javascript:alert(1)":               "",
		"file:///etc/passwd":                "",
		"//example.com":                     "",
		"https:":                            "",
		"mailto:":                           "",
		"data:text/html,x":                  "",
		"https://example.com/\x00":          "",
		"https://e.com/" + strings.Repeat("a", maxURL): "",
	} {
		got, ok := safeURL(address)
		if !ok {
			got = ""
		}
		if got != want {
			t.Errorf("safeURL(%.40q) = %q, want %q", address, got, want)
		}
	}
}

func TestSplitRefusesDamage(t *testing.T) {
	var raw bytes.Buffer
	d := NewDocument(newEngine(t), A4, Meta{})
	d.AddPage()
	if err := d.pdf.Output(&raw); err != nil {
		t.Fatal(err)
	}
	if _, err := split(raw.Bytes()); err != nil {
		t.Fatal(err)
	}
	for n := range raw.Len() - 20 {
		if _, err := split(raw.Bytes()[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes pass", n, raw.Len())
		}
	}
}

func TestRounded(t *testing.T) {
	for _, tie := range []float64{5.8905, 0.0005, -1.2345, 52.1255} { // a trifle more or less must not matter
		if a, b := rounded(math.Nextafter(tie, -1e9), 1000), rounded(math.Nextafter(tie, 1e9), 1000); a != b {
			t.Errorf("around %v: %v and %v", tie, a, b)
		}
	}
	for v, want := range map[float64]string{0: "0", -0.0001: "0", 1.2345: "1.235", -2: "-2", math.Inf(1): "0", math.NaN(): "0"} {
		if got := string(appendNumber(nil, v, 3)); got != want {
			t.Errorf("%v is written %s, want %s", v, got, want)
		}
	}
}

// TestThickenedBold holds that bold text looks bold in scripts that have no
// bold font here.
func TestThickenedBold(t *testing.T) {
	for text, want := range map[string]bool{"abc": false, "שלום": false, "订单": true, "안녕": true, "😀": false} {
		e := newEngine(t)
		d := NewDocument(e, A4, Meta{})
		d.AddPage()
		line := e.Layout(Text(text, Style{Size: 10, Bold: true}, Auto), 100)[0]
		d.DrawLine(&line, 0, 10)
		if got := bytes.Contains(d.content, []byte(" 2 Tr ")); got != want {
			t.Errorf("%s: thickened is %v, want %v", text, got, want)
		}
	}
}

// TestOutline holds that bookmarks of several levels hang together.
func TestOutline(t *testing.T) {
	d := NewDocument(newEngine(t), A4, Meta{})
	want := []string{"0 a", "0 b", "1 b1", "2 b1x", "1 b2", "0 c", "1 too deep"}
	for i, title := range want {
		d.AddPage()
		level := int(title[0] - '0')
		if i == len(want)-1 {
			level = 5
		}
		d.BookmarkAt(level, title[2:], 10)
	}
	var out bytes.Buffer
	if err := d.Output(&out); err != nil {
		t.Fatal(err)
	}
	r := read(t, out.Bytes())
	var got []string
	var walk func(parent any, level int) (children int)
	walk = func(parent any, level int) (children int) {
		for item := r.dict(parent)["First"]; item != nil; item = r.dict(item)["Next"] {
			dict := r.dict(item)
			got = append(got, fmt.Sprint(level, " ", strings.TrimPrefix(decode16(dict["Title"].(string)), "\ufeff")))
			if page := r.pages()[len(got)-1]; dict["Dest"].(pdfArray)[0] != page {
				t.Errorf("%s leads to %v, want page %d", got[len(got)-1], dict["Dest"], page)
			}
			if dict["Parent"] != parent {
				t.Errorf("%s has parent %v, want %v", got[len(got)-1], dict["Parent"], parent)
			}
			want := any(nil)
			if n := walk(item, level+1); n > 0 {
				want = -float64(n)
			}
			if dict["Count"] != want {
				t.Errorf("%v has /Count %v, want %v", dict["Title"], dict["Count"], want)
			}
			children++
		}
		return children
	}
	root := r.dict(r.trailer, "Root")["Outlines"]
	if n := walk(root, 0); r.dict(root)["Count"] != float64(n) {
		t.Errorf("/Count %v, want %d", r.dict(root)["Count"], n)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestPageTree holds that no array of pages is longer than readers take.
func TestPageTree(t *testing.T) {
	d := NewDocument(newEngine(t), A4, Meta{})
	for range maxArray + 2 {
		d.AddPage()
	}
	var out bytes.Buffer
	if err := d.Output(&out); err != nil {
		t.Fatal(err)
	}
	r := read(t, out.Bytes())
	if got, want := len(r.pages()), maxArray+2; got != want {
		t.Errorf("%d pages, want %d", got, want)
	}
	if got := len(r.array(r.trailer, "Root", "Pages", "Kids")); got != 2 {
		t.Errorf("%d nodes, want 2", got)
	}
}

// TestBegin holds that a begun document is written as it grows, and says the
// same.
func TestBegin(t *testing.T) {
	e := newEngine(t)
	draw := func(d *Document) {
		for i := range 40 {
			d.AddPage()
			d.Fill(float64(i), 10, 10, 10, Color{})
		}
		d.GoTo(3)
		d.Fill(50, 50, 10, 10, Color{G: 255})
	}
	whole, parts := NewDocument(e, A4, Meta{}), NewDocument(e, A4, Meta{})
	var want, got bytes.Buffer
	draw(whole)
	if err := whole.Output(&want); err != nil {
		t.Fatal(err)
	}
	parts.Begin(&got)
	draw(parts)
	if parts.Attach(Associated{Name: "late", Relationship: "Data"}); parts.fault() == nil {
		t.Error("attached after the beginning")
	}
	parts.err = nil
	if err := parts.End(); err != nil {
		t.Fatal(err)
	}
	a, b := read(t, want.Bytes()), read(t, got.Bytes())
	for i, page := range a.pages() {
		if diff := cmp.Diff(bytes.Join(a.contents(page), nil), bytes.Join(b.contents(b.pages()[i]), nil)); diff != "" {
			t.Errorf("page %d (-whole +begun):\n%s", i+1, diff)
		}
	}
}

// TestOutputFails holds that a document ends with its writer's error, whether it
// was begun or not.
func TestOutputFails(t *testing.T) {
	full := errors.New("disk full")
	d := NewDocument(newEngine(t), A4, Meta{})
	d.Begin(failing{full})
	for range 2000 {
		d.AddPage()
		d.Fill(0, 0, 10, 10, Color{})
	}
	if d.Pages() == 2000 {
		t.Error("pages were added after the writer failed")
	}
	if err := d.End(); !errors.Is(err, full) {
		t.Errorf("%v, want %v", err, full)
	}
	if err := NewDocument(newEngine(t), A4, Meta{}).End(); err == nil {
		t.Error("a document that was not begun has ended")
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
