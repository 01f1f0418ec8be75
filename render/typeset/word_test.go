package typeset

import (
	"slices"
	"testing"

	"github.com/go-text/typesetting/language"
)

// oneByOne shapes characters each by itself, and puts them together.
func oneByOne(e *Engine, text []rune, f *face, script language.Script, rtl bool) []glyph {
	var glyphs []glyph
	for i := range text {
		if rtl {
			i = len(text) - 1 - i
		}
		for _, g := range e.shapeWord(text[i:i+1], f, script, rtl) {
			g.at = int32(i)
			glyphs = append(glyphs, g)
		}
	}
	return glyphs
}

// TestDetached holds that what is shaped character by character looks the
// same when it is shaped as a whole: every pair, in each script whose runs
// such text may be part of, and longer texts.
func TestDetached(t *testing.T) {
	e := newEngine(t)
	scripts := []language.Script{language.Latin, language.Hebrew, language.Arabic, language.Cyrillic, language.Thai, language.Devanagari, language.Ethiopic, language.Armenian, language.Georgian, language.Tamil, language.Bengali, language.Han}
	checked := 0
	for id := range fontCount {
		f := e.face(id)
		check := func(text []rune) {
			if !f.detached(text) {
				return
			}
			for _, script := range scripts {
				if len(text) == 1 && !slices.Equal(e.shapeWord(text, f, script, false), e.shapeWord(text, f, language.Latin, false)) {
					t.Fatalf("%s: %q is another one in %v", f.font.name, string(text), script)
				}
				for _, rtl := range []bool{false, true} {
					checked++
					whole, parts := e.shapeWord(text, f, script, rtl), oneByOne(e, text, f, script, rtl)
					if !slices.Equal(whole, parts) {
						t.Fatalf("%s, %v, rtl %v: %q is\n%v, by its characters\n%v", f.font.name, script, rtl, string(text), whole, parts)
					}
				}
			}
		}
		for a := '!'; a <= '~'; a++ {
			check([]rune{a})
			for b := '!'; b <= '~'; b++ {
				check([]rune{a, b})
			}
		}
		for _, text := range []string{"08:13:26", "1/2", "11/12/2026", "1,234.50", "+972-54-123-4567", "...", "!!??", "(17%)", "--", "***", "#4711",
			"func(){return<=>!=->}", "https://example.com/?a=b&c=0xFF", "0123456789", "$5;", "fi,ffl"} {
			check([]rune(text))
		}
	}
	if checked < 10000 {
		t.Errorf("only %d texts were checked", checked)
	}
}

// What an engine knows from earlier texts does not show.
func TestCachesDoNotShow(t *testing.T) {
	used := newEngine(t)
	first := samplePDF(t, used)
	clear(used.words)
	for _, f := range used.faces {
		if f != nil {
			clear(f.single[:])
		}
	}
	used.runes = runeTable{}
	second := samplePDF(t, used)
	third := samplePDF(t, used)
	if string(first) != string(second) || string(first) != string(third) || string(first) != string(samplePDF(t, newEngine(t))) {
		t.Error("the same text gives other bytes with other caches")
	}
}

func BenchmarkShape(b *testing.B) {
	e := newEngine(b)
	for name, text := range map[string]string{"hebrew": "שלום דנה תודה רבה ", "digits": "08:13:26 4711 38,551 ", "latin": "hello from the other "} {
		runes := []rune(text)
		r := run{end: len(runes), face: e.sans, script: language.Latin, size: 10}
		if name == "hebrew" {
			r.level, r.face, r.script = 1, e.face(hebrewRegular), language.Hebrew
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				e.shape(runes, &r)
			}
		})
	}
}
