package redact

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A number of nine digits may be many things. What stands right before it
// tells more than its check digit, which one of ten has by chance.
var (
	identityWords = []string{"ת.ז", `ת"ז`, "ת״ז", "ת''ז", "תז", "זהות", "teudat", "zehut", "t.z", "tz", "identity", "israeli id", "israel id", "national id", "id number", "id no"}
	otherWords    = []string{
		"טלפון", "טל", "נייד", "סלולרי", "פקס", "phone", "tel", "mobile", "cell", "fax", "call", "whatsapp", "ווטסאפ",
		"פנייה", "פניה", "פנייתך", "פנייתכם", "קריאה", "הזמנה", "הזמנת", "הזמנתך", "מעקב", "משלוח", "חבילה", "חשבונית", "קבלה", "אסמכתא", "אישור", "מק\"ט", "מק״ט", "סידורי", "ח.פ", "ח\"פ", "ח״פ",
		"ticket", "order", "case", "request", "tracking", "shipment", "parcel", "invoice", "receipt", "reference", "ref", "confirmation", "sku", "serial", "booking", "ups", "fedex", "dhl", "#",
	}
	socialWords = []string{"ssn", "social security", "social-security", "soc sec", "ss#", "ss no"}
)

// window is how many bytes before a number its words are looked for in.
const window = 48

// before returns the words that lead to a place: of its line, and of the
// sentence's part behind any other number.
func (t *reading) before(at int) string {
	start := max(0, at-window)
	for start < at && !utf8.RuneStart(t.text[start]) {
		start++
	}
	part := t.text[start:at]
	if i := bytes.LastIndexFunc(part, func(r rune) bool { return r == '\n' || r == ',' || r == ';' || r >= '0' && r <= '9' }); i >= 0 {
		part = part[i+1:]
	}
	return strings.ToLower(string(part))
}

// lastOf returns where the last of words ends in a text, or -1. A word of
// letters stands by itself, but for a Hebrew prefix.
func lastOf(text string, words []string) int {
	last := -1
	for _, w := range words {
		for end := len(text); end > last; {
			i := strings.LastIndex(text[:end], w)
			if i < 0 {
				break
			}
			if i+len(w) > last && alone(text, i, i+len(w)) {
				last = i + len(w)
				break
			}
			end = i + len(w) - 1
		}
	}
	return last
}

func alone(text string, start, end int) bool {
	after, _ := utf8.DecodeRuneInString(text[end:])
	before, n := utf8.DecodeLastRuneInString(text[:start])
	if letters(before) && before >= 'א' && before <= 'ת' { // one letter before a word is a prefix: "בהזמנה"
		further, _ := utf8.DecodeLastRuneInString(text[:start-n])
		if !letters(further) {
			before = ' '
		}
	}
	first, _ := utf8.DecodeRuneInString(text[start:])
	return !letters(first) || !letters(before) && !letters(after)
}

func letters(r rune) bool { return r != utf8.RuneError && unicode.IsLetter(r) }

// hint is what the words before a number make of it.
type hint int

const (
	unknown hint = iota
	identity
	other
)

func (t *reading) hintAt(at int) hint {
	text := t.before(at)
	is, isOther := lastOf(text, identityWords), lastOf(text, otherWords)
	switch {
	case is >= 0 && is >= isOther:
		return identity
	case isOther >= 0:
		return other
	}
	return unknown
}
