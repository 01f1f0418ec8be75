package body

import (
	"bytes"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"
)

const maxFuzz = 4 << 10

// checkTree holds blocks against what the tree promises.
func checkTree(t *testing.T, blocks []Block, depth int) {
	t.Helper()
	if depth > 3*maxDepth {
		t.Fatal("blocks nest too deep")
	}
	for i := range blocks {
		b := &blocks[i]
		for _, in := range b.Inlines {
			if in.Link != "" && in.Link != SafeLink(in.Link) {
				t.Errorf("link %q is not safe", in.Link)
			}
			if !utf8.ValidString(in.Text) || in.Break && in.Text != "" || in.Image != nil && in.Text != "" {
				t.Errorf("bad inline %+v", in)
			}
			if b.Kind != Code && strings.Contains(in.Text, "\n") {
				t.Errorf("line break in text %q", in.Text)
			}
		}
		checkTree(t, b.Blocks, depth+1)
		for _, item := range b.Items {
			checkTree(t, item, depth+1)
		}
		for _, row := range b.Rows {
			for _, cell := range row.Cells {
				if cell.ColSpan < 1 {
					t.Errorf("column span %d", cell.ColSpan)
				}
				checkTree(t, cell.Blocks, depth+1)
			}
		}
	}
}

// checkWords demands that every word stands in the plain text.
func checkWords(t *testing.T, from string, words []string, blocks []Block) {
	t.Helper()
	plain := letters(Plain(blocks))
	for _, word := range words {
		if want := letters(word); !strings.Contains(plain, want) {
			t.Errorf("%q lost %q: %q", from, word, Plain(blocks))
		}
	}
}

// checkOrder demands that the words stand in the plain text one behind the
// other.
func checkOrder(t *testing.T, from string, words []string, blocks []Block) {
	t.Helper()
	plain := letters(Plain(blocks))
	for _, word := range words {
		want := letters(word)
		at := strings.Index(plain, want)
		if at < 0 {
			t.Errorf("%q lost %q, or its place: %q", from, word, Plain(blocks))
			return
		}
		plain = plain[at+len(want):]
	}
}

func has(blocks []Block, kind Kind) bool {
	for i := range blocks {
		if blocks[i].Kind == kind {
			return true
		}
		for list := range blocks[i].within() {
			if has(*list, kind) {
				return true
			}
		}
	}
	return false
}

func hasImage(blocks []Block) bool {
	for range Images(blocks) {
		return true
	}
	return false
}

func FuzzFromText(f *testing.F) {
	f.Add("a data:image/png;base64,iVBORw0KGgo= b\n\n-----Original Message-----\nFrom: a\nSent: b\nSubject: c\n\nd")
	f.Add("a https://x.example/b_c (www.x.example) \n\n> quote\n>> deep\n\nOn 1, J wrote:\n> x\n-----Original Message-----\ny")
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > maxFuzz {
			return
		}
		blocks := FromText(s)
		checkTree(t, blocks, 0)
		if got, want := bare(textOf(blocks), ">"), bare(clean(s), ">"); got != want && !hasImage(blocks) {
			t.Errorf("FromText(%q) reads %q, want %q", s, got, want)
		}
	})
}

// bare is a text without white space and without the marks of its form.
func bare(s, marks string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(marks, r) || strings.TrimSpace(string(r)) == "" {
			return -1
		}
		return r
	}, s)
}

// FuzzFromChat demands the very text, save for white space and the marks.
func FuzzFromChat(f *testing.F) {
	f.Add("*b _i_* ~s~ `c` 2*3*4 a_b_c https://x.example/_a_\n```x\ny``` > q\n> q")
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > maxFuzz {
			return
		}
		blocks := FromChat(s)
		checkTree(t, blocks, 0)
		if got, want := bare(textOf(blocks), ">"+chatMarks), bare(clean(s), ">"+chatMarks); got != want && !hasImage(blocks) {
			t.Errorf("FromChat(%q) reads %q, want %q", s, got, want)
		}
	})
}

// textOf is the text of blocks and nothing else.
func textOf(blocks []Block) string {
	var out strings.Builder
	for _, b := range blocks {
		for _, in := range b.Inlines {
			out.WriteString(in.Text)
		}
		for list := range b.within() {
			out.WriteString(textOf(*list))
		}
	}
	return out.String()
}

func FuzzFromHTML(f *testing.F) {
	for _, s := range []string{
		"<p>a<b>b<i>c</b>d</i><table><tr><td>e<td>f<tr><th>g<th>h</table><ul><li>i<ol><li>j</ul>k",
		`<div class="gmail_quote">On 1, J wrote:<blockquote>q</blockquote></div><a href="https://x.example/?a">l</a>`,
		"<pre>\n a\n</pre><h1>b</h1><br><br><hr><table>x<tr>y<li>z</table></p></div></td>", "<td>a</td></tr><tr><td>b", "<ul>a<ul>b</ul><li>c",
		`<div style="display:none">a<p>b</div>c<i hidden>d</i>e<table style=font-size:0><tr><td>f<td style="font-size:9px">g</table>`, "<b><table><tr><td>a</b>b</table>c", "<p><a>b<a>c</p><div>d<noscript>e</noscript>",
	} {
		f.Add(s)
	}
	mails, _ := filepath.Glob("testdata/mails/*.html")
	for _, name := range mails {
		if page, err := os.ReadFile(name); err == nil {
			f.Add(string(page))
		}
	}
	for _, s := range []string{
		"<p>19<sup>99</sup> x<sub>1</sub>2 <del>50</del> <span style='vertical-align:super'>a</span>b", `<a href="//x.example/"></a><a href="https://x.example/b" aria-label=c> </a>d`,
		`Dear <title>all the rest`, `<p>a<title>b</title>c`, `<abbr title=e>f</abbr><area alt=g href=//x.example><select><optgroup label=h><option>i</select><input placeholder=j>`,
		`<base href="https://x.example/a/"><a href=b><img src=c title=d></a><svg><title>e</title></svg>`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > maxFuzz {
			return
		}
		blocks := FromHTML(s)
		checkTree(t, blocks, 0)
		words, ok := browserWords(s)
		if !ok {
			return
		}
		lower := strings.ToLower(s)
		if !strings.Contains(lower, "<table") { // out of which browsers move words, and join them
			checkWords(t, s, words, blocks)
		}
		if head, _, ok := strings.Cut(lower, "<title"); ok && letters(tokenText(head)) == "" {
			return // the page's own
		}
		got, want := letters(fillers.Replace(textOf(blocks))), letters(fillers.Replace(tokenText(s)))
		if has(blocks, Hidden) { // stands behind its paragraph
			got, want = sorted(got), sorted(want)
		}
		if got != want && !(speaks(lower) && within(want, got)) {
			t.Errorf("FromHTML(%q) reads %q, want %q", s, got, want)
		}
	})
}

// speaks reports whether a page may say more than its text: in attributes.
func speaks(lower string) bool {
	for _, name := range []string{"href", "title", "label", "alt", "value", "placeholder"} {
		if strings.Contains(lower, name) {
			return true
		}
	}
	return false
}

// within reports whether the letters of a text stand in another, in order.
func within(text, whole string) bool {
	rest := []rune(text)
	for _, r := range whole {
		if len(rest) > 0 && rest[0] == r {
			rest = rest[1:]
		}
	}
	return len(rest) == 0
}

// FuzzLacking demands each word and each sign of the text in the blocks or in
// what they lack, as often as the text has it.
func FuzzLacking(f *testing.F) {
	f.Add("<p>Total: <b>-5</b> €<ul><li>a<li>b</ul><blockquote>c", "*Total:* -5\n€\n- a\n• b\n> c\n-5")
	f.Add("paid, not? <img alt=👍>", "not paid 👍👎 “1.000” 1,000 != 50%")
	f.Fuzz(func(t *testing.T, page, text string) {
		if len(page) > maxFuzz || len(text) > maxFuzz || strings.ContainsAny(text, "<[") || len(findLinks(text)) > 0 || !utf8.ValidString(page+text) {
			return
		}
		blocks := FromHTML(page)
		rest := Lacking(blocks, text)
		checkTree(t, rest, 0)
		have := counted(Plain(blocks) + "\n" + Plain(rest))
		for word, n := range counted(clean(text)) {
			if have[word] < n {
				t.Errorf("%q beside %q: %d of %q, of %d: lacking %q", text, page, have[word], word, n, Plain(rest))
			}
		}
	})
}

// counted counts the words of a text, and the signs that can change what a
// number says.
func counted(s string) map[string]int {
	n := make(map[string]int)
	for _, field := range strings.Fields(norm.NFC.String(s)) {
		for _, r := range field {
			if unicode.In(r, unicode.Sc, unicode.Nd, unicode.So) && !isBullet(string(r)) || r == '+' || r == '%' {
				n[string(r)]++
			}
		}
		for word := range strings.FieldsFuncSeq(fillers.Replace(field), func(r rune) bool { return !wordRune(r) && visible(r) }) {
			if word = letters(withoutUnseen(word)); word != "" {
				n[word]++
			}
		}
	}
	return n
}

func sorted(s string) string {
	list := []rune(s)
	slices.Sort(list)
	return string(list)
}

// fillers are letters to Unicode, but nobody sees them.
var fillers = strings.NewReplacer("\u034f", "", "\u115f", "")

// tokenText is all text of a page in the order of its source.
func tokenText(s string) string {
	var out strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for z.Next() != html.ErrorToken {
		if token := z.Token(); token.Type == html.TextToken {
			out.WriteString(token.Data)
		}
	}
	return clean(out.String())
}

// browserWords are the words that a browser shows, by the HTML standard's own
// way to a tree. It answers false for what only a tree can read in full:
// foreign elements, elements whose text is raw in one place and not in
// another, and what browsers move out of sight.
func browserWords(s string) (words []string, ok bool) {
	root, err := html.ParseWithOptions(strings.NewReader(s), html.ParseOptionEnableScripting(false))
	if err != nil || !utf8.ValidString(s) {
		return nil, false
	}
	for n := range root.Descendants() {
		if n.Namespace != "" {
			return nil, false
		}
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" && n.Parent.Data != "title" {
			words = append(words, strings.Fields(clean(n.Data))...)
		}
	}
	lower := strings.ToLower(s)
	for _, odd := range []string{"<select", "<svg", "<math", "<iframe", "<noembed", "<noframes", "<frameset", "<template", "<xmp", "<plaintext", "<textarea", "<noscript", "cdata", "<style", "<script"} {
		if strings.Contains(lower, odd) {
			return nil, false
		}
	}
	return words, true
}

// FuzzFromMarkdown takes goldmark's own HTML for an oracle.
func FuzzFromMarkdown(f *testing.F) {
	f.Add("# a *b*\n\n1. c\n   - d\n\n> e\n\n```go\nf\n```\n|g|h|\n|-|-|\n|i|j|\n\n[k](https://x.example \"t\") ![l](m) <n> &amp; \\* ~~o~~\n***\n")
	full := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough))
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > maxFuzz {
			return
		}
		blocks := FromMarkdown(s)
		checkTree(t, blocks, 0)
		if Plain(blocks) == Plain(FromText(s)) { // as it stands
			checkOrder(t, s, strings.Fields(clean(s)), blocks)
			return
		}
		var page bytes.Buffer
		if err := full.Convert([]byte(clean(s)), &page); err != nil {
			return
		}
		var words []string
		z := html.NewTokenizer(&page)
		for z.Next() != html.ErrorToken {
			if token := z.Token(); token.Type == html.TextToken {
				words = append(words, strings.Fields(clean(token.Data))...)
			}
		}
		checkWords(t, s, words, blocks)
		if !hasImage(blocks) {
			checkOrder(t, s, strings.FieldsFunc(unescape(clean(s)), func(r rune) bool { return !wordRune(r) }), blocks)
		}
	})
}

func FuzzSafeLink(f *testing.F) {
	f.Add("https://x.example/a?b#c")
	f.Add("mailto:a@b?subject=c d")
	f.Fuzz(func(t *testing.T, s string) {
		link := SafeLink(s)
		if link == "" {
			return
		}
		u, err := url.Parse(link)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "mailto" && u.Scheme != "tel" {
			t.Errorf("SafeLink(%q) = %q", s, link)
		}
		if again := SafeLink(link); again != link {
			t.Errorf("SafeLink(%q) = %q, and of that %q", s, link, again)
		}
		if strings.ContainsAny(link, "\"<> \n\t") {
			t.Errorf("SafeLink(%q) = %q", s, link)
		}
	})
}
