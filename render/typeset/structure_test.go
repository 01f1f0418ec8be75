package typeset

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// taggedPDF sets each line of the sample as a paragraph, and one of each
// other thing that can be tagged.
func taggedPDF(t testing.TB, e *Engine) []byte {
	t.Helper()
	return taggedPDFWith(t, e, func(*Document) {})
}

// taggedPDFWith is taggedPDF and what else is done on its last page.
func taggedPDFWith(t testing.TB, e *Engine, more func(*Document)) []byte {
	t.Helper()
	d := NewDocument(e, A4, Meta{Title: "t", Language: "he-IL", RTL: true, Producer: "p", Created: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)})
	root := d.Structure()
	d.AddPage()
	y := 60.0
	para := func(tag *Tag, p Paragraph, width float64) {
		for _, line := range e.Layout(p, width) {
			if y > 780 {
				d.AddPage()
				y = 60
			}
			d.Tagged(tag)
			d.DrawLine(&line, 40, y)
			y += 15
		}
	}
	style := Style{Size: 10.5, Color: ink}
	section := root.Add(RoleSection)
	for text := range strings.Lines(sample) {
		para(section.Add(RoleParagraph), Text(strings.TrimSpace(text), style, Auto), 250)
	}
	link := Style{Size: 10.5, Color: ink, Underline: true, Link: "https://example.com/a(b)"}
	para(section.Add(RoleParagraph), Paragraph{Direction: RightToLeft, Spans: []Span{{"ראו ", style}, {"the long address שבה 12 מילים https://example.com/", link}, {" ועוד", style}}}, 140)
	table := section.Add(RoleTable)
	for i, row := range [][]string{{"מספר", "שם"}, {"1", "דנה"}} {
		tr := table.Add(RoleRow)
		for j, cell := range row {
			role := RoleCell
			if i == 0 || j == 1 {
				role = RoleHeadCell
			}
			para(tr.Add(role), Text(cell, style, Auto), 100)
		}
	}
	d.Tagged(nil)
	para(nil, Text("artifact", style, Auto), 100)
	figure := section.Add(RoleFigure)
	figure.Alt, figure.Lang = "תמונה (1)", "he"
	d.Tagged(figure)
	d.DrawImage(Image{Width: 1, Height: 1, Gray: true, Pixels: []byte{9}}, 100, 700, 20, 30)
	section.Add(RoleFigure).Alt = "never drawn"
	d.Fill(40, 40, 20, 20, ink)
	wide := section.Add(RoleParagraph) // goes on over the page's end
	d.Tagged(wide)
	for _, line := range e.Layout(Text("one two", style, Auto), 20) {
		d.DrawLine(&line, 40, 800)
		d.AddPage()
	}
	more(d)
	for page := 1; page <= d.Pages(); page++ {
		d.GoTo(page)
		d.Tagged(nil)
		line := e.Layout(Text(fmt.Sprint("page ", page), style, LeftToRight), 100)[0]
		d.DrawLine(&line, 40, 830)
		d.Rule(40, 820, 500, 820, 0.5, ink)
	}
	var out bytes.Buffer
	if err := d.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestStructure(t *testing.T) {
	s := readStructure(t, taggedPDF(t, newEngine(t)))
	var want, got []string
	for text := range strings.Lines(sample) {
		want = append(want, bare(text))
	}
	want = append(want, bare("ראו the long address שבה 12 מילים https://example.com/ ועוד"), "onetwo")
	for _, e := range s.document.find(RoleParagraph) {
		got = append(got, bare(e.text))
	}
	if len(got) != len(want) {
		t.Fatalf("%d paragraphs, want %d", len(got), len(want))
	}
	for i := range want {
		// A run of marks alone, such as ").", does not tell its direction.
		if words(got[i]) != words(want[i]) || sorted(got[i]) != sorted(want[i]) {
			t.Errorf("a paragraph reads\n%s, want\n%s", got[i], want[i])
		}
	}
	links := s.document.find(roleLink)
	if len(links) != 1 || bare(links[0].text) != bare("the long address שבה 12 מילים https://example.com/") || len(s.links) < 2 || len(s.links) > 4 {
		t.Errorf("%d links with %d areas", len(links), len(s.links))
	}
	figures := s.document.find(RoleFigure)
	if len(figures) != 1 || decode16(figures[0].dict["Alt"].(string)) != "\ufeffתמונה (1)" || figures[0].lang != "he" {
		t.Fatalf("figures: %+v", figures)
	}
	if got, want := fmt.Sprint(s.get(figures[0].dict, "A", "BBox")), "[100 111.89 120 141.89]"; got != want {
		t.Errorf("the figure's box is %s, want %s", got, want)
	}
	var scopes []string
	for _, e := range s.document.find(RoleHeadCell) {
		scopes = append(scopes, fmt.Sprint(s.get(e.dict, "A", "Scope")))
	}
	if diff := cmp.Diff([]string{"Column", "Column", "Row"}, scopes); diff != "" {
		t.Error(diff)
	}
	root := s.dict(s.trailer, "Root")
	if s.get(root, "MarkInfo", "Marked") != pdfWord("true") || s.dict(s.pages()[0])["Tabs"] != pdfName("S") {
		t.Error("the document does not say that it is tagged")
	}
}

// TestUntagged holds that a document whose structure nobody asked for has no
// trace of one: marked content says at most what a mirrored character is.
func TestUntagged(t *testing.T) {
	r := read(t, samplePDF(t, newEngine(t)))
	if v := r.dict(r.trailer, "Root")["StructTreeRoot"]; v != nil {
		t.Errorf("structure %v", v)
	}
	for _, page := range r.pages() {
		for _, stream := range r.contents(page) {
			actual := bytes.Count(stream, []byte("/Span<</ActualText<"))
			if bytes.Count(stream, []byte("EMC")) != actual || bytes.Count(stream, []byte("BDC")) != actual || bytes.Contains(stream, []byte("BMC")) {
				t.Errorf("page %d has marked content", page)
			}
		}
	}
}

// TestArraysAreShort holds a limit of PDF 1.4 in a document that has very
// many of everything.
func TestArraysAreShort(t *testing.T) {
	const count = 9000
	e := newEngine(t)
	d := NewDocument(e, A4, Meta{})
	section := d.Structure().Add(RoleSection)
	long := section.Add(RoleParagraph)
	line := e.Layout(Text("a", Style{Size: 9}, Auto), 100)[0]
	d.AddPage()
	for i := range count {
		d.Tagged(section.Add(RoleParagraph))
		d.DrawLine(&line, 10, 10)
		d.Tagged(long)
		d.DrawLine(&line, 10, 20)
		d.Link(10, 10, 10, 10, "https://example.com")
		if i%500 == 499 {
			d.AddPage()
		}
	}
	var out bytes.Buffer
	if err := d.Output(&out); err != nil {
		t.Fatal(err)
	}
	s := readStructure(t, out.Bytes())
	if got := len(s.document.text); got != 2*count {
		t.Errorf("%d characters, want %d", got, 2*count)
	}
	if got := len(s.links); got != count {
		t.Errorf("%d links, want %d", got, count)
	}
	for n := range s.offsets[1:] {
		v, _ := s.object(pdfRef(n + 1))
		for _, v := range append(pdfArray{v}, s.dict(v)["K"], s.dict(v)["Nums"]) {
			if a, ok := v.(pdfArray); ok && len(a) > 8191 {
				t.Errorf("object %d has an array of %d", n+1, len(a))
			}
		}
	}
}

// TestPopplerReadsStructure holds that another reader sees the same.
func TestPopplerReadsStructure(t *testing.T) {
	out := outside(t, "pdfinfo", "-struct-text", writeFile(t, taggedPDF(t, newEngine(t))))
	for _, want := range []string{
		"Document\n  Sect\n    P (block)\n", "\"Hello Dana, invoice #4711 is $1,234.50 (VAT 17%).\"",
		"Link (inline)\n", "TR\n", "/Scope /Column\n", "Figure", "/BBox [100 111.89 120 141.89]\n",
		"こんにちは、ご", "ありがとうございます", "and unassigned",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
}

// TestLinkContents holds that a link says where it leads.
func TestLinkContents(t *testing.T) {
	d := NewDocument(newEngine(t), A4, Meta{})
	d.AddPage()
	const address = "https://example.com/a(b)?c=%5C"
	d.Link(10, 10, 50, 10, address)
	var out bytes.Buffer
	if err := d.Output(&out); err != nil {
		t.Fatal(err)
	}
	r := read(t, out.Bytes())
	for _, annot := range r.array(r.pages()[0], "Annots") {
		if got, to := r.dict(annot)["Contents"], r.dict(annot, "A")["URI"]; got != address || to != address {
			t.Errorf("a link says %q and leads to %q, want %q", got, to, address)
		}
	}
}

// TestLongRun holds that a tag of more marked contents in a row than an array
// takes is parted.
func TestLongRun(t *testing.T) {
	d := NewDocument(newEngine(t), A4, Meta{})
	tag := d.Structure().Add(RoleParagraph)
	d.AddPage()
	for range maxArray + 10 {
		d.number(tag)
	}
	if got := []int32{tag.kids[0].count, tag.kids[1].count}; got[0] != maxArray || got[1] != 10 {
		t.Errorf("runs of %v", got)
	}
	w := structureWriter{d: d, f: newFile(new(bytes.Buffer), nil, "1.4")}
	w.number(tag)
	if len(tag.kids) != 2 || tag.kids[0].tag == nil || tag.kids[0].tag.role != roleGroup {
		t.Errorf("%d kids are not in groups", len(tag.kids))
	}
}
