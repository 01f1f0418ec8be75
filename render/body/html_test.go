package body

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestFromHTML(t *testing.T) {
	br := Inline{Break: true}
	text := func(s string) Block { return para(Inline{Text: s}) }
	cell := func(s string) Cell { return Cell{ColSpan: 1, Blocks: []Block{text(s)}} }
	quote := func(blocks ...Block) Block { return Block{Kind: Quote, Reply: true, Blocks: blocks} }
	for _, test := range []struct {
		name, in string
		want     []Block
	}{
		{"the object page", "<head></head><body><p>Hi Jack,</p><p>I'm sorry, but</p></body>", []Block{text("Hi Jack,"), text("I'm sorry, but")}},
		{"white space", "  a\n <b> b</b>c &amp; d ", []Block{para(Inline{Text: "a "}, Inline{Text: "b", Bold: true}, Inline{Text: "c & d"})}},
		{"breaks", "a<br>b<br><br>c<br>", []Block{para(Inline{Text: "a"}, br, Inline{Text: "b"}), text("c")}},
		{"nothing that runs", "<style>p{}</style><script>alert('x')</script><title>t</title>a<img src=https://t.example/p.gif width=1 height=1>", []Block{text("a")}},
		{"direction", `<div dir="rtl">שלום<p dir=ltr>Hi</p></div>`, []Block{
			{Kind: Paragraph, Direction: RightToLeft, Inlines: []Inline{{Text: "שלום"}}}, {Kind: Paragraph, Direction: LeftToRight, Inlines: []Inline{{Text: "Hi"}}}}},
		{"links", `<a href="https://x.example/?a=1&amp;b=2">x <i>y</i></a> <a href="javascript:alert(1)">z</a> w@x.example`, []Block{para(
			Inline{Text: "x ", Link: "https://x.example/?a=1&b=2"}, Inline{Text: "y", Italic: true, Link: "https://x.example/?a=1&b=2"},
			Inline{Text: " z "}, Inline{Text: "w@x.example", Link: "mailto:w@x.example"})}},
		{"lists", "<ul><li>a<li>b<ol start=3><li>c</ol></ul>d", []Block{
			{Kind: List, Items: [][]Block{{text("a")}, {text("b"), {Kind: List, Ordered: true, Start: 3, Items: [][]Block{{text("c")}}}}}}, text("d")}},
		{"space before a link", "לאישור:<a href=tel:1> לחצו </a><u>כאן </u> <s>לא</s>", []Block{para(Inline{Text: "לאישור: "}, Inline{Text: "לחצו", Link: "tel:1"},
			Inline{Text: " "}, Inline{Text: "כאן", Underline: true}, Inline{Text: " "}, Inline{Text: "לא", Strike: true})}},
		{"space within a link", "<a href=tel:1>a <u>b</u> c</a>", []Block{para(Inline{Text: "a ", Link: "tel:1"},
			Inline{Text: "b", Underline: true, Link: "tel:1"}, Inline{Text: " c", Link: "tel:1"})}},
		{"numbers of a list", "<ol><li>a<li value=9>b<li>c</ol>", []Block{{Kind: List, Ordered: true, Start: 1, Numbers: []int{1, 9, 10}, Items: [][]Block{{text("a")}, {text("b")}, {text("c")}}}}},
		{"a list backwards", "<ol reversed type=I><li>a<li><li>c</ol>", []Block{{Kind: List, Ordered: true, Start: 3, Numbers: []int{3, 1}, Marker: UpperRoman, Items: [][]Block{{text("a")}, {text("c")}}}}},
		{"a list within a list", `<ol style="list-style-type: lower-alpha" start=-1><li>a</li><ol><li>b</ol><li>c</ol>`, []Block{{Kind: List, Ordered: true, Start: -1, Marker: LowerAlpha,
			Items: [][]Block{{text("a"), {Kind: List, Ordered: true, Start: 1, Items: [][]Block{{text("b")}}}}, {text("c")}}}}},
		{"a table in a cell", "<table><tr><td>a<td><table><tr><td>1<td>2<tr><td>3<td>4</table><tr><td>b<td><table><tr><td>looks</table></table>", []Block{{Kind: Table, Rows: []Row{
			{Cells: []Cell{cell("a"), {ColSpan: 1, Blocks: []Block{{Kind: Table, Rows: []Row{{Cells: []Cell{cell("1"), cell("2")}}, {Cells: []Cell{cell("3"), cell("4")}}}}}}}},
			{Cells: []Cell{cell("b"), cell("looks")}}}}}},
		{"isolated text", "<p>חייגו <span dir=ltr>1 <b>2</b></span> או <bdi>abc</bdi>, <bdo dir=rtl>ש</bdo><bdi>5", []Block{para(Inline{Text: "חייגו "},
			Inline{Text: "1 ", Direction: LeftToRight}, Inline{Text: "2", Bold: true, Direction: LeftToRight}, Inline{Text: " או "},
			Inline{Text: "abc", Direction: LeftToRight}, Inline{Text: ", "}, Inline{Text: "ש", Direction: RightToLeft}, Inline{Text: "5", Direction: LeftToRight})}},
		{"a direction for all", `<div dir=rtl><span dir=rtl>ש</span> a</div><p><span dir=rtl><b>a</b>b</span><br>`, []Block{
			{Kind: Paragraph, Direction: RightToLeft, Inlines: []Inline{{Text: "ש"}, {Text: " a"}}},
			{Kind: Paragraph, Direction: RightToLeft, Inlines: []Inline{{Text: "a", Bold: true}, {Text: "b"}}}}},
		{"a number", `<p>טלפון <a href="tel:+97254">+972-54-555-0144</a>`, []Block{para(Inline{Text: "טלפון "},
			Inline{Text: "+972-54-555-0144", Link: "tel:+97254", Direction: LeftToRight})}},
		{"headings and code", "<h2>a</h2><pre>\nx\n  y\n</pre><hr><code>z</code>", []Block{
			{Kind: Heading, Level: 2, Inlines: []Inline{{Text: "a"}}}, {Kind: Code, Inlines: []Inline{{Text: "x\n  y"}}}, {Kind: Rule}, para(Inline{Text: "z", Code: true})}},
		{"a table", "<table><tr><th>a<th>b<tr><td>1<td>2</table>", []Block{{Kind: Table, Rows: []Row{
			{Cells: []Cell{{Header: true, ColSpan: 1, Blocks: []Block{text("a")}}, {Header: true, ColSpan: 1, Blocks: []Block{text("b")}}}},
			{Cells: []Cell{cell("1"), cell("2")}}}}}},
		{"a table with spans", "<table><tr><td rowspan=2>a<td>b<tr><td>c<tr><td colspan=2>d</table>", []Block{{Kind: Table, Rows: []Row{
			{Cells: []Cell{cell("a"), cell("b")}}, {Cells: []Cell{{ColSpan: 1}, cell("c")}},
			{Cells: []Cell{{ColSpan: 2, Blocks: []Block{text("d")}}}}}}}},
		{"a table for looks", "<table><tr><td>logo<td>name</table><table><tr><td>a<tr><td>b</table>", []Block{text("logo"), text("name"), text("a"), text("b")}},
		{"text in wrong places", "<table>a<tr>b<td>c</td></table><ul>d<li>e</ul>", []Block{
			{Kind: Table, Rows: []Row{{Cells: []Cell{cell("a")}}, {Cells: []Cell{cell("b"), cell("c")}}}},
			{Kind: List, Items: [][]Block{{text("d")}, {text("e")}}}}},
		{"gmail", `new<div class="gmail_quote"><div class="gmail_attr">On Mon, Jack wrote:<br></div><blockquote class="gmail_quote">old</blockquote></div>`,
			[]Block{text("new"), quote(text("On Mon, Jack wrote:"), text("old"))}},
		{"outlook", `<p>new</p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in'><p><b>From:</b> J</p></div><p>old</p>`,
			[]Block{text("new"), quote(para(Inline{Text: "From:", Bold: true}, Inline{Text: " J"}), text("old"))}},
		{"outlook's line", `<p>new</p><div style='border:none;border-left:solid blue 1.5pt;padding:0in 0in 0in 4.0pt'>old</div>`, []Block{text("new"), quote(text("old"))}},
		{"attribution before a quote", `new<div class="moz-cite-prefix">On 1/2/18, Jack wrote:<br></div><blockquote type=cite>old</blockquote>`,
			[]Block{text("new"), quote(text("On 1/2/18, Jack wrote:"), text("old"))}},
		{"images", `<img src="cid:a@b" alt="the receipt"><img src="https://x.example/p.png?u=1"><img src="data:image/png;base64,AAAA" alt=d>`, []Block{para(
			Inline{Image: &Image{Ref: "cid:a@b", Alt: "the receipt"}}, Inline{Text: " "}, Inline{Image: &Image{Ref: "https://x.example/p.png"}}, Inline{Text: " "}, Inline{Image: &Image{Ref: "data:image/png;base64,… (sha256 709e80c88487a2411e1ee4dfb9f22a861492d20c4765150c0c794abd70f8147c)", Alt: "d"}})}},
		{"wrong nesting", "<b>a<i>b</b>c</i>d", []Block{para(Inline{Text: "a", Bold: true}, Inline{Text: "b", Bold: true, Italic: true}, Inline{Text: "cd"})}},
		{"css", `<span style="font-weight:bold;text-decoration:line-through">a</span>`, []Block{para(Inline{Text: "a", Bold: true, Strike: true})}},
		{"svg", "<svg><title>no</title><style/><text>yes</text></svg><p>a", []Block{{Kind: Hidden, Blocks: []Block{text("no")}}, text("yes"), text("a")}},
		{"conditional comments", "<!--[if mso]>no<![endif]--><![if !mso]>yes<![endif]>", []Block{text("yes")}},
		{"filler", "<div>&zwnj;&nbsp;&#847;</div><p>&nbsp;</p>a", []Block{text("a")}},
		{"nothing", "<div> <br> </div>", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, FromHTML(test.in)); diff != "" {
				t.Errorf("FromHTML(%q) (-want +got):\n%s", test.in, diff)
			}
		})
	}
}

// Inputs made to cost time by the square of their length, or to nest without
// end, are read in a moment, and no text is lost.
func TestHostileSizes(t *testing.T) {
	const n = 60_000
	read := map[string]func(string) []Block{"html": FromHTML, "text": FromText, "chat": FromChat, "markdown": FromMarkdown}
	for name, in := range map[string]string{
		"deep divs":            strings.Repeat("<div>", n) + "end",
		"deep quotes":          strings.Repeat("<blockquote>a", n/4) + "end",
		"deep tables":          strings.Repeat("<table><tr><td>", n/8) + "end",
		"deep lists":           strings.Repeat("<ul><li>", n/8) + "end",
		"open formats":         strings.Repeat("<b><i><font color=x>", n/8) + strings.Repeat("<p>a", n/8) + "end",
		"end tags":             strings.Repeat("<b>", 300) + strings.Repeat("</i>", n) + "end",
		"attributes":           "<p " + strings.Repeat("a=1 ", n) + ">end",
		"styles":               `<p style="` + strings.Repeat("a:b;", n) + `">end`,
		"sheets":               strings.Repeat("<style>.a{color:red}"+strings.Repeat("/**/", n/64)+"</style>", 32) + strings.Repeat("<p class='a a a a'>a", n/16) + "end",
		"cells":                "<table><tr>" + strings.Repeat("<td rowspan=1000 colspan=99>a", n/16) + "</table>end",
		"stars":                strings.Repeat("*a ", n) + "end",
		"pairs":                strings.Repeat("*a _b* c_ ~d ", n/4) + "end",
		"fences":               strings.Repeat("``` ``` ", n/4) + "end",
		"brackets":             strings.Repeat("[a](", n/4) + "end",
		"quote marks":          strings.Repeat(">", n) + " end",
		"addresses":            strings.Repeat("a@", n) + " end",
		"address":              "https://x.example/" + strings.Repeat("(", n) + strings.Repeat(")", n) + " end",
		"dots":                 strings.Repeat("http://a.", n/4) + " end",
		"replies":              strings.Repeat("On 1, J wrote:\n> a\n\n", n/16) + "end",
		"html replies":         strings.Repeat("<p>J wrote:</p><blockquote>a</blockquote>", n/16) + "end",
		"entities":             strings.Repeat("&amp;&#x202e;", n/4) + "end",
		"one long word":        strings.Repeat("ש", n) + "end",
		"backslashes":          strings.Repeat("\\*", n/2) + "end",
		"more tags than count": strings.Repeat("<b>a</b>", 3*n) + "<p>end",
		"table of pipes":       strings.Repeat("|a", n/4) + "\n" + strings.Repeat("|-", n/4) + "\n|end",
	} {
		for reader, from := range read {
			start := time.Now()
			got := Plain(from(in))
			if took := time.Since(start); took > 30*time.Second { // the square of their length would be many minutes
				t.Errorf("%s as %s: took %v for %d bytes", name, reader, took, len(in))
			}
			if !strings.Contains(got, "end") {
				t.Errorf("%s as %s: lost the end", name, reader)
			}
		}
	}
}

func TestLacking(t *testing.T) {
	const link = `<a href="https://x.example/1">here</a>`
	for _, test := range []struct{ name, html, text, want string }{
		{"the same", "<p>Hi Jack,</p><p>I'm  sorry,<br>really</p>", "Hi Jack,\r\n\r\nI’m sorry, really", ""},
		{"lines that break elsewhere", "<p>one two three four</p>", "one two\nthree\nfour", ""},
		{"less", "<p>See below</p>", "See below\nThe price is 5", "The price is 5"},
		{"no text", "<p>a</p>", " ", ""},
		{"a separator of thousands", "Total: 1.000", "Total: 1,000", "Total: 1,000"},
		{"a sign", "5 EUR", "-5 EUR", "-5 EUR"},
		{"a sign apart", "5 EUR", "- 5 EUR", "- 5 EUR"},
		{"a currency", "€100", "$100", "$100"},
		{"a point", "35", "3.5", "3.5"},
		{"an operator", "x = y", "x != y", "x != y"},
		{"a smiley", "ok 👍", "ok 👎", "ok 👎"},
		{"a smiley that is a picture", `ok <img src="https://x.example/e.png" alt="👍">`, "ok 👍", ""},
		{"order", "paid, not?", "not paid", "not paid"},
		{"how often", "Pay 100 now. later.", "Pay 100 now. Pay 100 later.", "Pay 100 now. Pay 100 later."},
		{"a line twice", "<p>Pay 100</p>", "Pay 100\nPay 100", "Pay 100"},
		{"repeated words", "no refund", "no no no refund", "no no no refund"},
		{"a percentage", "50 off", "50% off!!!", "50% off!!!"},
		{"case", "end", "END", "END"},
		{"a word in quotation marks", "no", `"no"`, `"no"`},
		{"shapes of signs", "“a” – b… −5", `"a" - b... -5`, ""},
		{"quotes", "<p>a</p><blockquote><p>b c</p></blockquote>", "a\n> b\n>c", ""},
		{"lists", "<ul><li>5 a<li>b</ul><p>c</p>", " * 5 a\n • b\n- c\n-----", ""},
		{"stress", "<b>Total: $5</b> and <i>b</i> 2*3", "*Total:\n$5* and _b_ 2*3", ""},
		{"links", "See " + link + ". More", "See here <https://x.example/1>. More", ""},
		{"a link on the next line", "See " + link + ". More", "See here\n<https://x.example/1>. More", ""},
		{"a link in brackets", "See " + link + ", more", "See here (https://x.example/1), more", ""},
		{"a link instead of its words", "See " + link + ".", "See https://x.example/1.", ""},
		{"another link", "See " + link + ".", "See here <https://x.example/2>.", "See here <https://x.example/2>."},
		{"a mail address", `<a href="mailto:a@x.example">a@x.example</a> wrote`, "a@x.example <mailto:a@x.example> wrote", ""},
		{"a telephone number", `<a href="tel:+1555">call</a>`, "call<tel:+1555>", ""},
		{"pictures", `a <img src="cid:p" alt="Our logo"> b<img src="cid:q">`, "a [image: Our\nlogo] b\n[cid:q]", ""},
		{"what was struck or raised", "<del>50</del> 40 m<sup>2</sup>", "50 40 m2", ""},
		{"hidden text", "a<p hidden>b c", "a\nb c", ""},
	} {
		if got := Plain(Lacking(FromHTML(test.html), test.text)); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// A hostile pair of texts must not take long to compare.
func TestLackingIsBounded(t *testing.T) {
	line := strings.Repeat("a ", 200) + "b\n"
	start := time.Now()
	got := Lacking(FromHTML(strings.Repeat("a ", 1<<17)), strings.Repeat(line, 1<<9)+strings.Repeat("<", 1<<17)+strings.Repeat("> *x _y [w\n", 1<<14))
	if took := time.Since(start); took > 10*time.Second || len(got) == 0 {
		t.Errorf("took %v, %d blocks", took, len(got))
	}
}
