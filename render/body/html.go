package body

import (
	"strings"

	"golang.org/x/net/html"
)

// Bounds on what one message may be made of. Behind them tags count no more,
// and the text goes on as plain text.
const (
	maxElements = 256     // open at a time
	maxTokens   = 1 << 18 // tags
)

// FromHTML reads a message's HTML. It works on the tokens, not on the tree of
// a browser, whose building can take time and memory without measure; what is
// lost by that is style, never text. Scripts, style sheets, the
// title in a page's head and tracking pixels do not exist in the result, and
// nothing else can do harm there. Text that the sender's style hides or that
// no browser shows is kept, in blocks of kind Hidden behind the paragraph that
// it stands in.
func FromHTML(s string) []Block {
	b := newHTMLBuilder(s)
	z := html.NewTokenizer(strings.NewReader(s))
	for tokens := 0; ; tokens++ {
		switch z.Next() {
		case html.ErrorToken:
			return finished(b.finish())
		case html.TextToken:
			if b.skipped != "" {
				b.raw(string(z.Text()))
			} else {
				b.text(string(z.Text()))
			}
		case html.StartTagToken:
			b.startTag(z, readTag(z), tokens < maxTokens)
		case html.SelfClosingTagToken:
			t := readTag(z)
			t.closed = true
			b.startTag(z, t, tokens < maxTokens)
		case html.EndTagToken:
			name, _ := z.TagName()
			b.endRaw(true)
			if tokens < maxTokens {
				b.endTag(string(name))
			} else {
				b.part(string(name))
			}
		}
	}
}

// tag is a start tag with the attributes that count.
type tag struct {
	name   string
	attr   map[string]string // nil when there are none
	closed bool              // <x/>, which counts within SVG and MathML only
}

const maxAttributes = 64

func readTag(z *html.Tokenizer) tag {
	name, more := z.TagName()
	t := tag{name: string(name)}
	for n := 0; more && n < maxAttributes; n++ {
		var key, value []byte
		key, value, more = z.TagAttr()
		if keptAttributes[string(key)] {
			if t.attr == nil {
				t.attr = make(map[string]string)
			}
			if _, twice := t.attr[string(key)]; !twice {
				t.attr[string(key)] = string(value)
			}
		}
	}
	return t
}

var keptAttributes = set("href src alt dir style class id role title aria-label label placeholder start colspan rowspan width height value type reversed hidden bgcolor color")

func (b *htmlBuilder) startTag(z *html.Tokenizer, t tag, whole bool) {
	switch t.name {
	case "noscript", "noframes", "noembed", "iframe":
		z.NextIsNotRawText() // shown where scripts and frames are not
	case "script", "style", "title":
		if b.style().foreign {
			z.NextIsNotRawText() // within SVG these are elements like any other
		} else {
			b.skipped = t.name
			return
		}
	}
	if !whole {
		b.part(t.name)
		return
	}
	b.open(t)
}

func set(names string) map[string]bool {
	m := make(map[string]bool)
	for name := range strings.FieldsSeq(names) {
		m[name] = true
	}
	return m
}

var (
	voidTags   = set("area base br col embed hr img input link meta param source track wbr")
	blockTags  = set("address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre section summary table tbody td tfoot th thead tr ul xmp plaintext listing textarea")
	foreignEnd = set("b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var")
)
