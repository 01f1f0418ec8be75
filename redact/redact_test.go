package redact

import (
	"fmt"
	"strings"
	"testing"
)

// all looks for everything there is a detector for.
func all(t testing.TB, patterns ...Pattern) *Redactor {
	t.Helper()
	r, err := New(Options{Detectors: Detectors(), Patterns: patterns})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// marked shows what is found in a text in braces behind its rule's name.
func marked(text string, found []Span) string {
	return Replace(text, found, func(s Span) string { return s.Rule + "{" + text[s.Start:s.End] + "}" })
}

// unmarked is the text that marked shows.
func unmarked(text string) string {
	var out strings.Builder
	for text != "" {
		at, rule := len(text), ""
		for _, name := range append(Detectors(), "order") {
			if i := strings.Index(text, name+"{"); i >= 0 && i < at {
				at, rule = i, name
			}
		}
		out.WriteString(text[:at])
		if rule == "" {
			break
		}
		inner, rest, _ := strings.Cut(text[at+len(rule)+1:], "}")
		out.WriteString(inner)
		text = rest
	}
	return out.String()
}

// Each line is a text with what is to be found in it: the rule, and in braces
// what it takes out.
var finds = map[string][]string{
	"cards": {
		"card{4580458045804580}",
		"card{4580 4580 4580 4580}",
		"card{4580-4580-4580-4580}",
		"card{4580.4580.4580.4580}",
		"הכרטיס שלי הוא card{4580 4580 4580 4580}, תוקף 12/27 ו-CVV 123",
		"לחיוב בכרטיסcard{4111111111111111}בבקשה",
		"visa:card{4222222222222}",
		"amex card{3782 822463 10005} and card{371449635398431}",
		"diners card{3056 930902 5904}",
		"discover card{6011-1111-1111-1117}, jcb card{3530111333300000}, mc card{5555 5555 5555 4444}, new mc card{2223003122003222}, maestro card{6759649826438453}",
		"card{4580\u00a04580\u00a04580\u00a04580}",
		"card{٤٥٨٠ ٤٥٨٠ ٤٥٨٠ ٤٥٨٠}",
		"card{４５８０４５８０４５８０４５８０}",
		"card{4580\u200b4580\u200e4580\u202c4580}",
		"\u202ecard{4580⟨U+202E⟩4580⟨U+200F⟩4580 4580}",
		"card{4580–4580—4580‑4580}", // dashes of other kinds
		"card{4580\n4580\n4580\n4580}",
		"card{4580\t4580\t4580\t4580}",
		"card{4 5 8 0 4 5 8 0 4 5 8 0 4 5 8 0}",
		"> card{4580 4580\n> 4580 4580}",
		"card{4580 4580 45\n80 4580}",
		`{"pan":card{4580458045804580},"x":"card{4580\u00204580\n4580\t4580}"}`,
		"https://pay.example/?pan=card{4580%204580%204580%204580}",
		"https://pay.example/?pan=card{4580%2520458045804580}",
		"card{4580&#32;4580&nbsp;4580&#x20;4580}",
		"12 card{4580 4580 4580 4580} 99",
		"two: card{4580458045804580} card{4111111111111111}",
	},
	"no cards": {
		"4580458045804581",              // fails Luhn
		"9580458045804588",              // of no issuer
		"order 45804580458045804580458", // longer
		"מספר הזמנה 700123456789",       // a number of no card's length or beginning
		"tracking 1Z999AA10123456784",   // UPS
		"1700000000000",                 // milliseconds
		"2026-01-12 07:31:44.3260000",   // a time
		"8901410321111851072",           // ICCID of a SIM
		"356938035643809",               // IMEI
		"uuid 3f0d6c1e-5a58-4c1b-9d0e-7f2f6a1b9c10",
		"sum 4580/4580/4580/4580",
		"12\n34\n4580\n45\n80\n4580\n4580", // a column of numbers
		"4 5 4 5 5 5 5 4 4 5 5 5 5 5 5 5 5 4 4 5 5",
	},
	"ibans": {
		"iban{IL620108000000099999999}",
		"IBAN: iban{IL62 0108 0000 0009 9999 999}.",
		"IBANiban{IL620108000000099999999}",
		"מספר חשבון iban{IL62-0108-0000-0009-9999-999} בבנק",
		"iban{GB82 WEST 1234 5698 7654 32} or iban{de89370400440532013000}",
		"iban{NO9386011117947}, iban{MT84MALT011000012345MTLCAST001S}",
		"iban{IL62\u200e0108\u00a00000 0009 9999 999}",
		"iban{ＩＬ６２０１０８０００００００９９９９９９９９}",
		"iban{IL62 0108 0000\n0009 9999 999}",
		"IL620108000000099999998",   // its check digits are wrong
		"IL62010800000009999999",    // too short
		"IL6201080000000999999999",  // too long
		"XX620108000000099999999",   // no country
		"ABIL620108000000099999999", // within a word
		"so 23 people came on Monday, 12 of them late",
	},
	"identity numbers": {
		"ת.ז. il_id{123456782}",
		"ת״ז: il_id{12345678-2}",
		"תז il_id{000000018}",
		"תעודת זהות il_id{12345674}",    // a leading zero is missing
		"מספר הזהות שלי il_id{1234566}", // two are
		"שלום, il_id{123456782}, נדב",
		"il_id{123456782}",
		"il_id{123-456-782}",
		"id il_id{123456782}",
		"il_id{١٢٣٤٥٦٧٨٢}",
		"il_id{1234\u200b56782}",
		"scan-il_id{123456782}.pdf",
		"https://x.example/?tz=il_id{123456782}&a=1",
		"ההזמנה שלי בוטלה, ת.ז. il_id{123456782}",
		"il_id{1\n2\n3\n4\n5\n6\n7\n8\n2}",
	},
	"no identity numbers": {
		"123456783", // check digit
		"הזמנה 123456782",
		"הזמנה מס' 123456782",
		"בהזמנה מספר 123456782",
		"פנייה #123456782",
		"ticket 220689377 was opened", // the record's own
		"220689377",
		"order no. 123456782, invoice 123456782",
		"tracking number: 123456782",
		"חשבונית 123456782",
		"INV123456782",
		"123456782.50",
		"0.123456782",
		"1234567820",
		"12345674", // eight digits that nothing calls so
		"+123456782", "1-700-700-123",
		"ח.פ. 514713288",
		"20260112",
	},
	"social security numbers": {
		"ssn{123-45-6789}",
		"SSN ssn{123 45 6789}",
		"social security no ssn{123456789}",
		"ssn{123‑45‑6789}",
		"ssn{123-\u200f45-\u200f6789}",
		"000-45-6789", "666-45-6789", "900-45-6789", "123-00-6789", "123-45-0000", "078-05-1120", // never given out
		"123456789",
		"1-123-45-6789", "123-45-6789-1", // parts of something longer
		"123/45/6789",
	},
	"mail addresses": {
		"email{amy@x.example}",
		"כתבתי לemail{amy@sahar.example.com}, תודה",
		"email{amy@sahar.example.com}אתמול",
		"Amy <email{amy.o'hara+tag@sub.x.example}>; email{b_c@x-y.example}.",
		"(email{amy@x.example})",
		"*email{amy@x.example}*",
		"mailto:email{amy%40x.example}?subject=hi",
		"mailto:email{amy%2540x.example}",
		"email{דנה@דואר.קום}",
		"email{δοκιμή@παράδειγμα.δοκιμή}",
		"email{amy@bücher.example} email{amy@xn--bcher-kva.xn--p1ai}",
		`email{"amy kessler"@x.example}`,
		"email{amy@[192.0.2.1]}",
		"email{a\u200bmy@x\u2060.exam\u00adple}",
		"email{ａｍｙ＠x．example}",
		"email{amy@\nx.example}",
		`{"mail":"email{amy\u0040x.example}"}`,
		"email{amy&#64;x.example}, email{amy&commat;x.example}",
		"@dana, see you @ 5", "amy@localhost", "logo@2x.png", "a @ b.example", "x@y", "amy@x..example", "cid:image001.png@01DA1234.ABCDEF00",
		"amy (at) x (dot) example", // for people only
	},
	"telephone numbers": {
		"phone{050-1234567}",
		"טלפון: phone{050-1234567}",
		"נייד phone{0501234567}, בית phone{03-1234567}",
		"phone{050 123 4567}",
		"phone{+972-50-123-4567}",
		"phone{+972501234567}",
		"phone{972-50-1234567}",
		"phone{972501234567}",
		"phone{00972501234567}",
		"phone{(03) 123-4567}",
		"phone{077-1234567}",
		"phone{+1 (415) 555-2671}",
		"phone{+44 20 7946 0958} phone{+49 151 12345678}",
		"phone{٠٥٠-١٢٣٤٥٦٧}",
		"phone{050\u20111234567}",
		"phone{+972\u200e501234567}",
		"tel:phone{+972501234567}", "phone phone{03.123.4567}", "נייד phone{0 5 0 1 2 3 4 5 6 7}",
		"phone{050-1234567} phone{052-7654321}",
		"phone{050\n1234567}",
		"call between 08:00 and 17:00", "05-08-2026 12:30", "05.08.2026", "2026-01-12 07:31", "1/2/2026 0900",
		"0.501234567", "12,050,123", "#0501234567", "SKU0501234567", "01234567", "050-123456", "מק\"ט 50123456", "1234567",
		"2026-01-12T10:14:02.0740003Z", "2026-05-29 13:20:02.5381178", // seconds and a fraction of them
		"242e9a49-18cb-55dc-ab8c-031236062d4f", "id=242E9A49-0312-3606-AB8C-0312360621D4&x=1",
		"10:14 phone{02-5381178}", "242e9a49 phone{03-1236062}",
		"חדר 0312", "version 1.0.3.1234567", "1700000000", "192.168.100.200",
	},
}

func TestFind(t *testing.T) {
	r := all(t).For("", "220689377")
	for what, lines := range finds {
		for _, want := range lines {
			text := unmarked(want)
			if got := marked(text, r.Find(text)); got != want {
				t.Errorf("%s: %q\n found %q", what, want, got)
			}
		}
	}
}

// What is found in a text is found as well however the text is cut to pieces.
func TestFindInPieces(t *testing.T) {
	r := all(t)
	for _, lines := range finds {
		for _, line := range lines {
			text := unmarked(line)
			var pieces []string
			for _, c := range text {
				pieces = append(pieces, string(c))
			}
			if got, want := fmt.Sprint(r.Find(pieces...)), fmt.Sprint(r.Find(text)); got != want {
				t.Errorf("%q: in pieces %s, else %s", text, got, want)
			}
		}
	}
}

// A detector that is not asked for finds nothing.
func TestFindOnlyWhatIsAskedFor(t *testing.T) {
	const text = "4580458045804580 IL620108000000099999999 123456782 123-45-6789 amy@x.example 050-1234567"
	for _, name := range Detectors() {
		r, err := New(Options{Detectors: []string{name}})
		if err != nil {
			t.Fatal(err)
		}
		if found := r.Find(text); len(found) != 1 || found[0].Rule != name {
			t.Errorf("%s finds %s", name, marked(text, found))
		}
	}
	var none *Redactor
	if found := none.Find(text); found != nil || none.Hash(text) != "" || none.Text(text) != text || none.For("IL") != nil || none.Rules() != nil {
		t.Errorf("no redactor finds %v", found)
	}
}

// Numbers of another country are dialled as that country's.
func TestRegions(t *testing.T) {
	for region, lines := range map[string][]string{
		"US": {"phone{(415) 555-2671}", "phone{415-555-2671}", "4155552671", "call phone{4155552671}", "phone{050-1234567}"},
		"DE": {"phone{0151 12345678}", "phone{030 123456}", "15112345678"},
		"FR": {"phone{06 12 34 56 78}"},
		"ES": {"phone{612 34 56 78}", "612345678"},
		"??": {"phone{050-1234567}"},
	} {
		r, err := New(Options{Detectors: []string{Phone}})
		if err != nil {
			t.Fatal(err)
		}
		r = r.For(region)
		for _, want := range lines {
			text := unmarked(want)
			if got := marked(text, r.Find(text)); got != want {
				t.Errorf("%s: %q, found %q", region, want, got)
			}
		}
	}
}

// An identifier that is a telephone number has no plus on most channels.
func TestFindIdentifier(t *testing.T) {
	r := all(t)
	for text, want := range map[string]int{"4915112345678": 1, "14155552671": 1, "972501234567": 1, "amy@x.example": 1, "b0963f43-e098-5a72-ae15-a3f399060d43": 0, "12345": 0, "call 14155552671": 0, "00000000-0000-0000-0000-000000000000": 0, "998877665544332211": 0} {
		if found := r.FindIdentifier(text); len(found) != want {
			t.Errorf("%s: %s", text, marked(text, found))
		}
	}
}

// Where finds overlap they are one, so that no end of either is left.
func TestOverlap(t *testing.T) {
	r := all(t, Pattern{Name: "order", Expr: `ORD-\d+-\w+`}, Pattern{Name: "tail", Expr: `4580 tail`})
	for text, want := range map[string]string{
		"0501234567@x.example":           "email{0501234567@x.example}",
		"4580 4580 4580 4580 tail":       "card{4580 4580 4580 4580 tail}",
		"ORD-17-amy@x.example":           "email{ORD-17-amy@x.example}",
		"ORD-050-1234567 / ORD-050-1234": "order{ORD-050-1234567} / order{ORD-050-1234}",
	} {
		if got := marked(text, r.Find(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Equal secrets have equal hashes, however they are written, and only with
// the same key.
func TestHash(t *testing.T) {
	r, err := New(Options{Detectors: []string{Card}, Key: []byte("0123456789abcdef")})
	if err != nil {
		t.Fatal(err)
	}
	other, err := New(Options{Detectors: []string{Card}, Key: []byte("0123456789abcdeF")})
	if err != nil {
		t.Fatal(err)
	}
	one := r.Hash("4580 4580 4580 4580")
	if len(one) != 64 || one != r.Hash("٤٥٨٠-4580\u200b4580\n4580") || one == r.Hash("4580458045804581") || one == other.Hash("4580458045804580") {
		t.Errorf("hash %s", one)
	}
	if r.Hash("a.b@x.example") == r.Hash("ab@x.example") || r.Hash("A.B@X.example") != r.Hash("a.b@x.example") {
		t.Error("a dot of an address does not count, or capitals do")
	}
	if all(t).Hash("x") != "" {
		t.Error("a hash without a key")
	}
}

// A number that was found is known where nothing tells what it is.
func TestKnown(t *testing.T) {
	var k Known
	if found := k.Find("123456782"); found != nil {
		t.Errorf("knows %v", found)
	}
	k.Learn("123456782", IsrID)
	k.Learn("4580 4580\n4580 4580", Card)
	k.Learn("amy@x.example", Email)
	for text, want := range map[string]string{
		"order 123456782 came":                "order il_id{123456782} came",
		"12345 6782":                          "il_id{12345 6782}",
		"^(4580) *4580* ~4580~ `4580`":        "^(card{4580) *4580* ~4580~ `4580}`",
		"1123456782 1234567820 amy@x.example": "1123456782 1234567820 amy@x.example",
		"١٢٣٤٥٦٧٨٢":                           "il_id{١٢٣٤٥٦٧٨٢}",
	} {
		if got := marked(text, k.Find(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
