package query

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Hebrew and Arabic write the words for and, the, in, to, from, that and as
// together with the next one. Somebody who looks for חשבונית means והחשבונית
// too. Taking the letters off the words of a text would make one of משלוח
// (shipment) and לוח (board); instead a query's word is looked for with each
// of them before it, which meets fewer words that are others.
var (
	hebrewOne  = strings.Fields("ה ו ב ל מ ש כ")
	hebrewMore = strings.Fields("וה וב ול ומ וש וכ שה שב של שמ מה כש ושה ושב ומה וכש כשה")
	arabic     = strings.Fields("ال و ب ل ف ك وال بال فال كال لل ول وب")
)

const (
	minPrefixed = 2 // letters of a word that takes one letter
	minCompound = 3 // letters of a word that takes more
	minStripped = 4 // letters that have to be left of a word whose own is taken off
)

// forms are the words that a query's word stands for, itself first. Only the
// first word of a phrase takes all; those behind it take the article, as in
// החזר כספי and ההחזר הכספי.
func forms(word string, first bool) []string {
	one, more := prefixesOf(word)
	n := utf8.RuneCountInString(word)
	all := []string{word}
	for i, p := range one {
		if n >= minPrefixed && (first || i == 0) {
			all = append(all, p+word)
		}
	}
	for _, p := range more {
		if n >= minCompound && first {
			all = append(all, p+word)
		}
	}
	return all
}

// variants are the forms of a single word, and of what it is without letters
// that it may have before it itself. A מ alone is not taken off: it makes nouns
// (מספר, מכתב) more often than it says from.
func variants(word string) []string {
	all := forms(word, true)
	one, more := prefixesOf(word)
	for _, p := range slices.Concat(one, more) {
		bare, ok := strings.CutPrefix(word, p)
		if ok && p != "מ" && utf8.RuneCountInString(bare) >= minStripped {
			all = append(all, forms(bare, true)...)
		}
	}
	slices.Sort(all[1:])
	return slices.Compact(all)
}

// prefixesOf are those of the word's language, in two lots by length.
func prefixesOf(word string) (one, more []string) {
	r, _ := utf8.DecodeRuneInString(word)
	switch {
	case r >= 'א' && r <= 'ת':
		return hebrewOne, hebrewMore
	case r >= 0x0621 && r <= 0x064a:
		return arabic[:1], arabic[1:]
	}
	return nil, nil
}
