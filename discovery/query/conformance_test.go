package query

import (
	"slices"
	"testing"
)

// A text, what finds it, and what must not.
var conformance = []struct {
	text  string
	finds []string
	not   []string
}{
	{"We want a REFUND for Café Zoë", []string{"refund", "Refund", "cafe", "CAFÉ", "zoe", "zoë", `"a refund"`, "ref*", `"want a ref"*`, "refund cafe", "ｒｅｆｕｎｄ"}, []string{"refunds", `"refund a"`, "fund", "NOT refund", "=ref", "want NOT cafe"}},
	{"Straße, Ærø, Łódź, İstanbul, naïve", []string{"strasse", "STRASSE", "aero", "ærø", "lodz", "istanbul", "naive"}, []string{"stras"}},
	{"Ещё один счёт, мой", []string{"еще", "счет", "СЧЁТ", "мой"}, []string{"мои"}},
	{"ΟΔΟΣ Αθήνα", []string{"οδος", "οδός", "αθηνα"}, nil},
	{"acme's \u201cre\u2011order\u201d", []string{"acme", "acme's", "re-order", "order", `"re order"`}, []string{"reorder"}},

	// Hebrew: prefixes, niqqud, final letters, abbreviations, maqaf
	{"קיבלתי את והחשבונית שלכם", []string{"חשבונית", "החשבונית", "והחשבונית", "חשבונ*", "=והחשבונית"}, []string{`"את חשבונית"`, "=חשבונית", "=החשבונית", "שבונית"}},
	{"שלחתי לחשבונית, בחשבונית, כשהחשבונית", []string{"חשבונית", `"לחשבונית בחשבונית"`}, nil},
	{"חשבונית", []string{"החשבונית", "לחשבונית", "מהחשבונית"}, []string{"=החשבונית"}},
	{"שָׁלוֹם לְכֻלָּם", []string{"שלום", "לכלם", "שָׁלוֹם", "שלומ"}, []string{"שלו"}},
	{"ההחזר הכספי", []string{"החזר", "כספי", `"החזר כספי"`, `"ההחזר הכספי"`}, []string{`="החזר כספי"`, `"כספי החזר"`, "=החזר"}},
	{"המשלוח הגיע", []string{"משלוח", "שלוח OR משלוח"}, []string{"לוח", "=משלוח"}},
	{"המחשבון מקולקל", []string{"מחשבון"}, []string{"=חשבון"}},
	{`צה"ל וצה״ל, ג'ירף`, []string{"צהל", `צה"ל`, "צה״ל", "גירף", "ג׳ירף"}, []string{"צה"}},
	{"בית־ספר, תל-אביב", []string{"בית", `"בית ספר"`, "תל-אביב", "בית־ספר"}, nil},
	{"הודעה בWhatsApp וב-iPhone14", []string{"whatsapp", "iphone14", "בWhatsApp"}, []string{"iphone"}},

	// Arabic: alef, teh marbuta, alef maksura, tatweel, harakat, the article
	{"استلمت الفاتورة إلى أحمد عـــلى مُحَمَّد", []string{"فاتورة", "فاتوره", "الفاتورة", "الى", "احمد", "أحمد", "علي", "على", "محمد"}, []string{"=فاتورة"}},
	{"سفارش \u06a9الا می\u200cشود", []string{"كالا", "کالا", "میشود"}, nil},
	{"הזמנה ١٢٣٤٥٦", []string{"123456", "١٢٣٤٥٦", "۱۲۳۴۵۶"}, nil},

	// without spaces between words
	{"我在你们网店买了一个电热水壶", []string{"热水", "电热水壶", "壶", "网店", "我", `"热水壶"`, "热水*"}, []string{"水热", "=店买一"}},
	{"手机case，手机壳", []string{"手机", "case", `"手机 case"`, "壳"}, []string{`"机壳 case"`}},
	{"サハル・トラベルです ｶﾞｽ", []string{"トラベル", "サハル", "ガス", "ﾄﾗﾍﾞﾙ"}, []string{"カス"}},
	{"환불을 받고 싶어요", []string{"환불", "환불을", "환"}, []string{"불환"}},
	{"ผมสั่งโทรศัพท์วันนี้", []string{"โทรศัพท์", "วันนี้", "สั่ง"}, []string{"นั่ง"}},
	{"नमस्ते मेरी मशीन", []string{"नमस्ते", "मशीन"}, []string{"मशन"}},

	// addresses and numbers
	{"write to Dana.Levi@acme.co.il", []string{"dana.levi@acme.co.il", "dana", "levi", "acme.co.il", "@acme.co.il", "acme"}, []string{"dana@acme.co.il", "levi.co"}},
	{"call 050-123-4567 at 10:30", []string{"0501234567", "050-1234567", "+972501234567", "972-50-1234567", `"(050) 123 4567"`, "+972 50 123 4567 OR +972-50-123-4567", "4567"}, []string{"0501234568", "=0501234567"}},
	{"+972 (50) 123-4567", []string{"0501234567", "050-1234567", "972501234567"}, nil},
	{"whatsapp 972501234567", []string{"050-123-4567", "0501234567"}, nil},
	{"02-1234567", []string{"+97221234567", "021234567"}, nil},
	{"ticket 220668019", []string{"220668019", "2206*", "220-668-019"}, []string{"220668018", "120668019"}},
	{"INV-2025-00012 of ab123", []string{"inv-2025-00012", "00012", "ab123", `"inv 2025"`}, []string{"ab", "2025-12"}},

	// operators
	{"alpha beta", []string{"alpha AND beta", "alpha OR gamma", "gamma OR alpha beta", "(gamma OR alpha) beta", "NOT gamma", "alpha NOT gamma", "NOT (gamma OR delta)", "NOT NOT alpha", "alpha NOT NOT beta"}, []string{"alpha AND gamma", "NOT alpha", "alpha NOT beta", "NOT (alpha OR gamma)", "gamma OR delta", "or"}},
	{"this and that or not", []string{"and", "or", `"that or not"`, "=AND", `"AND"`}, nil},
}

func TestConformance(t *testing.T) {
	for _, c := range conformance {
		d := &Document{Segments: []Segment{{Kind: Message, Text: c.text}}}
		for _, text := range slices.Concat(c.finds, c.not) {
			q, err := Parse(text)
			if err != nil {
				t.Errorf("%s: %v", text, err)
				continue
			}
			s, want := Search{Query: q}, slices.Contains(c.finds, text)
			if got := s.Match(d); got != want {
				t.Errorf("%q finds %q: %t; its words are %q", text, c.text, got, words(c.text))
			}
		}
	}
}

func words(text string) (all []string) {
	for _, t := range Tokens(text) {
		all = append(all, t.Text)
	}
	return all
}

// What a hit is in the text as it was written.
func TestMarks(t *testing.T) {
	for _, c := range []struct {
		text, query string
		want        []string
	}{
		{"קיבלתי את והחשבונית.", "חשבונית", []string{"והחשבונית"}},
		{"שָׁלוֹם, שלום", "שלום", []string{"שָׁלוֹם", "שלום"}},
		{"a Credit  Note, a note", `"credit note" note`, []string{"Credit  Note", "note"}},
		{"call +972 (50) 123-4567 now", "0501234567", []string{"+972 (50) 123-4567"}},
		{"电热水壶", "热水", []string{"热水"}},
		{"ﾄﾗﾍﾞﾙ", "ベル", []string{"ﾍﾞﾙ"}},
		{"refunded refunds", "refund*", []string{"refunded", "refunds"}},
		{"alpha beta", "alpha NOT gamma", []string{"alpha"}},
		{"alpha beta", "NOT gamma", nil},
	} {
		q, err := Parse(c.query)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range (Search{Query: q}).Marks(&Document{Segments: []Segment{{Kind: Message, Text: c.text}}}) {
			got = append(got, c.text[m.Start:m.End])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s in %q: %q, want %q", c.query, c.text, got, c.want)
		}
	}
}

// A phrase is in one message, not in two.
func TestPhraseWithinSegment(t *testing.T) {
	d := &Document{Segments: []Segment{{Kind: Message, Text: "credit"}, {Kind: Message, Text: "note 050"}, {Kind: Note, Text: "1234567"}}}
	for text, want := range map[string]bool{`"credit note"`: false, "credit note": true, "0501234567": false} {
		q, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := (Search{Query: q}).Match(d); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
}
