package query

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// foldWord brings a word into the form in which it is compared. What is not
// part of a word in that form is left out; nothing may be left.
func foldWord(word string) string {
	if folded, plain := foldASCII(word); plain {
		return folded
	}
	if !norm.NFKD.IsNormalString(word) {
		word = norm.NFKD.String(word)
	}
	out := make([]byte, 0, len(word))
	base := rune(0)
	for _, r := range word {
		if r == 0x0306 && (base == 'и' || base == 'И') { // й is a letter of its own
			r, out = 'й', out[:len(out)-utf8.RuneLen(base)]
		}
		if isAccent(r, base) {
			continue
		}
		if !unicode.IsMark(r) {
			base = r
		}
		out = appendFolded(out, r)
	}
	return norm.NFC.String(string(out))
}

func foldASCII(word string) (string, bool) {
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf {
			return "", false
		}
	}
	return strings.ToLower(word), true
}

// isAccent tells the marks that change a letter's sound, not the letter, from
// those that are letters themselves, as vowels are in India and Thailand.
func isAccent(r, base rune) bool {
	switch {
	case r >= 0x0591 && r <= 0x05c7: // niqqud and cantillation
		return unicode.IsMark(r)
	case r >= 0x0610 && r <= 0x061a, r >= 0x064b && r <= 0x065f, r == 0x0670, r >= 0x06d6 && r <= 0x06ed, r >= 0x08ca && r <= 0x08ff: // harakat
		return unicode.IsMark(r)
	case r >= 0x0300 && r <= 0x036f:
		return base < 0x0600 || base >= 0x1e00 && base < 0x2000 // Latin, Greek, Cyrillic and their kin
	}
	return false
}

// letters are those that count as another.
var letters = map[rune]string{
	'ך': "כ", 'ם': "מ", 'ן': "נ", 'ף': "פ", 'ץ': "צ",
	'װ': "וו", 'ױ': "וי", 'ײ': "יי",
	'آ': "ا", 'أ': "ا", 'إ': "ا", 'ٱ': "ا", 'ى': "ي", 'ی': "ي", 'ې': "ي", 'ة': "ه", 'ۀ': "ه", 'ہ': "ه", 'ھ': "ه", 'ک': "ك",
	'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ø': "o", 'Ø': "o", 'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d",
	'ł': "l", 'Ł': "l", 'ħ': "h", 'Ħ': "h", 'þ': "th", 'Þ': "th", 'ı': "i", 'ς': "σ",
}

func appendFolded(out []byte, r rune) []byte {
	switch {
	case r == 'ـ', !inWord(r), unicode.Is(unicode.Variation_Selector, r): // tatweel only stretches
		return out
	case unicode.Is(unicode.Nd, r):
		return append(out, '0'+digit(r))
	}
	if s, ok := letters[r]; ok {
		return append(out, s...)
	}
	return utf8.AppendRune(out, unicode.ToLower(r))
}

// inWord tells what words are made of. Private use is not: it marks what is no
// word (see column).
func inWord(r rune) bool { return unicode.In(r, unicode.L, unicode.M, unicode.N) }

// digit is the value of a decimal digit of any script. They stand in tens.
func digit(r rune) byte {
	for _, t := range unicode.Nd.R16 {
		if r <= rune(t.Hi) {
			return byte((r - rune(t.Lo)) % 10)
		}
	}
	for _, t := range unicode.Nd.R32 {
		if r <= rune(t.Hi) {
			return byte((r - rune(t.Lo)) % 10)
		}
	}
	return 0
}

// foldWhole brings a name that is compared as a whole into one form, as a
// retention policy does: space around it, case, and the ways to write one
// letter do not count.
func foldWhole(s string) string {
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(strings.TrimSpace(s))))
}
