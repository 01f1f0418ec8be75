package body

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Messages as people write them: their direction is that of the language they
// are in, whatever comes first.
func TestDirect(t *testing.T) {
	for _, test := range []struct {
		text string
		want string // with lean to the left, and to the right
	}{
		{"WhatsApp לא עובד לי כבר יומיים. אפשר להתקשר ל-054-5550144?", "rtl rtl"},
		{"OK, מתאים לי מחר בשעה 10:00 (אם אפשר), תודה!", "rtl rtl"},
		{`iPhone 15 — המחיר 3,299 ₪, כולל מע"מ.`, "rtl rtl"},
		{"iPhone 15 — המחיר 3,299 ₪", "ltr rtl"},
		{"SMS שנשלח אליך: קוד 482913", "rtl rtl"},
		{`C++ ו-C# עם .NET; קובץ file_v2.0(final).docx, גרסה 1.2.3-beta, נתיב C:\Users\דוד\Desktop\a.txt, 3x4=12, a/b`, "rtl rtl"},
		{"🇮🇱 חג שמח לכולם!", "rtl rtl"},
		{"1. מסך שבור\n2. USB לא נטען\n3. חסר כבל", "rtl rtl"},
		{"https://www.sahar.example.com/he/product/123 זה המוצר שקניתי, הגיע שבור.", "rtl rtl"},
		{"dana.levi@example.com זה המייל", "rtl rtl"},
		{"יש לכם Apple MacBook Air M3 13 Inch Midnight?", "ltr rtl"},
		{"Please call דנה לוי today", "ltr ltr"},
		{"דנה לוי, please call me back today", "ltr ltr"},
		{`Hello דוד, the price is ₪3,500 (כולל מע"מ)!`, "ltr ltr"},
		{"iPhone 13 مكسور، ممكن تصليح؟", "rtl rtl"},
		{"Я купил iPhone, а דנה לא ответила", "ltr ltr"},
		{"בְּרֵאשִׁית בָּרָא God", "rtl rtl"},
		{"Hi", "ltr ltr"},
		{"👍", "ltr rtl"},
		{"🇮🇱", "ltr rtl"},
		{"050-555-0144", "ltr rtl"},
		{"https://x.example/a", "ltr rtl"},
		{"", ""},
	} {
		var got []string
		for _, lean := range []Direction{LeftToRight, RightToLeft} {
			for _, b := range Direct(FromText(test.text), lean) {
				got = append(got, string(b.Direction))
			}
		}
		if got := strings.Join(got, " "); got != test.want {
			t.Errorf("%q is %s, want %s", test.text, got, test.want)
		}
	}
}

// outline writes kinds, directions and texts.
func outline(blocks []Block, indent string) string {
	var out strings.Builder
	for i := range blocks {
		b := &blocks[i]
		out.WriteString(indent + strings.TrimRight(string(b.Kind)+" "+string(b.Direction)+" "+strings.ReplaceAll(Plain([]Block{{Kind: Paragraph, Inlines: b.Inlines}}), "\n", "/"), " ") + "\n")
		for list := range b.within() {
			out.WriteString(outline(*list, indent+"  "))
		}
	}
	return out.String()
}

// Within a message blocks lean on what is around them.
func TestDirectWithin(t *testing.T) {
	for name, test := range map[string]struct {
		blocks []Block
		lean   Direction
		want   string
	}{
		"a Hebrew name below an English letter": {FromText("Your parcel is on its way.\n\nRegards, דנה לוי\n\nשלומית"), RightToLeft,
			"paragraph ltr Your parcel is on its way.\nparagraph ltr Regards, דנה לוי\nparagraph rtl שלומית\n"},
		"numbers in a Hebrew letter": {FromText("החשבון שלך\n\n₪1,240\n\nVisa 1234"), LeftToRight,
			"paragraph rtl החשבון שלך\nparagraph rtl ₪1,240\nparagraph ltr Visa 1234\n"},
		"a list keeps together": {FromHTML("<p>שלום, להלן הרשימה<ul><li>פריט<li>USB<ul><li>Item two</ul><li>כבל</ul>"), LeftToRight,
			"paragraph rtl שלום, להלן הרשימה\nlist rtl\n  paragraph rtl פריט\n  paragraph rtl USB\n  list rtl\n    paragraph rtl Item two\n  paragraph rtl כבל\n"},
		"the source's own word": {FromHTML("<ul dir=rtl><li>one<li dir=ltr>two three</ul><p dir=ltr>שלום"), LeftToRight,
			"list rtl\n  paragraph rtl one\n  paragraph ltr two three\nparagraph ltr שלום\n"},
		"a table": {FromHTML("<p>המחירים שלנו<table><tr><th>יעד<th>price<tr><td>סיינה<td>5</table>"), LeftToRight,
			"paragraph rtl המחירים שלנו\ntable rtl\n  paragraph rtl יעד\n  paragraph ltr price\n  paragraph rtl סיינה\n  paragraph rtl 5\n"},
		"a quote is a message of its own": {FromText("תודה רבה\n\n> Is it in stock, דנה?\n> 5"), RightToLeft,
			"paragraph rtl תודה רבה\nquote ltr\n  paragraph ltr Is it in stock, דנה?/5\n"},
		"code": {FromChat("```\nx = 5\n```\n```\nקוד: 4471\n```"), RightToLeft, "code ltr x = 5\ncode rtl קוד: 4471\n"},
		"the same in two languages": {FromText("שלום, החבילה יצאה היום\n#123\nHello, your parcel left today.\nDana"), RightToLeft,
			"paragraph rtl שלום, החבילה יצאה היום/#123\nparagraph ltr Hello, your parcel left today./Dana\n"},
		"a signature is no language": {FromText("החבילה יצאה היום לדרך\nDana Levi, Sahar"), RightToLeft,
			"paragraph rtl החבילה יצאה היום לדרך/Dana Levi, Sahar\n"},
		"a typed list stays whole": {FromText("1. המסך הגיע שבור\n2. the cable is missing too\n3. אין הוראות"), RightToLeft,
			"paragraph rtl 1. המסך הגיע שבור/2. the cable is missing too/3. אין הוראות\n"},
	} {
		if diff := cmp.Diff(test.want, outline(Direct(test.blocks, test.lean), "")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// FuzzDirect demands a direction for every block, and the text as it was.
func FuzzDirect(f *testing.F) {
	f.Add("<p>שלום<br>hello one two three<br>אחת שתיים שלוש<ul><li>a<blockquote>ב</ul><table><tr><th>1<td>x</table><pre>y</pre><p hidden>z")
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > maxFuzz {
			return
		}
		before := textOf(FromHTML(s))
		blocks := Direct(FromHTML(s), RightToLeft)
		if got := textOf(blocks); got != before {
			t.Errorf("%q reads %q, want %q", s, got, before)
		}
		var check func(list []Block)
		check = func(list []Block) {
			for i := range list {
				if list[i].Direction == Auto && list[i].Kind != Rule {
					t.Errorf("%q: a %s has no direction", s, list[i].Kind)
				}
				for inner := range list[i].within() {
					check(*inner)
				}
			}
		}
		check(blocks)
	})
}

func BenchmarkDirect(b *testing.B) {
	text := "WhatsApp לא עובד לי כבר יומיים. אפשר להתקשר ל-054-5550144?\nThank you, and sorry for the trouble."
	for b.Loop() {
		Direct(FromText(text), RightToLeft)
	}
}

// A business's short number keeps its star in front.
func TestShortNumber(t *testing.T) {
	for in, want := range map[string]string{
		"חייגו *2800 עכשיו": "חייגו |*2800| עכשיו", "*2800": "*2800", "2*300 שח": "2*300 שח", "*300* שח": "*300* שח", "כן *12": "כן *12",
	} {
		var texts []string
		for _, in := range FromText(in)[0].Inlines {
			texts = append(texts, in.Text)
			if star := strings.HasPrefix(in.Text, "*2800"); star != (in.Direction == LeftToRight) {
				t.Errorf("%q has the direction %q", in.Text, in.Direction)
			}
		}
		if got := strings.Join(texts, "|"); got != want {
			t.Errorf("%q is parted %q, want %q", in, got, want)
		}
	}
}
