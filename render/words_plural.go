package render

import (
	"slices"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// pluralNames are CLDR's plural categories, in its order.
var pluralNames = []string{"zero", "one", "two", "few", "many", "other"}

// pluralForm is the category that n things take in a language. The library has
// the rules of CLDR 32; by CLDR 48 Hebrew has lost its "many" and the Romance
// languages have got one for whole millions ("1000000 de fichiers").
func pluralForm(tag language.Tag, n int) string {
	base, _ := tag.Base()
	switch base.String() {
	case "fr", "es", "pt", "it", "ca":
		if n != 0 && n%1_000_000 == 0 {
			return "many"
		}
	case "he":
		if n > 2 {
			return "other"
		}
	}
	switch plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0) {
	case plural.Zero:
		return "zero"
	case plural.One:
		return "one"
	case plural.Two:
		return "two"
	case plural.Few:
		return "few"
	case plural.Many:
		return "many"
	default:
		return "other"
	}
}

// pluralForms returns the categories of a language in CLDR's order, each with
// whether it stands for several numbers, so that its text has to say which.
// "other" is one of every language, if only for fractions.
func pluralForms(tag language.Tag) (forms []string, several map[string]bool) {
	seen := map[string]int{"other": 2}
	for n := range 201 {
		seen[pluralForm(tag, n)]++
	}
	for _, n := range []int{1_000, 10_000, 100_000, 1_000_000, 2_000_000} {
		seen[pluralForm(tag, n)]++
	}
	several = make(map[string]bool, len(seen))
	for form, n := range seen {
		several[form] = n > 1
	}
	return slices.DeleteFunc(slices.Clone(pluralNames), func(f string) bool { return seen[f] == 0 }), several
}
