package typeset

import (
	"cmp"
	"slices"
	"strconv"
)

// Marked content is what joins the structure to what is drawn: a stretch of
// operators with a number, which is listed as a kid of its tag.
//
// Lines are drawn from left to right, as programs that copy text by position
// expect it, but listed in logical order: a line of more than one direction
// has a marked content for each stretch. Within a stretch that runs from
// right to left the characters stay as they are drawn, last one first.

// tagging is the state of it.
type tagging struct {
	root      *Tag               // of the structure; nil if there is none
	tag       *Tag               // whose content is drawn
	marked    marked             // the open one
	line      *Line              // that is drawn
	stretches []stretch          // of the line
	plans     []plan             // for its runs, if it has several stretches
	linked    linked             // the link drawn last
	boxes     map[*Tag]rectangle // of figures
}

// marked is a marked content.
type marked struct {
	open bool
	tag  *Tag // nil for an artifact
	n    int
	lang string // if it is not the tag's
}

// plan is where something that is drawn belongs.
type plan struct {
	tag  *Tag
	n    int    // number of the marked content, -1 to go on with the open one
	lang string // if it is not the tag's
	text rune   // what it stands for, if it is mirrored
}

// linked is the link that runs belong to, perhaps over several lines.
type linked struct {
	tag     *Tag
	address string
}

// rectangle is a lower left and an upper right corner, y growing upwards.
type rectangle struct{ x0, y0, x1, y1 float64 }

// markLine prepares the marked contents of a line that is to be drawn.
func (d *Document) markLine(line *Line) {
	if len(d.plans) > 0 { // what follows does not go on with the run drawn last
		d.endMark()
	}
	d.line, d.stretches, d.plans = line, d.stretches[:0], d.plans[:0]
	if d.root == nil || d.tag == nil || len(line.runs) == 0 {
		return
	}
	if d.stretch(); len(d.stretches) == 1 && d.stretches[0].text == 0 {
		return
	}
	d.endMark()
	d.plans = slices.Grow(d.plans, len(line.runs))[:len(line.runs)]
	slices.SortFunc(d.stretches, func(a, b stretch) int { return cmp.Compare(a.start, b.start) })
	for _, s := range d.stretches {
		tag := d.target(line, s.shown)
		p := plan{tag: tag, n: d.number(tag), lang: s.lang, text: s.text}
		for i := s.first; i <= s.last; i++ {
			d.plans[i] = p
		}
	}
}

// stretch is some runs of a line, counted from the left, that have one
// direction, tag and language and lie together in the text, from start on.
type stretch struct {
	first, last, start int
	shown              int    // a run of it that has the tag
	lang               string // if it is not the tag's
	text               rune   // of a mirrored character, which is a stretch by itself
}

// stretch finds the stretches of the line. Runs without width, such as those
// of marks of direction, go with what is beside them.
func (d *Document) stretch() {
	context, list := d.tag.language(), d.stretches
	var left *run // of what the last stretch shows; nil if that is nothing
	for i := range d.line.runs {
		r := &d.line.runs[i]
		if n := len(list) - 1; n >= 0 && (r.width == 0 || left == nil) {
			list[n].last = i
			if r.width == 0 {
				continue
			}
		}
		lang := d.foreign(i, context)
		switch n := len(list) - 1; {
		case n < 0:
			list = append(list, stretch{i, i, r.start, i, lang, r.text()})
		case left == nil:
			list[n].start, list[n].shown, list[n].lang, list[n].text = r.start, i, lang, r.text()
		case d.together(left, r) && lang == list[n].lang:
			list[n].last, list[n].start = i, min(list[n].start, r.start)
		default:
			list = append(list, stretch{i, i, r.start, i, lang, r.text()})
		}
		if r.width != 0 {
			left = r
		}
	}
	d.stretches = list
}

// together tells whether two runs, drawn one after the other, have one
// direction and one tag and lie together in the text.
func (d *Document) together(left, right *run) bool {
	if left.rtl() != right.rtl() || left.mirrored || right.mirrored ||
		d.line.styles[left.style].Link != d.line.styles[right.style].Link {
		return false
	}
	if right.rtl() {
		return right.end == left.start
	}
	return left.end == right.start
}

// foreign is the language of run i if it is not the context's, else "".
func (d *Document) foreign(i int, context string) string {
	r := &d.line.runs[i]
	lang := languageTag(d.line.styles[r.style].Lang)
	switch lang {
	case "":
		return r.language(context, d.line.kana)
	case context:
		return ""
	}
	return lang
}

// markRun has what is appended to content from now on belong to run i of the
// line given to markLine.
func (d *Document) markRun(i int) {
	switch {
	case len(d.plans) > 0:
		d.mark(d.plans[i])
	case len(d.stretches) > 0:
		d.mark(plan{tag: d.target(d.line, d.stretches[0].shown), n: -1, lang: d.stretches[0].lang})
	default:
		d.mark(plan{tag: d.tag, n: -1})
	}
}

// target is the tag of a run: that of the link it is part of, or the one
// content is drawn for.
func (d *Document) target(line *Line, i int) *Tag {
	address := line.styles[line.runs[i].style].Link
	if address == "" {
		return d.tag
	}
	last := len(d.tag.kids) - 1
	if l := &d.linked; l.address != address || last < 0 || d.tag.kids[last].tag != l.tag {
		if _, ok := safeURL(address); !ok {
			return d.tag
		}
		*l = linked{d.tag.Add(roleLink), address}
	}
	return d.linked.tag
}

// number gives the tag a marked content on this page.
func (d *Document) number(t *Tag) int {
	page, n := int32(d.pdf.PageNo()-1), d.page.marks
	d.page.marks++
	if last := len(t.kids) - 1; last >= 0 && t.kids[last].goesOn(page, n) {
		t.kids[last].count++
	} else {
		t.kids = append(t.kids, kid{page: page, n: n, count: 1})
	}
	return int(n)
}

// goesOn tells whether marked content n of a page is the next one of a kid.
func (k *kid) goesOn(page, n int32) bool {
	return k.count > 0 && k.page == page && k.n+k.count == n && k.count < maxArray
}

// mark opens a marked content, unless it is the open one.
func (d *Document) mark(p plan) {
	if d.root == nil {
		return
	}
	if m := &d.marked; !m.open || m.tag != p.tag || m.lang != p.lang || p.n >= 0 && m.n != p.n {
		d.endMark()
		d.beginMark(p)
	}
}

func (d *Document) beginMark(p plan) {
	d.marked = marked{open: true, tag: p.tag, lang: p.lang}
	switch {
	case p.tag == nil && d.turned:
		d.content = append(d.content, "/Artifact<</Type/Pagination>>BDC\n"...)
		return
	case p.tag == nil:
		d.content = append(d.content, "/Artifact BMC\n"...)
		return
	case p.n < 0:
		p.n = d.number(p.tag)
	}
	d.marked.n = p.n
	role := p.tag.role
	if p.lang != "" || p.text != 0 {
		role = RoleSpan
	}
	d.content = append(append(append(d.content, '/'), role...), "<<"...)
	if p.lang != "" {
		d.content = append(append(append(d.content, "/Lang("...), p.lang...), ')')
	}
	if p.text != 0 {
		d.content = appendActual(d.content, p.text)
	}
	d.content = append(d.content, "/MCID "...)
	d.content = append(strconv.AppendInt(d.content, int64(p.n), 10), ">>BDC\n"...)
}

// endMark closes the marked content that is open.
func (d *Document) endMark() {
	if d.marked.open {
		d.content = append(d.content, "EMC\n"...)
	}
	d.marked = marked{}
}

// markPicture has a picture that is drawn next belong to the tag.
func (d *Document) markPicture(at rectangle) {
	d.mark(plan{tag: d.tag, n: -1})
	if t := d.tag; t != nil && t.role == RoleFigure {
		if b, ok := d.boxes[t]; ok {
			at = rectangle{min(b.x0, at.x0), min(b.y0, at.y0), max(b.x1, at.x1), max(b.y1, at.y1)}
		}
		d.boxes[t] = at
	}
}

// linkOwner is whom a link belongs to: the Link whose text was drawn last, or
// else nil.
func (d *Document) linkOwner() *Tag {
	if m := &d.marked; m.open && m.tag != nil && m.tag.role == roleLink {
		return m.tag
	}
	return nil
}

// markLink lists the link that is made in its Link, or in one of its own.
func (d *Document) markLink(owner *Tag) {
	if owner == nil && d.root != nil && d.tag != nil {
		owner = d.tag.Add(roleLink)
	}
	if owner != nil {
		owner.kids = append(owner.kids, kid{page: int32(d.pdf.PageNo() - 1), n: int32(len(d.page.links))})
	}
	d.page.links = append(d.page.links, owner)
}
