package typeset

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
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
