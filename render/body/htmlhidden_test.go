package body

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHidden(t *testing.T) {
	text := func(s string) Block { return para(Inline{Text: s}) }
	hidden := func(blocks ...Block) Block { return Block{Kind: Hidden, Blocks: blocks} }
	cell := func(blocks ...Block) Cell { return Cell{ColSpan: 1, Blocks: blocks} }
	for _, test := range []struct {
		name, in string
		want     []Block
	}{
		{"display", `<div style="display: none !important">preview</div>a`, []Block{hidden(text("preview")), text("a")}},
		{"within a word", `<p>pay 1<span style="display:none">,</span>000<span style=visibility:hidden> not</span> now`, []Block{text("pay 1000 now"), hidden(text(", not"))}},
		{"the attribute", `<p hidden>x</p>a<p hidden=until-found>b`, []Block{hidden(text("x")), text("a"), text("b")}},
		{"visibility is turned back", `<div style=visibility:hidden>x<span style="visibility:visible">a</span></div>`, []Block{hidden(text("x")), text("a")}},
		{"display is not", `<div style=display:none>x<span style="display:block">y</span></div>`, []Block{hidden(text("xy"))}},
		{"a font of no size around text", `<table><tr><td style="font-size:0px"><div style="font-size:13px">a</div></td></tr></table>`, []Block{text("a")}},
		{"a font of no size", `<span style="font-size:0">x<b style="font-size:2em">y</b></span>a`, []Block{hidden(para(Inline{Text: "x"}, Inline{Text: "y", Bold: true})), text("a")}},
		{"no height", `<div style="max-height:0;overflow:hidden">x</div><div style="max-height:0">a</div>`, []Block{hidden(text("x")), text("a")}},
		{"out of the page", `<div style="position:absolute;left:-9999px">x</div><div style="text-indent:-20px">a</div>`, []Block{hidden(text("x")), text("a")}},
		{"opacity", `<i style="opacity:0">x</i><span style="opacity:.5">a</span>`, []Block{hidden(para(Inline{Text: "x", Italic: true})), text("a")}},
		{"white on the white page", `a<font color="#FFFFFF">x</font>`, []Block{text("a"), hidden(text("x"))}},
		{"white on what nobody knows", `<style>.b{background:#00f}</style><a class=b style="color:#fff">a</a>`, []Block{text("a")}},
		{"white on blue", `<table><tr><td bgcolor="#1a73e8"><span style="color:white">a</span></td></tr></table>`, []Block{text("a")}},
		{"white on white in blue", `<td style="background:blue"><div style="background-color:rgb(255, 255, 255)">a<span style="color:#fefefe">x</span></div>`, []Block{text("a"), hidden(text("x"))}},
		{"neighbours are one", `<p style=display:none>x</p><p style=display:none>y</p>`, []Block{hidden(text("x"), text("y"))}},
		{"a list", `<ul hidden><li>x<li>y</ul>`, []Block{hidden(Block{Kind: List, Items: [][]Block{{text("x")}, {text("y")}}})}},
		{"a row of a table", `<table><tr><th>a<th>b<tr hidden><td>x<td>y</table>`, []Block{{Kind: Table, Rows: []Row{
			{Cells: []Cell{{Header: true, ColSpan: 1, Blocks: []Block{text("a")}}, {Header: true, ColSpan: 1, Blocks: []Block{text("b")}}}},
			{Cells: []Cell{cell(hidden(text("x"))), cell(hidden(text("y")))}}}}}},
		{"a table", `<table style=display:none><tr><th>x<th>y<tr><td>z<td></table>`, []Block{hidden(Block{Kind: Table, Rows: []Row{
			{Cells: []Cell{{Header: true, ColSpan: 1, Blocks: []Block{text("x")}}, {Header: true, ColSpan: 1, Blocks: []Block{text("y")}}}},
			{Cells: []Cell{cell(text("z")), {ColSpan: 1}}}}})}},
		{"a break", `a<span hidden><br>x</span>b`, []Block{text("ab"), hidden(text("x"))}},
		{"a picture", `a<span hidden><img src="cid:p" alt=p></span>b<img src="cid:q" alt=q style="display:none">`, []Block{text("ab"),
			hidden(para(Inline{Image: &Image{Ref: "cid:p", Alt: "p"}}, Inline{Text: " "}, Inline{Image: &Image{Ref: "cid:q", Alt: "q"}}))}},
		{"a style sheet", `<style><!-- @import "x"; @media print{.c{display:none}} /* .c{} */ P.a, #B{display:none} .c:hover{display:none} .c b{display:none} --></style><p class="z A">x</p><i id=b>y</i><p class=c>c<b>d</b></p>`,
			[]Block{hidden(text("x"), para(Inline{Text: "y", Italic: true})), para(Inline{Text: "c"}, Inline{Text: "d", Bold: true})}},
		{"over a style sheet", `<style>.a{display:none}.b{font-size:0}.a.b{display:none}</style><p class=a style="display:block">a</p><p class=b>x<b style="font-size:9px">b</b></p>`,
			[]Block{text("a"), hidden(text("x")), para(Inline{Text: "b", Bold: true})}},
		{"filler", `<div style="display:none">&zwnj;&nbsp;&#847;</div>a`, []Block{text("a")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, FromHTML(test.in)); diff != "" {
				t.Errorf("FromHTML(%q) (-want +got):\n%s", test.in, diff)
			}
		})
	}
	if got, want := Plain(FromHTML(`a<b hidden>x</b>`)), "a\n\nx"; got != want {
		t.Errorf("Plain %q, want %q", got, want)
	}
}

// A picture that a message holds itself is kept, within bounds, and named by
// its hash.
func TestDataImages(t *testing.T) {
	png := []byte("\x89PNG\r\n\x1a\nrest")
	code := base64.StdEncoding.EncodeToString(png)
	const ref = "data:image/png;base64,… (sha256 "
	only := func(blocks []Block) *Image {
		for image := range Images(blocks) {
			return image
		}
		return &Image{}
	}
	for name, blocks := range map[string][]Block{
		"HTML":           FromHTML(`<img src=" data:image/png;base64,` + code + `">`),
		"wrapped base64": FromHTML(`<img src="data:image/png;base64,` + code[:4] + "\n " + strings.TrimRight(code[4:], "=") + `">`),
		"escaped base64": FromHTML(`<img src="DATA:image/png;base64,` + strings.ReplaceAll(code, "=", "%3D") + `">`),
		"text":           FromText("see data:image/png;base64," + code + "!"),
		"chat":           FromChat("see *data:image/png;base64," + code + "*"),
		"Markdown":       FromMarkdown("![](data:image/png;base64," + code + ")"),
	} {
		image := only(blocks)
		if !bytes.Equal(image.Data, png) || image.MediaType != "image/png" || !strings.HasPrefix(strings.ToLower(image.Ref), ref) {
			t.Errorf("%s: %q of type %q, %q", name, image.Data, image.MediaType, image.Ref)
		}
	}
	for name, test := range map[string]struct {
		blocks []Block
		plain  string
	}{
		"no picture":        {FromHTML(`<img alt=a src="data:image/png;base64,AAAA">`), "[a]"},
		"a script in it":    {FromHTML(`<img alt=a src="data:image/svg+xml,<svg onload=x>">`), "[a]"},
		"too large":         {FromHTML(`<img alt=a src="data:image/png;base64,` + base64.StdEncoding.EncodeToString(append(png, make([]byte, maxPicture)...)) + `">`), "[a]"},
		"text of no kind":   {FromText("data:image/png;base64,AAAA"), "data:image/png;base64,AAAA"},
		"text with a comma": {FromText("data:image/png,a"), "data:image/png,a"},
	} {
		if image := only(test.blocks); image.Data != nil || Plain(test.blocks) != test.plain {
			t.Errorf("%s: %d bytes of data, plain %q", name, len(image.Data), Plain(test.blocks))
		}
	}
	many := strings.Repeat(`<img src="data:image/png;base64,`+base64.StdEncoding.EncodeToString(append(png, make([]byte, maxPicture-100)...))+`">`, 6)
	kept, all := 0, 0
	for image := range Images(FromHTML(many)) {
		all++
		if kept += len(image.Data); image.MediaType != "image/png" || kept > maxPictures {
			t.Errorf("image %d: %q, %d bytes so far", all, image.MediaType, kept)
		}
	}
	if all != 6 || kept < maxPictures-maxPicture {
		t.Errorf("%d images with %d bytes", all, kept)
	}
}
