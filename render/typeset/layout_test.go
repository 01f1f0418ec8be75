package typeset

import (
	"math"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// shown is a cluster of a line as the tests look at it.
type shown struct {
	text    string
	face    *face
	missing bool
	at      int // in the hard line
}

// clusters lists a line's clusters from left to right.
func clusters(line *Line) []shown {
	var list []shown
	for i := range line.runs {
		r := &line.runs[i]
		at := make([]int, len(r.words))
		for j, sum := 0, r.start; j < len(at); j++ {
			at[j], sum = sum, sum+len(r.words[j].text)
		}
		for j := range r.words {
			if r.rtl() {
				j = len(r.words) - 1 - j
			}
			w := r.words[j]
			for k, g := range w.glyphs {
				if k == 0 || w.glyphs[k-1].at != g.at {
					list = append(list, shown{string(w.text[g.at : g.at+g.runes]), r.face, g.missing, at[j] + int(g.at)})
				}
			}
		}
	}
	return list
}

// visual is what a line shows from left to right.
func visual(line *Line) string {
	var b strings.Builder
	for _, c := range clusters(line) {
		b.WriteString(c.text)
	}
	return b.String()
}

func TestVisualOrder(t *testing.T) {
	e := newEngine(t)
	for _, tt := range []struct {
		name, text, want string
		dir              Direction
		rtl              bool
	}{
		{"latin", "abc 12", "abc 12", Auto, false},
		{"hebrew", "שלום עולם", "םלוע םולש", Auto, true},
		{"number in hebrew", "הזמנה 4711 נסגרה", "הרגסנ 4711 הנמזה", Auto, true},
		{"latin in hebrew", "קובץ report.pdf נשלח!", "!חלשנ report.pdf ץבוק", Auto, true},
		{"hebrew in latin", "Order מספר 12-34", "Order 12-34 רפסמ", Auto, false},
		{"numbers between directions", "abc אבג 123 def", "abc 123 גבא def", Auto, false},
		{"isolates side by side", "א · \u20687 בגד\u2069 · \u2066sha 1\u2069 ה", "ה sha 1 · דגב 7 · א", Auto, true},
		{"embedding", "x \u202bאב 1\u202c y", "x 1 בא y", Auto, false},
		{"brackets are mirrored as glyphs", "(א) b", "b )א(", Auto, true},
		{"plus sign and phone", "טלפון \u200e+972-54", "+972-54 ןופלט", Auto, true},
		{"isolated name", "של \u2068abc!\u2069?", "?abc! לש", Auto, true},
		{"neutral follows", "12:30", "12:30", AutoRTL, true},
		{"forced left", "שלום.", "םולש.", LeftToRight, false},
		{"forced right", "hello.", ".hello", RightToLeft, true},
		{"surrogate pairs", "😀 שלום", "םולש 😀", Auto, true},
	} {
		lines := e.Layout(Text(tt.text, Style{Size: 10}, tt.dir), 1000)
		if len(lines) != 1 || lines[0].RTL != tt.rtl {
			t.Errorf("%s: %d lines, rtl %v", tt.name, len(lines), lines[0].RTL)
			continue
		}
		got := strings.Map(func(r rune) rune {
			if ignorable(r) {
				return -1
			}
			return r
		}, visual(&lines[0]))
		if got != tt.want {
			t.Errorf("%s: shows %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestDirectionOfEachLine(t *testing.T) {
	got := []bool{}
	for _, line := range newEngine(t).Layout(Text("12\nשלום\n34\nhello\r\n56", Style{Size: 10}, Auto), 1000) {
		got = append(got, line.RTL)
	}
	if diff := cmp.Diff([]bool{false, true, true, false, false}, got); diff != "" {
		t.Error(diff)
	}
}

func TestBreaking(t *testing.T) {
	e := newEngine(t)
	for _, tt := range []struct {
		text  string
		width float64
		want  []string
	}{
		{"", 100, []string{""}},
		{"   ", 1, []string{""}},
		{"one two three", 45, []string{"one two", "three"}},
		{"one  two", 25, []string{"one", "two"}},
		{"a\n\nb", 100, []string{"a", "", "b"}},
		{"aaaaaaaaaa", 25, []string{"aaaa", "aaaa", "aa"}},
		{"你好你好", 21, []string{"你好", "你好"}},
		{"👍🏽👍🏽", 1, []string{"👍🏽", "👍🏽"}},
		{"12-34 56", 30, []string{"12-34", "56"}},
		{"see https://a.b/c-d ok", 80, []string{"see", "https://a.b/c-d", "ok"}},
		{"see a.b/c-d/e-f", 45, []string{"see a.b/c-", "d/e-f"}},
		{"see https://a.b/", 65, []string{"see", "https://a.b/"}},
		{"one-two three-four", 65, []string{"one-two", "three-four"}},
		{"one-two so three-four", 85, []string{"one-two so three-", "four"}},
		{"one-two so v3-four", 65, []string{"one-two so", "v3-four"}},
		{"请看https://a.b/c?d好", 75, []string{"请看", "https://a.b/c?d", "好"}},
	} {
		var got []string
		for _, line := range e.Layout(Text(tt.text, Style{Size: 10}, Auto), tt.width) {
			got = append(got, visual(&line))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q in %v: %s", tt.text, tt.width, diff)
		}
	}
}

func TestRichParagraph(t *testing.T) {
	e := newEngine(t)
	lines := e.Layout(Paragraph{Spans: []Span{{"small ", Style{Size: 8}}, {"BIG", Style{Size: 20, Bold: true}}, {"\nend", Style{Size: 8}}}}, 500)
	if len(lines) != 2 || lines[0].Size != 20 || lines[1].Size != 8 || !lines[0].Hard {
		t.Fatalf("got %d lines, sizes %v", len(lines), lines[0].Size)
	}
	if got := lines[0].runs[1].face.font.name; got != "NotoSans-Bold" {
		t.Errorf("bold is set in %s", got)
	}
}

func TestEveryScriptHasItsFont(t *testing.T) {
	e := newEngine(t)
	for text, want := range map[string]string{"a": "NotoSans-Regular", "ש": "NotoSansHebrew-Regular", "س": "NotoSansArabic-Regular",
		"ก": "NotoSansThai-Regular", "क": "NotoSansDevanagari-Regular", "ሰ": "NotoSansEthiopic-Regular", "Հ": "NotoSansArmenian-Regular",
		"გ": "NotoSansGeorgian-Regular", "ழ": "NotoSansTamil-Regular", "ক": "NotoSansBengali-Regular", "订": "NotoSansSC-Regular", "ガ": "NotoSansSC-Regular",
		"。": "NotoSansSC-Regular", "안": "NotoSansKR-Regular", "😀": "Twemoji", "❤️": "Twemoji", "1️⃣": "Twemoji", "🇮🇱": "Twemoji",
		"✅": "Twemoji", "☺\ufe0e": "NotoSansSymbols-Regular", "₪": "NotoSans-Regular", "Ж": "NotoSans-Regular"} {
		line := e.Layout(Text(text, Style{Size: 10}, Auto), 100)[0]
		if got := line.runs[0].face.font.name; got != want {
			t.Errorf("%q is set in %s, want %s", text, got, want)
		}
		for _, c := range clusters(&line) {
			if c.missing {
				t.Errorf("%q is missing", text)
			}
		}
	}
}

func TestMissingGlyphIsABox(t *testing.T) {
	line := newEngine(t).Layout(Text("a\U00013000\u0378\x00", Style{Size: 10}, Auto), 100)[0]
	var missing []int
	for _, c := range clusters(&line) {
		if c.missing {
			missing = append(missing, c.at)
		}
	}
	if diff := cmp.Diff([]int{1, 2, 3}, missing); diff != "" {
		t.Error(diff)
	}
}

// FuzzDocument holds that any text can be laid out and written, that no
// visible character is lost, and that lines keep to their width.
func FuzzDocument(f *testing.F) {
	f.Add(sample, 200.0, uint8(0))
	f.Add("", -69.0, uint8(5))
	f.Add("a\u202e\u2067\u0000\ufffd\xff\u0301\u0301👩\u200d", 1.0, uint8(7))
	f.Add("שָׁ\u200dלَاا🏳️‍🌈\u200f\u2028x\t-", 30.0, uint8(0x2a))
	e, err := NewEngine()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, width float64, bits uint8) {
		if math.IsNaN(width) || len(text) > 4000 {
			t.Skip()
		}
		style := Style{Size: 9, Bold: bits&1 != 0, Italic: bits&2 != 0, Mono: bits&4 != 0, Underline: bits&8 != 0, Link: text}
		half := len(text) / 2
		p := Paragraph{Spans: []Span{{text[:half], style}, {text[half:], Style{Size: 12}}}, Direction: Direction(bits >> 4 & 3)}
		d := NewDocument(e, A4, Meta{Title: text})
		d.AddPage()
		d.Bookmark(text, 1)
		shown := map[rune]int{}
		for _, line := range e.Layout(p, width) {
			list := clusters(&line)
			for _, cluster := range list {
				for _, c := range cluster.text {
					shown[c]++
				}
			}
			if len(list) > 1 && line.Width > max(width, 0)*1.02+1 {
				t.Errorf("line of %v points in %v", line.Width, width)
			}
			d.DrawLine(&line, 10, 10)
		}
		for _, span := range p.Spans {
			for _, c := range lineEnds.Replace(span.Text) {
				if c != '\n' && !unicode.IsSpace(c) && !ignorable(c) {
					if shown[c]--; shown[c] < 0 {
						t.Errorf("%q is lost", c)
					}
				}
			}
		}
		if err := d.Output(new(nowhere)); err != nil {
			t.Error(err)
		}
	})
}

type nowhere struct{}

func (nowhere) Write(b []byte) (int, error) { return len(b), nil }

// lineEnds makes every kind of line end a line feed and a tab four spaces.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n",
	"\u0085", "\n", "\u2028", "\n", "\u2029", "\n", "\t", "    ")
