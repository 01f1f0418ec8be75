package body

import (
	"net/url"
	"strings"
)

// element is an open tag.
type element struct {
	name   string
	style  style
	frames int    // open before it
	said   int    // before it
	label  string // of a link or an abbreviation
}

// htmlBuilder makes blocks of a stream of tags and text.
type htmlBuilder struct {
	elements []element
	frames   []*frame
	ignored  int   // open tags beyond maxElements
	page     style // around all elements
	sheets   bool  // there are style sheets, which give a meaning to classes
	said     int   // texts and pictures that can be seen

	skipped, skippedText string            // script, style or title, and what is in it
	base                 *url.URL          // of relative addresses; nil for none
	rules                map[string]string // of the style sheets: declarations by selector

	line           // being written
	other     line // of what is hidden while line is of what is seen, and the other way round
	concealed bool // line is of what is hidden
	hides     bool // there is something hidden
}

// line is a paragraph in the making.
type line struct {
	paragraph []Inline
	of        style // of the paragraph: that of its first inline
	run       []byte
	runStyle  Inline
	space     bool   // white space is due before the next letter
	spaceOf   Inline // the style that it has, where it stands in several their common one
	first     bool   // began before the other line
}

func newHTMLBuilder(source string) *htmlBuilder {
	b := &htmlBuilder{frames: []*frame{{kind: flow, fold: -1}}}
	source = strings.ToLower(source)
	b.sheets = strings.Contains(source, "<style")
	if !b.sheets && !strings.Contains(source, "background") && !strings.Contains(source, "bgcolor") {
		b.page.sight.ground = white
	}
	return b
}

// lineEnds do not count in an address (URL Standard, 4.4).
var lineEnds = strings.NewReplacer("\n", "", "\r", "", "\t", "")

// address is where a link leads, by the page's base where it has one.
func (b *htmlBuilder) address(href string) string {
	href = strings.TrimSpace(lineEnds.Replace(href))
	if strings.HasPrefix(href, "//") {
		return SafeLink("https:" + href)
	}
	if b.base != nil && href != "" && len(href) <= maxLink {
		if u, err := b.base.Parse(href); err == nil {
			return SafeLink(u.String())
		}
	}
	return SafeLink(href)
}

func (b *htmlBuilder) style() style {
	if len(b.elements) == 0 {
		return b.page
	}
	return b.elements[len(b.elements)-1].style
}

func (b *htmlBuilder) top() *frame { return b.frames[len(b.frames)-1] }

func (b *htmlBuilder) finish() []Block {
	b.endRaw(false)
	b.popAt(0)
	b.flush()
	b.closeFrames(1)
	blocks := b.frames[0].flowBlocks()
	if b.hides {
		blocks = gatherHidden(blocks)
	}
	return blocks
}

// part ends a paragraph, or a word, where a tag stands that is past all
// bounds.
func (b *htmlBuilder) part(name string) {
	if blockTags[name] || name == "br" {
		b.addSpace(Inline{})
	}
}

func (b *htmlBuilder) open(t tag) {
	if b.style().foreign && foreignEnd[t.name] {
		b.popForeign()
	}
	if blockTags[t.name] {
		b.flush()
		b.closeImplied(t.name)
	}
	if voidTags[t.name] {
		b.void(t)
		return
	}
	if t.closed && (b.style().foreign || t.name == "svg" || t.name == "math") {
		return
	}
	if len(b.elements) >= maxElements {
		b.ignored++
		return
	}
	if t.name == "a" {
		b.popTo("a", true)
	}
	e := element{name: t.name, style: b.style().within(t, b), frames: len(b.frames), said: b.said, label: labelOf(t)}
	b.openFrame(t, e.style)
	b.elements = append(b.elements, e)
	b.attributes(t)
}

func (b *htmlBuilder) void(t tag) {
	switch t.name {
	case "br":
		b.lineBreak()
	case "hr":
		b.ensureFlow()
		b.top().blocks = append(b.top().blocks, Block{Kind: Rule})
	case "img":
		if image := imageOf(t); image != nil {
			st := b.style().within(t, b)
			b.conceal(st.sight.hidden())
			b.put(Inline{Image: image, Link: st.inline.Link})
		}
	case "input":
		b.input(t)
	case "area":
		b.area(t)
	case "base":
		b.setBase(t)
	}
}

// endTag closes the nearest open element of the name with all that is within.
func (b *htmlBuilder) endTag(name string) {
	if name == "br" {
		b.lineBreak()
		return
	}
	if blockTags[name] {
		b.flush()
	}
	if b.ignored > 0 {
		b.ignored--
		return
	}
	b.popTo(name, !blockTags[name])
}

// walls are the elements that an end tag does not reach through.
var walls = map[string]map[string]bool{
	"table": {}, "tr": set("table"), "td": set("table tr"), "th": set("table tr"),
	"tbody": set("table"), "thead": set("table"), "tfoot": set("table"), "li": set("ul ol menu table td th"),
}

var cellWalls = set("table tr td th")

// popTo closes the nearest element of a name. An inline one within which
// blocks with a frame are open stays: a table must not end with a "</b>".
func (b *htmlBuilder) popTo(name string, inline bool) {
	stops, ok := walls[name]
	if !ok {
		stops = cellWalls
	}
	for i := len(b.elements) - 1; i >= 0; i-- {
		e := &b.elements[i]
		if e.name == name {
			if !inline || len(b.frames) == e.frames {
				b.popAt(i)
			}
			return
		}
		if stops[e.name] {
			return
		}
	}
}

func (b *htmlBuilder) popAt(i int) {
	for j := len(b.elements) - 1; j >= i; j-- {
		b.label(&b.elements[j])
	}
	if i >= len(b.elements) {
		return
	}
	if frames := b.elements[i].frames; frames < len(b.frames) {
		b.flush()
		b.closeFrames(frames)
	}
	b.elements = b.elements[:i]
}

func (b *htmlBuilder) popForeign() {
	for i := range b.elements {
		if b.elements[i].style.foreign {
			b.popAt(i)
			return
		}
	}
}

// closeImplied closes what a new block ends without saying so.
func (b *htmlBuilder) closeImplied(name string) {
	switch name {
	case "li":
		b.popTo("li", false)
	case "tr", "tbody", "thead", "tfoot":
		b.popTo("tr", false)
	case "td", "th":
		b.popTo("td", false)
		b.popTo("th", false)
	case "option", "optgroup":
	default:
		b.popParagraph()
	}
}

// popParagraph closes an open <p> of the same container.
func (b *htmlBuilder) popParagraph() {
	for i := len(b.elements) - 1; i >= 0; i-- {
		e := &b.elements[i]
		if e.name == "p" {
			b.popAt(i)
			return
		}
		if blockTags[e.name] {
			return
		}
	}
}
