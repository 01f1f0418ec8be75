package typeset

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-text/typesetting/language"
)

// hbGlyph is a glyph as hb-shape prints it.
type hbGlyph struct {
	G  int `json:"g"`
	Dx int `json:"dx"`
	Dy int `json:"dy"`
	Ax int `json:"ax"`
}

// TestShapingMatchesHarfBuzz compares with the reference implementation: a
// font build that the Go port can't shape must not slip in.
func TestShapingMatchesHarfBuzz(t *testing.T) {
	e := newEngine(t)
	for _, tt := range []struct {
		id     fontID
		script language.Script
		rtl    bool
		words  string
	}{
		{sansRegular, language.Latin, false, "office AVATAR To. e\u0301\u0331 naïve fi ffi Zürich 12/34 n\u0303"},
		{sansBold, language.Cyrillic, false, "Привет Ёлка щётка и\u0306"},
		{hebrewRegular, language.Hebrew, true, "שלום שָׁלוֹם בְּרֵאשִׁית עוֹלָם בָּרָא יִשְׂרָאֵל אֱלֹהִים לַמֶּלֶךְ כׇּל וַיֹּ֥אמֶר"},
		{hebrewBold, language.Hebrew, true, "שָׁלוֹם בְּרֵאשִׁית"},
		{arabicRegular, language.Arabic, true, "السلام عليكم لا إله إلا الله رقم الطلب مهم مُحَمَّد لَا الأسئلة الآن إلى الإدارة بِسْمِ ٱللَّهِ گچپژ یک"},
		{arabicBold, language.Arabic, true, "السلام عليكم مُحَمَّد الأسئلة"},
		{thaiRegular, language.Thai, false, "สวัสดีครับ ขอบคุณ ก็ที่นี่ ปั่น น้ำ ผู้ใหญ่ กุ้ง"},
		{thaiBold, language.Thai, false, "ผู้ใหญ่ ปั่น"},
		{devanagariRegular, language.Devanagari, false, "नमस्ते क्षत्रिय हिन्दी किताबें हैं। श्री कृष्ण र्क विद्यार्थी द्ध"},
		{devanagariBold, language.Devanagari, false, "क्षत्रिय श्री"},
		{hanRegular, language.Han, false, "订单已发货 ありがとうございます。 ガギグ"},
		{hangulRegular, language.Hangul, false, "안녕하세요 주문이 한"},
		{emojiColor, language.Common, false, "😀 ❤️ 👍🏽 👨‍👩‍👧‍👦 🇮🇱 🏳️‍🌈 1️⃣ 🤷🏽‍♀️"},
	} {
		file := inflate(t, tt.id)
		for _, word := range strings.Fields(tt.words) {
			dir := "--direction=ltr"
			if tt.rtl {
				dir = "--direction=rtl"
			}
			out := outside(t, "hb-shape", "--no-glyph-names", "--no-clusters", "--output-format=json", "--language=en",
				"--script="+tt.script.String(), dir, "--font-file="+file, "--text="+word)
			var want []hbGlyph
			if err := json.Unmarshal([]byte(out), &want); err != nil {
				t.Fatal(err)
			}
			f := e.face(tt.id)
			got := e.shapeWord([]rune(word), f, tt.script, tt.rtl)
			if !sameGlyphs(got, want, float64(f.font.upem)) {
				t.Errorf("%s, %q:\n got %v\nwant %v", f.font.name, word, got, want)
			}
		}
	}
}

func sameGlyphs(got []glyph, want []hbGlyph, upem float64) bool {
	if len(got) != len(want) {
		return false
	}
	for i, w := range want {
		g := got[i]
		near := func(v float32, units int) bool { return math.Abs(float64(v)-float64(units)*1000/upem) <= 1.1 }
		if int(g.id) != w.G || !near(g.advance, w.Ax) || !near(g.dx, w.Dx) || !near(g.dy, w.Dy) {
			return false
		}
	}
	return true
}

// inflate puts an embedded font in a file.
func inflate(t *testing.T, id fontID) string {
	t.Helper()
	packed, err := fontFiles.ReadFile("fonts/" + fontNames[id].file + ".ttf.z")
	if err != nil {
		t.Fatal(err)
	}
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), fontNames[id].file+".ttf")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestEmbeddedFontsLoad(t *testing.T) {
	for id := range fonts {
		f, err := fonts[id]()
		if err != nil {
			t.Error(err)
			continue
		}
		if f.color != (fontID(id) == emojiColor) {
			t.Errorf("%s: color is %v", f.name, f.color)
		}
	}
}

// Dozens of marks on a letter stay near their line.
func TestStackedMarksStayNear(t *testing.T) {
	e := newEngine(t)
	line := e.Layout(Text("e"+strings.Repeat("\u0301", 60)+strings.Repeat("\u0331", 60), Style{Size: 10}, LeftToRight), 500)[0]
	highest, lowest := float32(0), float32(0)
	for _, r := range line.runs {
		for _, g := range r.glyphs {
			highest, lowest = max(highest, g.dy), min(lowest, g.dy)
		}
	}
	if highest != maxShift || lowest != -maxShift {
		t.Errorf("marks are moved by %v to %v, want ±%d", lowest, highest, maxShift)
	}
}
