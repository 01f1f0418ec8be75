package typeset

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// content is one marked content of a page.
type content struct {
	page pdfRef
	n    int
}

// element is a structure element as it was read.
type element struct {
	ref      pdfRef
	role     string
	lang     string
	dict     pdfDict
	kids     []*element
	contents []content // its own
	text     string    // its own and that of its kids, in order
}

// structure reads a tagged document and holds it against the rules: each
// marked content in one element and in the tree of parents, each element
// under its parent, nothing shown outside of marked content, nothing nested.
type structure struct {
	*reader
	texts    map[content]string
	owner    map[content]pdfRef
	links    map[pdfRef]pdfRef // annotation → element
	document *element
}

func readStructure(t testing.TB, data []byte) *structure {
	t.Helper()
	s := &structure{reader: read(t, data), texts: map[content]string{}, owner: map[content]pdfRef{}, links: map[pdfRef]pdfRef{}}
	for _, page := range s.pages() {
		s.readPage(page)
	}
	root := s.dict(s.trailer, "Root", "StructTreeRoot")
	s.document = s.element(root["K"].(pdfRef), s.dict(s.trailer, "Root")["StructTreeRoot"].(pdfRef))
	for c := range s.texts {
		if s.owner[c] == 0 {
			t.Errorf("marked content %v is in no element", c)
		}
	}
	var nums pdfArray
	for _, leaf := range s.array(root["ParentTree"], "Kids") {
		list := s.array(leaf, "Nums")
		if got, want := fmt.Sprint(s.array(leaf, "Limits")), fmt.Sprint(pdfArray{list[0], list[len(list)-2]}); got != want {
			t.Errorf("limits %s, want %s", got, want)
		}
		nums = append(nums, list...)
	}
	s.checkParents(nums)
	return s
}

// readPage reads the marked contents of a page.
func (s *structure) readPage(page pdfRef) {
	fonts := map[pdfName]map[int]string{}
	wide := map[pdfName]bool{}
	for name, ref := range s.dict(page, "Resources", "Font") {
		font := s.dict(ref)
		fonts[name], wide[name] = s.toUnicode(font), font["Subtype"] == pdfName("Type0")
	}
	var font pdfName
	var piece pieces
	for i, stream := range s.contents(page) {
		var stack []string
		var operands []any
		open, actual := content{n: -1}, ""
		p := &parser{t: s.t, b: stream}
		for v := p.value(); v != nil; v = p.value() {
			op, ok := v.(pdfWord)
			if !ok {
				operands = append(operands, v)
				continue
			}
			switch op {
			case "BMC", "BDC":
				role := string(operands[0].(pdfName))
				lang := ""
				if op == "BDC" {
					dict := operands[1].(pdfDict)
					lang, _ = dict["Lang"].(string)
					if actual, _ = dict["ActualText"].(string); actual != "" && role != "Span" {
						s.t.Errorf("page %d: ActualText of a %s", page, role)
					}
					if n, ok := dict["MCID"].(float64); ok {
						if len(stack) > 0 {
							s.t.Errorf("page %d: content %v lies in %v", page, n, stack)
						}
						open = content{page, int(n)}
						if _, twice := s.texts[open]; twice {
							s.t.Errorf("%v is there twice", open)
						}
						s.texts[open] = ""
					} else if role != "Artifact" && lang == "" && actual == "" {
						s.t.Errorf("page %d: %s without a number", page, role)
					}
				}
				if actual != "" && open.n < 0 && len(stack) == 0 {
					s.t.Errorf("page %d: ActualText outside of content", page)
				}
				if role == "Artifact" && len(stack) > 0 {
					s.t.Errorf("page %d: an artifact in %v", page, stack)
				}
				stack = append(stack, role)
			case "EMC":
				if len(stack) == 0 {
					s.t.Fatalf("page %d: EMC without a beginning", page)
				}
				if actual != "" {
					piece.codes, actual = []string{strings.TrimPrefix(decode16(actual), "\ufeff")}, ""
				}
				if stack = stack[:len(stack)-1]; len(stack) == 0 {
					piece.flush(s.texts, open)
					open = content{n: -1}
				}
			case "Tf":
				font = operands[0].(pdfName)
			case "Td", "Tm":
				if y := operands[len(operands)-1].(float64); y != piece.y {
					piece.flush(s.texts, open)
					piece.y = y
				}
			case "TJ", "Tj", "Do", "f", "S", "b", "s":
				if len(stack) == 0 {
					s.t.Errorf("page %d, stream %d: %s outside of marked content", page, i, op)
				}
				if op == "TJ" || op == "Tj" {
					piece.show(operands, fonts[font], wide[font])
				}
			}
			operands = operands[:0]
		}
		if len(stack) > 0 {
			s.t.Errorf("page %d, stream %d: %v is left open", page, i, stack)
		}
	}
}

// pieces gathers the text of a run: as it is drawn, from left to right.
type pieces struct {
	y     float64
	codes []string
}

func (p *pieces) show(operands pdfArray, text map[int]string, wide bool) {
	if list, ok := operands[0].(pdfArray); ok {
		operands = list
	}
	for _, v := range operands {
		str, ok := v.(string)
		if !ok {
			continue
		}
		for i := 0; i < len(str); i++ {
			code := int(str[i])
			if wide {
				i++
				code = code<<8 | int(str[i])
			}
			p.codes = append(p.codes, text[code])
		}
	}
}

// flush turns right-to-left text around.
func (p *pieces) flush(texts map[content]string, open content) {
	if slices.ContainsFunc(p.codes, func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) && unicode.In(r, unicode.Hebrew, unicode.Arabic) })
	}) {
		slices.Reverse(p.codes)
	}
	if open.n >= 0 {
		texts[open] += strings.Join(p.codes, "")
	}
	p.codes = nil
}

// element reads an element and what is below it.
func (s *structure) element(ref, parent pdfRef) *element {
	dict := s.dict(ref)
	e := &element{ref: ref, role: string(dict["S"].(pdfName)), dict: dict}
	e.lang, _ = dict["Lang"].(string)
	if dict["P"] != parent {
		s.t.Errorf("element %d has parent %v, want %v", ref, dict["P"], parent)
	}
	own, _ := dict["Pg"].(pdfRef)
	kids, many := dict["K"].(pdfArray)
	if one := dict["K"]; !many && one != nil {
		kids = pdfArray{one}
	}
	if len(kids) == 0 {
		s.t.Errorf("element %d is empty", ref)
	}
	for _, k := range kids {
		page := own
		switch k := k.(type) {
		case pdfRef:
			kid := s.element(k, ref)
			e.kids, e.text = append(e.kids, kid), e.text+kid.text
			continue
		case pdfDict:
			if pg, ok := k["Pg"].(pdfRef); ok {
				page = pg
			}
			if k["Type"] == pdfName("OBJR") {
				s.links[k["Obj"].(pdfRef)] = ref
				continue
			}
			s.own(e, content{page, int(k["MCID"].(float64))})
		case float64:
			s.own(e, content{page, int(k)})
		}
	}
	return e
}

func (s *structure) own(e *element, c content) {
	if s.owner[c] != 0 {
		s.t.Errorf("%v is in elements %d and %d", c, s.owner[c], e.ref)
	}
	text, ok := s.texts[c]
	if !ok {
		s.t.Errorf("element %d holds %v, which is nowhere", e.ref, c)
	}
	s.owner[c] = e.ref
	e.contents, e.text = append(e.contents, c), e.text+text
}

// checkParents holds the tree of parents against the elements.
func (s *structure) checkParents(nums pdfArray) {
	tree := map[int]any{}
	for i := 0; i < len(nums); i += 2 {
		tree[int(nums[i].(float64))] = nums[i+1]
		if i > 0 && nums[i].(float64) <= nums[i-2].(float64) {
			s.t.Errorf("key %v of the tree of parents is out of order", nums[i])
		}
	}
	for _, page := range s.pages() {
		dict, count := s.dict(page), 0
		for c := range s.texts {
			if c.page == page {
				count++
			}
		}
		if key, ok := dict["StructParents"].(float64); ok {
			owners := tree[int(key)].(pdfArray)
			if len(owners) != count {
				s.t.Errorf("page %d: %d parents of %d contents", page, len(owners), count)
			}
			for n, owner := range owners {
				if s.owner[content{page, n}] != owner {
					s.t.Errorf("page %d, content %d: parent %v, element %v", page, n, owner, s.owner[content{page, n}])
				}
			}
		} else if count > 0 {
			s.t.Errorf("page %d has no StructParents", page)
		}
		for _, annot := range s.array(page, "Annots") {
			ref := annot.(pdfRef)
			key, ok := s.dict(ref)["StructParent"].(float64)
			if !ok || tree[int(key)] != s.links[ref] || s.links[ref] == 0 {
				s.t.Errorf("link %d: parent %v, element %v", ref, tree[int(key)], s.links[ref])
			}
		}
	}
}

// find is all elements of a role, in reading order.
func (e *element) find(role Role) []*element {
	var found []*element
	if e.role == string(role) {
		found = append(found, e)
	}
	for _, k := range e.kids {
		found = append(found, k.find(role)...)
	}
	return found
}

// bare is text without spaces, which lines lose at their ends, and without
// what has no glyph.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || ignorable(r) {
			return -1
		}
		return r
	}, s)
}

// words is the text without punctuation, sorted its characters in order.
func words(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) || unicode.IsSymbol(r) {
			return -1
		}
		return r
	}, s)
}

func sorted(s string) string {
	r := []rune(s)
	slices.Sort(r)
	return string(r)
}

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
