package typeset

import (
	"fmt"
	"strconv"
	"strings"
)

// maxArray is how many elements an array may have (PDF 1.4, appendix C).
const maxArray = 8191

// writeStructure writes the logical structure (ISO 32000-1, 14.7) and returns
// the number of its root, or 0. annots are the numbers of each page's links.
func (d *Document) writeStructure(f *file, annots [][]int) int {
	w := structureWriter{d: d, f: f, annots: annots, owners: make([][]int32, len(d.pages))}
	if d.root == nil || !w.number(d.root) {
		return 0
	}
	for i, p := range d.pages {
		w.owners[i] = make([]int32, p.marks)
	}
	root := f.reserve()
	w.write(d.root, root)
	parents, next := w.parents()
	f.write(root, fmt.Appendf(nil, "<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>", d.root.object, parents, next))
	return root
}

type structureWriter struct {
	d      *Document
	f      *file
	annots [][]int
	owners [][]int32 // the element of each page's marked contents, by their number
}

// number gives numbers to a tag and what is below it, and tells whether there
// is anything to write.
func (w *structureWriter) number(t *Tag) bool {
	for t.length() > maxArray {
		w.group(t)
	}
	any := false
	for _, k := range t.kids {
		if k.tag == nil || w.number(k.tag) {
			any = true
		}
	}
	if any {
		t.object = w.f.reserve()
	}
	return any
}

// length is how many elements the array of the tag's kids has at most.
func (t *Tag) length() int {
	n := 0
	for i := range t.kids {
		n += t.kids[i].length()
	}
	return n
}

// group puts a tag's kids into groups without a meaning of their own.
func (w *structureWriter) group(t *Tag) {
	var groups []kid
	for kids := t.kids; len(kids) > 0; {
		n, length := 0, 0
		for n < len(kids) && length+kids[n].length() <= maxArray {
			length += kids[n].length()
			n++
		}
		group := &Tag{role: roleGroup, parent: t, kids: kids[:n:n], store: t.store}
		for _, k := range group.kids {
			switch {
			case k.tag != nil:
				k.tag.parent = group
			case k.count == 0:
				w.d.pages[k.page].links[k.n] = group
			}
		}
		groups, kids = append(groups, kid{tag: group}), kids[n:]
	}
	t.kids = groups
}

// write writes a tag and what is below it.
func (w *structureWriter) write(t *Tag, parent int) {
	f, page := w.f, t.page()
	f.begin(t.object)
	f.buf = append(append(f.buf, "<</S/"...), t.role...)
	f.buf = appendRef(append(f.buf, "/P "...), parent)
	if page >= 0 {
		f.buf = appendRef(append(f.buf, "/Pg "...), pageObject(int(page)))
	}
	w.attributes(t)
	f.buf = append(f.buf, "/K"...)
	from := len(f.buf)
	for _, k := range t.kids {
		w.kid(t, k, page)
	}
	if f.buf[from] = '['; t.single() { // it may stand for itself
		f.buf[from] = ' '
	} else {
		f.buf = append(f.buf, ']')
	}
	f.buf = append(f.buf, ">>"...)
	f.end()
	for _, k := range t.kids {
		if k.tag != nil && k.tag.object != 0 {
			w.write(k.tag, t.object)
		}
	}
}

// page is where the tag's first own content is, -1 if it has none.
func (t *Tag) page() int32 {
	for _, k := range t.kids {
		if k.tag == nil {
			return k.page
		}
	}
	return -1
}

// single tells whether the array of the tag's kids has one element.
func (t *Tag) single() bool {
	n := 0
	for _, k := range t.kids {
		if k.tag == nil || k.tag.object != 0 {
			n += k.length()
		}
	}
	return n == 1
}

// kid lists a kid of a tag whose content is on page unless it says otherwise.
func (w *structureWriter) kid(t *Tag, k kid, page int32) {
	b := w.f.buf
	elsewhere := func(kind string) {
		b = append(append(b, " <</Type/"...), kind...)
		if k.page != page {
			b = appendRef(append(b, "/Pg "...), pageObject(int(k.page)))
		}
	}
	switch {
	case k.tag != nil && k.tag.object == 0:
		return
	case k.tag != nil:
		b = appendRef(append(b, ' '), k.tag.object)
	case k.count == 0:
		elsewhere("OBJR")
		b = append(appendRef(append(b, "/Obj "...), w.annots[k.page][k.n]), ">>"...)
	}
	for n := k.n; n < k.n+k.count; n++ {
		w.owners[k.page][n] = int32(t.object)
		if k.page == page {
			b = strconv.AppendInt(append(b, ' '), int64(n), 10)
		} else {
			elsewhere("MCR")
			b = append(strconv.AppendInt(append(b, "/MCID "...), int64(n), 10), ">>"...)
		}
	}
	w.f.buf = b
}

// attributes writes what a tag says about itself.
func (w *structureWriter) attributes(t *Tag) {
	b := w.f.buf
	if lang := languageTag(t.Lang); lang != "" {
		b = append(append(append(b, "/Lang("...), lang...), ')')
	}
	if t.Alt != "" {
		b = fmt.Appendf(b, "/Alt<%x>", utf16BE(printable(t.Alt)))
	}
	switch t.role {
	case RoleFigure:
		if box, ok := w.d.boxes[t]; ok {
			b = append(b, "/A<</O/Layout/BBox["...)
			for _, v := range [4]float64{box.x0, box.y0, box.x1, box.y1} {
				b = append(appendNumber(b, v, 2), ' ')
			}
			b = append(b, "]>>"...)
		}
	case RoleHeadCell:
		b = append(append(append(b, "/A<</O/Table/Scope/"...), t.scope()...), ">>"...)
	}
	w.f.buf = b
}

// scope is what a head cell stands over: its column if its row has no other
// cells, else its row.
func (t *Tag) scope() string {
	for _, k := range t.parent.kids {
		if k.tag != nil && k.tag.role == RoleCell {
			return "Row"
		}
	}
	return "Column"
}

// languageTag returns what looks like a BCP 47 tag, else "".
func languageTag(s string) string {
	if len(s) > 35 || strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-')
	}) {
		return ""
	}
	return s
}

// leafKeys is how many keys a leaf of the tree of parents has: each takes two
// elements of its array.
const leafKeys = maxArray / 2

// parents writes the tree from marked contents and links to their tags. It
// returns its number and the first unused key. A page's key is its place,
// links come after.
func (w *structureWriter) parents() (root, next int) {
	tree := parentTree{f: w.f}
	for i, owners := range w.owners {
		if len(owners) > 0 {
			tree.key(i)
			for j, object := range owners {
				w.f.buf = appendRef(append(w.f.buf, "[ "[min(j, 1)]), int(object))
			}
			w.f.buf = append(w.f.buf, "]\n"...)
		}
	}
	next = len(w.d.pages)
	for _, p := range w.d.pages {
		for _, t := range p.links {
			if t != nil {
				tree.key(next)
				w.f.buf = append(appendRef(append(w.f.buf, ' '), t.object), '\n')
			}
			next++
		}
	}
	return tree.close(), next
}

// parentTree is a number tree that is written with its keys in order.
type parentTree struct {
	f           *file
	leaves      []int
	first, last int
	keys        int // in the open leaf
}

// key begins the value of the next key.
func (t *parentTree) key(n int) {
	if t.keys == leafKeys {
		t.endLeaf()
	}
	if t.keys == 0 {
		t.leaves, t.first = append(t.leaves, t.f.reserve()), n
		t.f.begin(t.leaves[len(t.leaves)-1])
		t.f.buf = append(t.f.buf, "<</Nums["...)
	}
	t.keys, t.last = t.keys+1, n
	t.f.buf = strconv.AppendInt(t.f.buf, int64(n), 10)
}

func (t *parentTree) endLeaf() {
	if t.keys > 0 {
		t.f.buf = fmt.Appendf(t.f.buf, "]/Limits[%d %d]>>", t.first, t.last)
		t.f.end()
		t.keys = 0
	}
}

// close ends the tree and returns the number of its root.
func (t *parentTree) close() int {
	t.endLeaf()
	return t.f.add(append(appendRefs([]byte("<</Kids"), t.leaves), ">>"...))
}
