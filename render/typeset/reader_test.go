package typeset

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// The types of PDF objects, as far as Go has none.
type (
	pdfName  string
	pdfRef   int
	pdfDict  map[pdfName]any
	pdfArray []any
	pdfWord  string // an operator
)

// reader reads a PDF for tests, by its cross-reference table.
type reader struct {
	t       testing.TB
	data    []byte
	offsets []int
	trailer pdfDict
}

func read(t testing.TB, data []byte) *reader {
	t.Helper()
	r := &reader{t: t, data: data}
	at := bytes.LastIndex(data, []byte("startxref\n"))
	start, _ := strconv.Atoi(strings.Fields(string(data[at:]))[1])
	head, rest, _ := bytes.Cut(data[start:], []byte("\n0000000000"))
	count, _ := strconv.Atoi(strings.Fields(string(head))[2])
	table := append([]byte("0000000000"), rest...)
	for i := range count {
		entry := table[20*i : 20*i+20]
		offset, err := strconv.Atoi(string(entry[:10]))
		if err != nil || i > 0 && string(entry[10:]) != " 00000 n \n" {
			t.Fatalf("entry %d of the cross-reference table is %q", i, entry)
		}
		r.offsets = append(r.offsets, offset)
	}
	p := &parser{t: t, b: data[bytes.LastIndex(data, []byte("trailer\n"))+8:]}
	r.trailer = p.value().(pdfDict)
	return r
}

// object is an object, and the bytes of its stream, inflated.
func (r *reader) object(n pdfRef) (any, []byte) {
	r.t.Helper()
	p := &parser{t: r.t, b: r.data[r.offsets[n]:]}
	if got, want := fmt.Sprintln(p.value(), p.value(), p.value()), fmt.Sprintf("%d 0 obj\n", n); got != want {
		r.t.Fatalf("at the place of object %d: %q", n, got)
	}
	v := p.value()
	if p.value() != pdfWord("stream") {
		return v, nil
	}
	dict := v.(pdfDict)
	length := dict["Length"].(float64)
	data := bytes.TrimPrefix(p.b, []byte("\n"))[:int(length)]
	if dict["Filter"] == pdfName("FlateDecode") {
		z, err := zlib.NewReader(bytes.NewReader(data))
		if err != nil {
			r.t.Fatalf("object %d: %v", n, err)
		}
		if data, err = io.ReadAll(z); err != nil {
			r.t.Fatalf("object %d: %v", n, err)
		}
	}
	return v, data
}

// get follows names from a value through dictionaries and references.
func (r *reader) get(v any, names ...pdfName) any {
	r.t.Helper()
	for {
		if ref, ok := v.(pdfRef); ok {
			v, _ = r.object(ref)
		}
		if len(names) == 0 {
			return v
		}
		v = v.(pdfDict)[names[0]]
		names = names[1:]
	}
}

func (r *reader) dict(v any, names ...pdfName) pdfDict {
	r.t.Helper()
	d, _ := r.get(v, names...).(pdfDict)
	return d
}

func (r *reader) array(v any, names ...pdfName) pdfArray {
	r.t.Helper()
	a, _ := r.get(v, names...).(pdfArray)
	return a
}

// pages are the numbers of the pages.
func (r *reader) pages() []pdfRef {
	var refs []pdfRef
	var walk func(node any)
	walk = func(node any) {
		before := len(refs)
		for _, k := range r.array(node, "Kids") {
			if r.get(k, "Type") == pdfName("Pages") {
				walk(k)
			} else {
				refs = append(refs, k.(pdfRef))
			}
			if parent := r.dict(k)["Parent"]; parent != node {
				r.t.Errorf("%v has parent %v, want %v", k, parent, node)
			}
		}
		if got := r.get(node, "Count"); got != float64(len(refs)-before) {
			r.t.Errorf("a node counts %v pages, but has %d", got, len(refs)-before)
		}
	}
	walk(r.dict(r.trailer, "Root")["Pages"])
	return refs
}

// contents are the content streams of a page.
func (r *reader) contents(page pdfRef) [][]byte {
	var streams [][]byte
	refs, many := r.dict(page)["Contents"].(pdfArray)
	if !many {
		refs = pdfArray{r.dict(page)["Contents"]}
	}
	for _, ref := range refs {
		_, data := r.object(ref.(pdfRef))
		streams = append(streams, data)
	}
	return streams
}

// toUnicode reads a font's map from codes to text.
func (r *reader) toUnicode(font pdfDict) map[int]string {
	_, data := r.object(font["ToUnicode"].(pdfRef))
	text := map[int]string{}
	p := &parser{t: r.t, b: data}
	for inside := false; ; {
		switch v := p.value().(type) {
		case nil:
			return text
		case pdfWord:
			inside = v == "beginbfchar"
		case string:
			if !inside {
				continue
			}
			to := p.value().(string)
			code := 0
			for _, b := range []byte(v) {
				code = code<<8 | int(b)
			}
			text[code] = decode16(to)
		}
	}
}

func decode16(s string) string {
	var units []uint16
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(units))
}

// parser reads PDF tokens.
type parser struct {
	t testing.TB
	b []byte
}

const pdfSpace, pdfDelimiter = "\x00\t\n\f\r ", "()<>[]{}/%"

// value is the next object or operator, nil at the end.
func (p *parser) value() any {
	p.t.Helper()
	p.b = bytes.TrimLeft(p.b, pdfSpace)
	for bytes.HasPrefix(p.b, []byte("%")) {
		_, p.b, _ = bytes.Cut(p.b, []byte("\n"))
	}
	switch {
	case len(p.b) == 0:
		return nil
	case bytes.HasPrefix(p.b, []byte("<<")):
		p.b = p.b[2:]
		d := pdfDict{}
		for {
			k := p.value()
			if k == pdfWord(">>") {
				return d
			}
			name, ok := k.(pdfName)
			if !ok {
				p.t.Fatalf("key %v of a dictionary", k)
			}
			if d[name] = p.value(); d[name] == nil {
				p.t.Fatal("a dictionary has no end")
			}
		}
	case bytes.HasPrefix(p.b, []byte(">>")):
		p.b = p.b[2:]
		return pdfWord(">>")
	case p.b[0] == '[':
		p.b = p.b[1:]
		a := pdfArray{}
		for v := p.value(); v != pdfWord("]"); v = p.value() {
			if v == nil {
				p.t.Fatal("an array has no end")
			}
			a = append(a, v)
		}
		return a
	case p.b[0] == ']':
		p.b = p.b[1:]
		return pdfWord("]")
	case p.b[0] == '<':
		digits, rest, _ := bytes.Cut(p.b[1:], []byte(">"))
		p.b = rest
		var s []byte
		if _, err := fmt.Sscanf(string(digits), "%x", &s); err != nil && len(digits) > 0 {
			p.t.Fatalf("string %q: %v", digits, err)
		}
		return string(s)
	case p.b[0] == '(':
		return p.literal()
	case p.b[0] == '/':
		p.b = p.b[1:]
		return pdfName(p.word())
	}
	word := p.word()
	v, err := strconv.ParseFloat(word, 64)
	if err != nil {
		return pdfWord(word)
	}
	var generation int
	if n, _ := fmt.Sscanf(string(p.b[:min(len(p.b), 8)]), " %d R", &generation); n == 1 && generation == 0 && bytes.HasPrefix(p.b, []byte(" 0 R")) {
		p.b = p.b[4:]
		return pdfRef(v)
	}
	return v
}

func (p *parser) word() string {
	end := bytes.IndexAny(p.b, pdfSpace+pdfDelimiter)
	if end < 0 {
		end = len(p.b)
	}
	word := string(p.b[:end])
	p.b = p.b[end:]
	return word
}

func (p *parser) literal() string {
	var s []byte
	depth := 0
	for i := 0; i < len(p.b); i++ {
		switch c := p.b[i]; {
		case c == '\\':
			if i++; p.b[i] == 'r' {
				s = append(s, '\r')
			} else {
				s = append(s, p.b[i])
			}
			continue
		case c == '(':
			if depth++; depth == 1 {
				continue
			}
		case c == ')':
			if depth--; depth == 0 {
				p.b = p.b[i+1:]
				return string(s)
			}
		}
		s = append(s, p.b[i])
	}
	p.t.Fatal("a string has no end")
	return ""
}
