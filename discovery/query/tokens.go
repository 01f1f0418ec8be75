package query

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Token is a word in its folded form, with where in the text it stands.
type Token struct {
	Text       string
	Start, End int // in bytes

	tail bool // the last letter of a run without spaces, by itself
}

// maxToken bounds a folded word, in bytes. What is longer (a key, a line of
// Base64) is found by its beginning.
const maxToken = 96

// script is what decides where words end.
type script int

const (
	none   script = iota
	joined        // part of the word that it stands in: shapes it, or is left out
	latin         // and all others that part words by spaces
	semitic
	digits // go with whatever they stand beside
	grams  // without spaces between words, so that pairs of letters are looked for
)

// Tokens takes a text apart. Text without spaces between its words (Chinese,
// Japanese, Thai, and Korean, where particles stick to words) gives each pair
// of neighbouring letters, and each run's last letter.
func Tokens(text string) []Token {
	var tokens []Token
	for at := 0; at < len(text); {
		end, kind := run(text, at)
		switch kind {
		case none, joined:
		case grams:
			tokens = appendGrams(tokens, text[at:end], at)
		default:
			if word := cut(foldWord(text[at:end])); word != "" {
				tokens = append(tokens, Token{Text: word, Start: at, End: end})
			}
		}
		at = end
	}
	return tokens
}

// run finds the end of what begins at a place, and what it is. A word ends
// where the script changes: ב and WhatsApp are two in בWhatsApp.
func run(text string, at int) (end int, kind script) {
	for end = at; end < len(text); {
		r, size := utf8.DecodeRuneInString(text[end:])
		s := scriptOf(r)
		if s == none && end > at && kind == semitic && quotesHebrew(text, end, r, size) {
			s = joined
		}
		switch {
		case end == at:
			kind = s
		case s == joined && kind != none, s == digits && kind != grams && kind != none, s == kind:
		case kind == digits && (s == latin || s == semitic):
			kind = s
		default:
			return end, kind
		}
		if end += size; kind == joined || kind == none {
			return end, kind
		}
	}
	return end, kind
}

// quotesHebrew tells whether a quotation mark stands within a Hebrew word, as
// in צה"ל and ג'ירף.
func quotesHebrew(text string, at int, r rune, size int) bool {
	if !strings.ContainsRune(`"'׳״’”`, r) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at+size:])
	return isHebrew(before) && isHebrew(after)
}

func isHebrew(r rune) bool { return r >= 0x05d0 && r <= 0x05f2 || r >= 0x05b0 && r <= 0x05bd }

func scriptOf(r rune) script {
	switch {
	case r < utf8.RuneSelf:
		return scriptOfASCII(r)
	case r == 0xad || r == 0x34f || r == 0x61c || r >= 0x200c && r <= 0x200f || r >= 0x202a && r <= 0x202e || r == 0x2060 || r >= 0x2066 && r <= 0x2069 || r == 0xfeff || r == 'ـ' || unicode.Is(unicode.Variation_Selector, r):
		return joined
	case r == utf8.RuneError || !inWord(r):
		return none
	case unicode.Is(unicode.Nd, r):
		return digits
	case unspaced(r):
		return grams
	case unicode.IsMark(r):
		return joined
	case r >= 0x0590 && r < 0x0900 || r >= 0xfb1d && r < 0xfe00 || r >= 0xfe70 && r < 0xff00:
		return semitic
	}
	return latin
}

func scriptOfASCII(r rune) script {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
		return latin
	case r >= '0' && r <= '9':
		return digits
	}
	return none
}

// unspaced tells letters of text that has no spaces between its words.
func unspaced(r rune) bool {
	if r < 0x0e00 || r >= 0x1200 && r < 0x1780 {
		return false
	}
	return r == 'ー' || r >= 0xff66 && r <= 0xff9f || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// appendGrams appends the pairs of a run, and its last letter.
func appendGrams(tokens []Token, text string, offset int) []Token {
	var last Token
	var parts norm.Iter
	parts.InitString(norm.NFKC, text)
	for !parts.Done() {
		start := offset + parts.Pos()
		part := string(parts.Next())
		end := offset + parts.Pos()
		for _, r := range part {
			if !inWord(r) {
				continue
			}
			next := Token{Text: string(unicode.ToLower(r)), Start: start, End: end, tail: true}
			if last.Text != "" {
				tokens = append(tokens, Token{Text: last.Text + next.Text, Start: last.Start, End: end})
			}
			last = next
		}
	}
	if last.Text != "" {
		tokens = append(tokens, last)
	}
	return tokens
}

// cut shortens a word to what is compared of it.
func cut(word string) string {
	if len(word) <= maxToken {
		return word
	}
	end := maxToken
	for !utf8.RuneStart(word[end]) {
		end--
	}
	return word[:end]
}
