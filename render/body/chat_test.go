package body

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func para(list ...Inline) Block { return Block{Kind: Paragraph, Inlines: list} }

func TestFromChat(t *testing.T) {
	br := Inline{Break: true}
	for _, test := range []struct {
		name, in string
		want     []Block
	}{
		{"bold", "a *b c* d", []Block{para(Inline{Text: "a "}, Inline{Text: "b c", Bold: true}, Inline{Text: " d"})}},
		{"nested", "*_b_*", []Block{para(Inline{Text: "b", Bold: true, Italic: true})}},
		{"strike and code", "~x~ `y`", []Block{para(Inline{Text: "x", Strike: true}, Inline{Text: " "}, Inline{Text: "y", Code: true})}},
		{"hebrew", "*שלום*, _עולם_", []Block{para(Inline{Text: "שלום", Bold: true}, Inline{Text: ", "}, Inline{Text: "עולם", Italic: true})}},
		{"in brackets", "(*b*)", []Block{para(Inline{Text: "("}, Inline{Text: "b", Bold: true}, Inline{Text: ")"})}},
		{"no pair over lines", "*a\nb*", []Block{para(Inline{Text: "*a"}, br, Inline{Text: "b*"})}},
		{"link with marks", "see https://x.example/_a_/b_c *now*", []Block{para(Inline{Text: "see "},
			Inline{Text: "https://x.example/_a_/b_c", Link: "https://x.example/_a_/b_c"}, Inline{Text: " "}, Inline{Text: "now", Bold: true})}},
		{"link within bold", "*go https://x.example*", []Block{para(Inline{Text: "go ", Bold: true},
			Inline{Text: "https://x.example", Bold: true, Link: "https://x.example"})}},
		{"code block", "so:\n```a *b*\nc```\nend", []Block{para(Inline{Text: "so:"}),
			{Kind: Code, Inlines: []Inline{{Text: "a *b*\nc"}}}, para(Inline{Text: "end"})}},
		{"code within a line", "so ```a b``` end", []Block{para(Inline{Text: "so "}, Inline{Text: "a b", Code: true}, Inline{Text: " end"})}},
		{"quote", "> before\nafter", []Block{{Kind: Quote, Reply: true, Blocks: []Block{para(Inline{Text: "before"})}}, para(Inline{Text: "after"})}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, FromChat(test.in)); diff != "" {
				t.Errorf("FromChat(%q) (-want +got):\n%s", test.in, diff)
			}
		})
	}
}

// What looks like a mark and is none stands in the transcript as typed.
func TestFromChatLiteral(t *testing.T) {
	for _, s := range []string{
		"2*3*4", "snake_case_name", "- one", "1. two", "#5", "# five", "* a", "*", "**", "**bold**", "__init__", "~~x~~",
		"a * b * c", "5*", "`", "``", "``` ```", "C:\\dir\\", "\\*x\\*", ">:(", "[a](b)", "<b>x</b>", "&amp;", "   leading", "|a|b|", "---", "===", "x\\",
	} {
		blocks := FromChat(s)
		if got := Plain(blocks); got != s {
			t.Errorf("FromChat(%q) reads %q", s, got)
		}
		for _, in := range blocks[0].Inlines {
			if in.Bold || in.Italic || in.Strike || in.Code {
				t.Errorf("FromChat(%q) styles %q", s, in.Text)
			}
		}
	}
}
