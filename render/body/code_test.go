package body

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCodeIsIsolated(t *testing.T) {
	code := func(text string, dir Direction) Inline { return Inline{Text: text, Code: true, Direction: dir} }
	for _, tt := range []struct {
		name   string
		blocks []Block
		want   []Inline
	}{
		{"a door's code", FromChat("הקוד הוא ```#4471*``` קומה 3"), []Inline{{Text: "הקוד הוא "}, code("#4471*", LeftToRight), {Text: " קומה 3"}}},
		{"within a quote", FromChat("> הקוד `#4471*`")[0].Blocks, []Inline{{Text: "הקוד "}, code("#4471*", LeftToRight)}},
		{"by its first letter", FromMarkdown("הקש `שלום *1*` כאן"), []Inline{{Text: "הקש "}, code("שלום *1*", RightToLeft), {Text: " כאן"}}},
		{"in a list", FromHTML("<ul><li>הקש <code>#1*</code><li>x</ul>")[0].Items[0], []Inline{{Text: "הקש "}, code("#1*", LeftToRight)}},
		{"of HTML, in two styles", FromHTML("<p>קוד <code>#44<b>71*</b></code></p>"),
			[]Inline{{Text: "קוד "}, code("#44", LeftToRight), {Text: "71*", Code: true, Bold: true, Direction: LeftToRight}}},
		{"in a table", FromHTML("<table><tr><td>קוד <code>#1*</code></td><td>x</td></tr><tr><td>y</td><td>z</td></tr></table>")[0].Rows[0].Cells[0].Blocks,
			[]Inline{{Text: "קוד "}, code("#1*", LeftToRight)}},
		{"alone", FromChat("`#4471*`"), []Inline{code("#4471*", LeftToRight)}},
		{"among English", FromChat("the code is `#4471*` now"), []Inline{{Text: "the code is "}, code("#4471*", Auto), {Text: " now"}}},
		{"already isolated", FromHTML("<p>קוד <bdi dir=rtl><code>#1*</code></bdi> כאן</p>"), []Inline{{Text: "קוד "}, code("#1*", RightToLeft), {Text: " כאן"}}},
	} {
		if diff := cmp.Diff(tt.want, tt.blocks[0].Inlines); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}
