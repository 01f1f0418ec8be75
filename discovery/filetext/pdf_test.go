package filetext

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// builder writes a PDF by hand, with what no writer would.
type builder struct {
	bytes.Buffer
	at    []int
	pages []int
	more  string // of the trailer
}

func (b *builder) object(body string) int {
	b.at = append(b.at, b.Len())
	fmt.Fprintf(b, "%d 0 obj\n%s\nendobj\n", len(b.at)+2, body)
	return len(b.at) + 2
}

func (b *builder) stream(dictionary string, data []byte) int {
	return b.object(fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dictionary, len(data), data))
}

// page is one with that content, which may use the font F.
func (b *builder) page(content string) {
	n := b.stream("", []byte(content))
	b.pages = append(b.pages, b.object(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents %d 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>", n)))
}

func pdfOf(fill func(*builder)) []byte {
	b := &builder{}
	b.WriteString("%PDF-1.7\n")
	fill(b)
	var kids strings.Builder
	for _, n := range b.pages {
		fmt.Fprintf(&kids, "%d 0 R ", n)
	}
	catalog := b.Len()
	fmt.Fprintf(b, "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n")
	pages := b.Len()
	fmt.Fprintf(b, "2 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n", len(b.pages), kids.String())
	table := b.Len()
	fmt.Fprintf(b, "xref\n0 %d\n0000000000 65535 f \n", len(b.at)+3)
	for _, at := range append([]int{catalog, pages}, b.at...) {
		fmt.Fprintf(b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(b, "trailer\n<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF\n", len(b.at)+3, b.more, table)
	return b.Bytes()
}

const words = "BT /F 12 Tf 20 400 Td (a refund for acme) Tj ET"

func TestHostilePDF(t *testing.T) {
	if testing.Short() {
		t.Skip("one file at a time: there is nothing to race")
	}
	var bomb bytes.Buffer
	z := zlib.NewWriter(&bomb)
	for range 1 << 10 {
		z.Write(bytes.Repeat([]byte("q Q "), 1<<18))
	}
	z.Close()
	good := pdfOf(func(b *builder) { b.page(words) })
	for name, c := range map[string]struct {
		data   []byte
		text   string   // how it begins
		reason []Reason // any of them
	}{
		"good":           {good, "a refund for acme", []Reason{""}},
		"no PDF":         {[]byte("%PDF-1.7\nthis is a text\n"), "", []Reason{Damaged}},
		"torn":           {good[:len(good)/3], "", []Reason{Damaged}},
		"nothing on it":  {pdfOf(func(b *builder) { b.page("") }), "", []Reason{NoText}},
		"a scan":         {pdfOf(func(b *builder) { b.page("0 0 100 100 re f") }), "", []Reason{NoText}},
		"a scan in it":   {pdfOf(func(b *builder) { b.page(words); b.page("0 0 100 100 re f") }), "a refund for acme", []Reason{PagesWithout}},
		"an empty page":  {pdfOf(func(b *builder) { b.page(words); b.page("") }), "a refund for acme", []Reason{""}},
		"encrypted":      {pdfOf(func(b *builder) { b.page(words); b.more = encryption }), "", []Reason{Encrypted}},
		"pages in pages": {pdfOf(func(b *builder) { b.pages = []int{2, 2, 2, 2}; b.page(words) }), "", []Reason{Damaged, NoText, ""}},
		"no such pages":  {pdfOf(func(b *builder) { b.page(words); b.pages = append(b.pages, 900, 901, 902) }), "a refund for acme", []Reason{Damaged, ""}},
		"a bomb": {pdfOf(func(b *builder) {
			b.page(words)
			n := b.stream("/Filter/FlateDecode", bomb.Bytes())
			b.pages = append(b.pages, b.object(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents %d 0 R>>", n)))
		}), "a refund for acme", []Reason{Damaged, TooLong}},
		"deep": {pdfOf(func(b *builder) { b.page(strings.Repeat("[", 1<<20) + words) }), "", []Reason{Damaged, NoText, ""}},
		"forms in themselves": {pdfOf(func(b *builder) {
			n := b.stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 3 0 R/Y 3 0 R>>>>", []byte("/X Do /Y Do"))
			b.pages = append(b.pages, b.object(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents %d 0 R/Resources<</XObject<</X 3 0 R/Y 3 0 R>>>>>>", n)))
		}), "", []Reason{Damaged, NoText, TooLong}},
		"thousands of pages": {pdfOf(func(b *builder) {
			b.page(words)
			b.pages = slices.Repeat(b.pages, maxPages+10)
		}), "a refund for acme", []Reason{Cut, Damaged}},
		"more text than is taken": {pdfOf(func(b *builder) {
			b.page("BT /F 1 Tf 20 400 Td " + strings.Repeat("(a refund for acme, and a word more ) Tj 0 -1 Td ", 300) + "ET")
			b.pages = slices.Repeat(b.pages, 200)
		}), "a refund for acme", []Reason{Cut}},
	} {
		t.Run(name, func(t *testing.T) {
			got := extract(t, shared(), c.data)
			if !strings.HasPrefix(got.Text, c.text) || !slices.Contains(c.reason, got.Reason) {
				t.Errorf("%q: %.60q", got.Reason, got.Text)
			}
			if good := extract(t, shared(), good); good.Text != "a refund for acme" {
				t.Errorf("the next one: %+v", good)
			}
		})
	}
}

var encryption = "/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + strings.Repeat("11", 32) + ">/U<" + strings.Repeat("22", 32) + ">>>"

func FuzzReadingOrder(f *testing.F) {
	f.Add("ABC 12.3 שלום", true)
	f.Add(".24/03/2026 dana@acme.com (3) ןובשחה", false)
	f.Fuzz(func(t *testing.T, text string, rtl bool) {
		seen := []rune(text)
		said := spoken(seen, rtl)
		count := map[rune]int{}
		for _, r := range seen {
			count[r]++
		}
		for _, r := range said {
			count[r]--
		}
		for r, n := range count {
			if n != 0 {
				t.Fatalf("%q: %q %d", text, r, n)
			}
		}
	})
}

// One glyph may show several letters, which come one by one and in halves.
func TestLettersOfAGlyph(t *testing.T) {
	for want, parts := range map[string][]rune{"fi": {'f', 'i'}, "\U0001f642": {0xd83d, 0xde42}, "\U0001f643": {0xde43, 0xd83d}, "لا": {'ا', 'ل'}, "לאּ": {'ל', 'א', 'ּ'}} {
		g := glyph{letters: parts[:1:1]}
		for _, r := range parts[1:] {
			g.add(r)
		}
		if got := string(g.letters); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A compiled PDFium that was cut off on the disk is compiled anew, and kept.
func TestDamagedCache(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles PDFium twice")
	}
	folder := t.TempDir()
	for range 2 {
		e := newEngine(1, folder)
		if err := e.start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := e.close(); err != nil {
			t.Error(err)
		}
		files, err := filepath.Glob(filepath.Join(folder, "*", "*"))
		if err != nil || len(files) != 1 {
			t.Fatalf("kept: %v, %v", files, err)
		}
		if info, err := os.Stat(files[0]); err != nil || info.Size() < 1<<20 {
			t.Fatalf("%v, %v", info, err)
		}
		if err := os.Truncate(files[0], 1000); err != nil {
			t.Fatal(err)
		}
	}
}
