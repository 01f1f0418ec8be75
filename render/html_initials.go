package render

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Initials stands for a face: the first letters of the first word and of the
// last one of the same script, or for a name that has none its first digit.
func (*pageView) Initials(name string) string {
	var out []rune
	var script *unicode.RangeTable
	for word := range strings.FieldsSeq(name) {
		if i := strings.IndexFunc(word, unicode.IsLetter); i >= 0 {
			r, _ := utf8.DecodeRuneInString(withoutArticle(word[i:]))
			if script == nil {
				script = scriptTable(r)
			}
			if script == nil || unicode.Is(script, r) {
				out = append(out, unicode.ToUpper(r))
			}
		}
	}
	switch i := strings.IndexFunc(name, unicode.IsDigit); {
	case len(out) > 1:
		return apart(out[0], out[len(out)-1])
	case len(out) > 0:
		return string(out)
	case i >= 0:
		r, _ := utf8.DecodeRuneInString(name[i:])
		return string(r)
	default:
		return "•"
	}
}

// scriptTable is the script of a letter, nil for one of none that is known.
func scriptTable(r rune) *unicode.RangeTable {
	for _, script := range []*unicode.RangeTable{unicode.Latin, unicode.Hebrew, unicode.Arabic, unicode.Cyrillic, unicode.Greek} {
		if unicode.Is(script, r) {
			return script
		}
	}
	for _, script := range unicode.Scripts {
		if unicode.Is(script, r) {
			return script
		}
	}
	return nil
}

// withoutArticle takes the Arabic article from a word: nearly every surname
// and title would begin with the same letter.
func withoutArticle(word string) string {
	if rest, ok := strings.CutPrefix(word, "ال"); ok && utf8.RuneCountInString(rest) > 1 {
		return rest
	}
	return word
}

// apart sets two letters side by side that a cursive script would join into
// what reads as a word.
func apart(a, b rune) string {
	if unicode.In(a, unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mongolian) {
		return string([]rune{a, '\u200c', b}) // zero width non-joiner
	}
	return string([]rune{a, b})
}
