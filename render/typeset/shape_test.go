package typeset

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
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

// lessKerned are words that the Go port shapes with the same glyphs but leaves
// a pair unkerned that HarfBuzz kerns.
var lessKerned = map[string]bool{"“quoted”": true, "Љубљана": true}

// TestShapingMatchesHarfBuzz compares with the reference implementation: a
// font build that the Go port can't shape must not slip in.
func TestShapingMatchesHarfBuzz(t *testing.T) {
	e := newEngine(t)
	var compared [fontCount]int
	for _, tt := range []struct {
		id     fontID
		script language.Script
		rtl    bool
		words  string
	}{
		{sansRegular, language.Latin, false, "office AVATAR To. e\u0301\u0331 naïve fi ffi Zürich 12/34 n\u0303 Łódź İstanbul façade Straße Việt 1,234.50 “quoted” — ½ €99 ₪50 ﬁ T.V. P.S. LY."},
		{sansRegular, language.Greek, false, "Ελληνικά Άγιος ΐ καλημέρα ᾳ Ὀδυσσεύς"},
		{sansRegular, language.Cyrillic, false, "Привет Ёлка щётка и\u0306 Київ їжак ґанок Љубљана"},
		{sansBold, language.Latin, false, "office AVATAR To. e\u0301 naïve Zürich 12/34 Việt LY."},
		{sansBold, language.Cyrillic, false, "Привет Ёлка щётка и\u0306"},
		{sansBold, language.Greek, false, "Ελληνικά Άγιος καλημέρα"},
		{hebrewRegular, language.Hebrew, true, "שלום שָׁלוֹם בְּרֵאשִׁית עוֹלָם בָּרָא יִשְׂרָאֵל אֱלֹהִים לַמֶּלֶךְ כׇּל וַיֹּ֥אמֶר צה״ל ג׳ירפה א־ב יִידיש וואָס הֶעָרֲבוֹת"},
		{hebrewBold, language.Hebrew, true, "שלום שָׁלוֹם בְּרֵאשִׁית יִשְׂרָאֵל אֱלֹהִים לַמֶּלֶךְ כׇּל וַיֹּ֥אמֶר צה״ל"},
		{arabicRegular, language.Arabic, true, "السلام عليكم لا إله إلا الله رقم الطلب مهم مُحَمَّد لَا الأسئلة الآن إلى الإدارة بِسْمِ ٱللَّهِ گچپژ یک ١٢٣٤ ؟ ، ٹھیک ہے لله فى"},
		{arabicBold, language.Arabic, true, "السلام عليكم لا إله مُحَمَّد لَا الأسئلة الآن الإدارة بِسْمِ ٱللَّهِ گچپژ ١٢٣٤"},
		{thaiRegular, language.Thai, false, "สวัสดีครับ ขอบคุณ ก็ที่นี่ ปั่น น้ำ ผู้ใหญ่ กุ้ง ญี่ปุ่น ฐู เก๋า"},
		{thaiBold, language.Thai, false, "สวัสดีครับ ผู้ใหญ่ ปั่น น้ำ ญี่ปุ่น"},
		{devanagariRegular, language.Devanagari, false, "नमस्ते क्षत्रिय हिन्दी किताबें हैं। श्री कृष्ण र्क विद्यार्थी द्ध ट्रक ज्ञान रूपये मराठी ळ १२३"},
		{devanagariBold, language.Devanagari, false, "नमस्ते क्षत्रिय श्री हिन्दी किताबें कृष्ण विद्यार्थी ट्रक"},
		{ethiopicRegular, language.Ethiopic, false, "ሰላም እንዴት ነህ አማርኛ አዲስ አበባ ኢትዮጵያ ። ፩፪፫ ትግርኛ ቋንቋ"},
		{ethiopicBold, language.Ethiopic, false, "ሰላም እንዴት ነህ አማርኛ አዲስ አበባ ኢትዮጵያ ። ፩፪፫ ትግርኛ ቋንቋ"},
		{armenianRegular, language.Armenian, false, "Հայերեն բարև Ողջույն և եւ ﬓ շնորհակալություն։ մն ՀԱՅ"},
		{armenianBold, language.Armenian, false, "Հայերեն բարև Ողջույն և եւ ﬓ շնորհակալություն։ մն ՀԱՅ"},
		{georgianRegular, language.Georgian, false, "გამარჯობა საქართველო მადლობა თბილისი ᲡᲐᲥ ჻ ჰელო"},
		{georgianBold, language.Georgian, false, "გამარჯობა საქართველო მადლობა თბილისი ᲡᲐᲥ ჻ ჰელო"},
		{tamilRegular, language.Tamil, false, "வணக்கம் தமிழ் நன்றி கொ கௌ ஸ்ரீ க்ஷ யூ பெயர் மொழி டி டூ"},
		{tamilBold, language.Tamil, false, "வணக்கம் தமிழ் நன்றி கொ கௌ ஸ்ரீ க்ஷ யூ பெயர் மொழி டி டூ"},
		{bengaliRegular, language.Bengali, false, "নমস্কার ধন্যবাদ বাংলা ক্ষ শ্রী র্ক কো কৌ ৎ স্ত্র প্রশ্ন আমি কৃষ্ণ হ্ম ১২৩"},
		{bengaliBold, language.Bengali, false, "নমস্কার ধন্যবাদ বাংলা ক্ষ শ্রী র্ক কো কৌ ৎ স্ত্র প্রশ্ন আমি কৃষ্ণ হ্ম ১২৩"},
		{monoRegular, language.Latin, false, "func(){} a!=b => fi ffi 0x1F e\u0301 naïve {\"id\":4711} www"},
		{monoRegular, language.Cyrillic, false, "Привет Ёлка"},
		{hanRegular, language.Han, false, "订单已发货 謝謝 繁體 「引用」 １２３"},
		{hanRegular, language.Hiragana, false, "ありがとうございます。 がぎぐ は\u309a"},
		{hanRegular, language.Katakana, false, "ガギグ サポート ｶﾞ"},
		{hangulRegular, language.Hangul, false, "안녕하세요 주문이 한 \u1112\u1161\u11ab 값 뷁"},
		{symbolsRegular, language.Common, false, "☺ ♫ ⚖ Ⓐ ⓩ ⚛ ⛤"},
		{symbols2Regular, language.Common, false, "✔ ✘ ❖ ➤ 🗎 🖂 ⏩ ◀ ▣"},
		{mathRegular, language.Common, false, "∑ ∫ √ ∞ ≤≥ ∀∃ 𝒜 𝔸 ⊕ x̂ ⟨a⟩"},
		{emojiColor, language.Common, false, "😀 ❤️ 👍🏽 👨‍👩‍👧‍👦 🇮🇱 🏳️‍🌈 1️⃣ 🤷🏽‍♀️ #️⃣ 🇺🇸🇬🇧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 👩🏾‍🚀 🧑‍🤝‍🧑 🐈‍⬛ ❤️‍🔥 🙏🏻 🎉 😢 ✅ ™️ 🧑‍🧑‍🧒‍🧒 🐦‍🔥 🫩 ⛓️‍💥 🏃🏽‍♀️‍➡️"},
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
			compared[tt.id]++
			got := e.shapeWord([]rune(word), f, tt.script, tt.rtl)
			if same := sameGlyphs(got, want, 1000*f.font.em()); same && lessKerned[word] {
				t.Errorf("%q is kerned as it should be: take it off the list", word)
			} else if !same && !(lessKerned[word] && sameIDs(got, want)) {
				t.Errorf("%s, %q:\n got %v\nwant %v", f.font.name, word, got, want)
			}
		}
	}
	for id, n := range compared {
		if n < 5 {
			t.Errorf("%s: only %d words are compared", fontNames[id].name, n)
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

func sameIDs(got []glyph, want []hbGlyph) bool {
	return slices.EqualFunc(got, want, func(g glyph, w hbGlyph) bool { return int(g.id) == w.G })
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
		for _, w := range r.words {
			for _, g := range w.glyphs {
				highest, lowest = max(highest, g.dy), min(lowest, g.dy)
			}
		}
	}
	if highest != maxShift || lowest != -maxShift {
		t.Errorf("marks are moved by %v to %v, want ±%d", lowest, highest, maxShift)
	}
}
