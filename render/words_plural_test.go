package render

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"
)

// cldr48 has the categories of whole numbers as CLDR 48's plurals.xml has
// them, each written out from its rule there; the first that holds counts.
var cldr48 = map[string][]struct {
	form string
	is   func(n int) bool
}{
	"ar": {
		{"zero", func(n int) bool { return n == 0 }},
		{"one", func(n int) bool { return n == 1 }},
		{"two", func(n int) bool { return n == 2 }},
		{"few", func(n int) bool { return n%100 >= 3 && n%100 <= 10 }},
		{"many", func(n int) bool { return n%100 >= 11 }},
	},
	"de": {{"one", func(n int) bool { return n == 1 }}},
	"en": {{"one", func(n int) bool { return n == 1 }}},
	"es": {{"one", func(n int) bool { return n == 1 }}, {"many", millions}},
	"fr": {{"one", func(n int) bool { return n <= 1 }}, {"many", millions}},
	"he": {{"one", func(n int) bool { return n == 1 }}, {"two", func(n int) bool { return n == 2 }}},
	"pt": {{"one", func(n int) bool { return n <= 1 }}, {"many", millions}},
	"ru": {
		{"one", func(n int) bool { return n%10 == 1 && n%100 != 11 }},
		{"few", func(n int) bool { return n%10 >= 2 && n%10 <= 4 && (n%100 < 12 || n%100 > 14) }},
		{"many", func(int) bool { return true }},
	},
}

func millions(n int) bool { return n != 0 && n%1_000_000 == 0 }

// numbers are 0 to 200, and some larger.
func numbers() []int {
	list := []int{201, 210, 211, 299, 1000, 1001, 1002, 1011, 1100, 9999, 100_000, 999_999, 1_000_000, 1_000_001, 2_000_000, 10_000_000}
	for n := range 201 {
		list = append(list, n)
	}
	return list
}

func TestPluralForms(t *testing.T) {
	for _, lang := range ourLanguages {
		tag, forms := language.Make(lang), []string{"other"}
		for _, n := range numbers() {
			want := "other"
			for _, rule := range cldr48[lang] {
				if rule.is(n) {
					want = rule.form
					break
				}
			}
			if got := pluralForm(tag, n); got != want {
				t.Errorf("%s: %d is %s, want %s", lang, n, got, want)
			}
			forms = append(forms, want)
		}
		want := slices.DeleteFunc(slices.Clone(pluralNames), func(f string) bool { return !slices.Contains(forms, f) })
		got, several := pluralForms(tag)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: forms (-want +got):\n%s", lang, diff)
		}
		if !several["other"] || several["two"] {
			t.Errorf("%s: forms of several numbers are %v", lang, several)
		}
	}
}

// A count is said in the language's own words and says how many there are: by
// the number itself, or in a word that no other number has.
func TestCounts(t *testing.T) {
	english := wordsOf(t, "en").texts
	number := regexp.MustCompile(`\d+`)
	for _, lang := range Languages(nil) {
		words, err := loadWords(nil, lang)
		if err != nil {
			t.Fatal(err)
		}
		words.layers = words.layers[:1] // without English to help out
		for key := range english {
			stem, form := pluralKey(key, english)
			if form != "other" {
				continue
			}
			taken := make(map[string]int)
			for _, n := range numbers() {
				text := words.Count(stem, n)
				if text == "" || strings.ContainsAny(text, "{}") {
					t.Errorf("%s: %s for %d is %q", lang, stem, n, text)
				}
				if other, twice := taken[text]; twice {
					t.Errorf("%s: %s says %d and %d alike: %q", lang, stem, n, other, text)
				}
				if digits := number.FindString(text); digits != "" && digits != strconv.Itoa(n) {
					t.Errorf("%s: %s for %d is %q", lang, stem, n, text)
				}
				taken[text] = n
			}
		}
	}
}

func TestCountsInWords(t *testing.T) {
	for lang, want := range map[string][]string{
		"ar": {"لا ملفات", "ملف واحد", "ملفان", "3 ملفات", "11 ملفًا", "21 ملفًا", "100 ملف", "1000000 ملف"},
		"en": {"0 files", "one file", "2 files", "3 files", "11 files", "21 files", "100 files", "1000000 files"},
		"fr": {"0 fichier", "1 fichier", "2 fichiers", "3 fichiers", "11 fichiers", "21 fichiers", "100 fichiers", "1000000 de fichiers"},
		"he": {"0 קבצים", "קובץ אחד", "שני קבצים", "3 קבצים", "11 קבצים", "21 קבצים", "100 קבצים", "1000000 קבצים"},
		"ru": {"0 файлов", "1 файл", "2 файла", "3 файла", "11 файлов", "21 файл", "100 файлов", "1000000 файлов"},
	} {
		words, err := loadWords(nil, lang)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, n := range []int{0, 1, 2, 3, 11, 21, 100, 1_000_000} {
			got = append(got, words.Count("count.files", n))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", lang, diff)
		}
	}
}
