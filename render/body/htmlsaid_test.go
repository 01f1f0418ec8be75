package body

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What stands in attributes, or where no browser shows it, is said.
func TestSaidElsewhere(t *testing.T) {
	hidden := func(list ...Inline) Block { return Block{Kind: Hidden, Blocks: []Block{para(list...)}} }
	text := func(s string) Block { return para(Inline{Text: s}) }
	const to = "https://x.example/MK"
	for _, test := range []struct {
		name, in string
		want     []Block
	}{
		{"a linked picture", `<a href="https://x.example/MK"><img src="cid:b" alt="Pay"></a> now`, []Block{para(Inline{Image: &Image{Ref: "cid:b", Alt: "Pay"}, Link: to}, Inline{Text: " now"})}},
		{"a picture with a title", `<img src="cid:b" title="Pay">`, []Block{para(Inline{Image: &Image{Ref: "cid:b", Alt: "Pay"}})}},
		{"an empty link", `<p><a href="https://x.example/MK"></a>after</p>`, []Block{para(Inline{Text: to, Link: to}, Inline{Text: " after"})}},
		{"a link with nothing to see", `<a href="https://x.example/MK"> &nbsp;<img src=t.gif width=1></a>`, []Block{para(Inline{Text: "\u00a0 " + to, Link: to})}},
		{"a link never closed", `a <a href="https://x.example/MK">`, []Block{para(Inline{Text: "a "}, Inline{Text: to, Link: to})}},
		{"a link with a label", `<a href="https://x.example/MK" aria-label="Pay"></a>`, []Block{para(Inline{Text: "Pay", Link: to})}},
		{"a hidden empty link", `a<a style="display:none" href="https://x.example/MK"></a>`, []Block{text("a"), hidden(Inline{Text: to, Link: to})}},
		{"an empty anchor", `<a name="x"></a>a`, []Block{text("a")}},
		{"a title never closed", "Dear <TITLE>all, Total 500", []Block{text("Dear"), hidden(Inline{Text: "all, Total 500"})}},
		{"only a title, never closed", "<title>all", []Block{hidden(Inline{Text: "all"})}},
		{"a title in the body", "<html><head><title>no</title></head><body>Hi <title>x</title> there", []Block{text("Hi there"), hidden(Inline{Text: "x"})}},
		{"a style sheet never closed", "a<style>b", []Block{text("a"), hidden(Inline{Text: "b"})}},
		{"an abbreviation", `<abbr title="Value Added Tax">VAT</abbr> 17%`, []Block{text("VAT 17%"), hidden(Inline{Text: "Value Added Tax"})}},
		{"an area", `a<map><area href="//x.example/MK" alt="North"></map>b`, []Block{text("ab"), hidden(Inline{Text: "North", Link: to})}},
		{"options", `<select><optgroup label="Size"><option>S<option label="Big">L</select>`, []Block{text("Size"), text("S"), text("Big L")}},
		{"fields", `<input placeholder="Name"> <input value="5" placeholder=no> <input type=hidden value=no><input type=image alt=Go>`, []Block{text("Name 5 Go")}},
		{"an address without a scheme", `<a href="//x.example/MK">a</a>`, []Block{para(Inline{Text: "a", Link: to})}},
		{"an address in two lines", "<a href='ht\ntps://x.example/\n\tMK'>a</a>", []Block{para(Inline{Text: "a", Link: to})}},
		{"a base", `<base href="https://x.example/a/"><base href="https://y.example/"><a href="../MK">a</a>`, []Block{para(Inline{Text: "a", Link: to})}},
		{"a base that leads nowhere", `<base href="javascript:alert(1)//"><a href="MK">a</a><a href="javascript:x">b</a>`, []Block{text("ab")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, FromHTML(test.in)); diff != "" {
				t.Errorf("FromHTML(%q) (-want +got):\n%s", test.in, diff)
			}
		})
	}
	if got, want := Plain(FromHTML(`<a href="https://x.example/MK"><img src="cid:b"></a> a`)), "("+to+") a"; got != want {
		t.Errorf("Plain %q, want %q", got, want)
	}
}

// A picture that is a link in Markdown is two addresses, not one.
func TestLinkedPictureOfMarkdown(t *testing.T) {
	const in = "[![alt](https://i.example/b.png)](https://x.example/MKE) **b**"
	var got []string
	for in := range Inlines(FromText(in)) {
		if in.Link != "" {
			got = append(got, in.Link)
		}
	}
	if diff := cmp.Diff([]string{"https://i.example/b.png", "https://x.example/MKE"}, got); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
	blocks := FromMarkdown("[![alt](data:image/png;base64,iVBORw0KGgo=)](https://x.example/MKE)")
	if image := blocks[0].Inlines[0]; image.Image == nil || image.Link != "https://x.example/MKE" {
		t.Errorf("inline %+v", image)
	}
}
