package render

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/glassix-archiver/archiver/ticket"
)

func TestLanguages(t *testing.T) {
	if diff := cmp.Diff(ourLanguages, Languages(nil)); diff != "" {
		t.Errorf("languages (-want +got):\n%s", diff)
	}
	got := Languages(userWords("pl", `{}`, "de", `{}`))
	if want := []string{"ar", "de", "en", "es", "fr", "he", "pl", "pt", "ru"}; !slices.Equal(got, want) {
		t.Errorf("with the user's: %v, want %v", got, want)
	}
}

// A ticket's culture, or what stands behind --lang, finds its language.
func TestFindLanguage(t *testing.T) {
	for _, test := range []struct {
		lang, want string
		found      bool
	}{
		{"he", "he", true}, {"he-IL", "he", true}, {"iw", "he", true}, {"iw-IL", "he", true}, {"HE", "he", true}, {"he_IL", "he", true}, {"heb", "he", true},
		{"ar-EG", "ar", true}, {"ar-001", "ar", true}, {"pt-BR", "pt", true}, {"pt-PT", "pt", true}, {"es-419", "es", true},
		{"ru-UA", "ru", true}, {"fr-CA", "fr", true}, {"de-AT", "de", true}, {"en-GB", "en", true}, {"en-US-u-ca-hebrew", "en", true},
		{"zh-TW", "en", false}, {"zh", "en", false}, {"sr-Latn", "en", false}, {"fa-IR", "en", false}, {"yi", "en", false}, {"tlh-KX", "en", false},
		{"english", "en", false}, {"hebrew", "en", false}, {"", "en", false}, {"und", "en", false}, {"xx", "en", false}, {"mul", "en", false}, {"x-he", "en", false},
		{"!!", "en", false}, {"../../he", "en", false}, {"he/../../secret", "en", false}, {"he\x00", "en", false}, {"\u202ehe", "en", false},
		{"he-" + strings.Repeat("a", 1<<16), "en", false}, {strings.Repeat("he-", 5000), "en", false}, {"עברית", "en", false}, {"\xff\xfe", "en", false},
	} {
		got, found := FindLanguage(nil, test.lang)
		if got != test.want || found != test.found {
			t.Errorf("FindLanguage(%.40q) = %q, %v, want %q, %v", test.lang, got, found, test.want, test.found)
		}
		words, err := loadWords(nil, test.lang)
		if err != nil || words.Language != test.want {
			t.Errorf("words of %.40q: %v, %v", test.lang, words, err)
		}
		transcript := build(t, Record{Ticket: &ticket.Ticket{ID: 1, Culture: ticket.Text(test.lang)}}, Options{})
		if transcript.View.Language != test.want {
			t.Errorf("culture %.40q speaks %s, want %s", test.lang, transcript.View.Language, test.want)
		}
	}
}

func TestDirections(t *testing.T) {
	files := userWords("fa", `{"page.kicker": "رونوشت"}`, "yi", `{"direction": "ltr"}`)
	for lang, want := range map[string]string{"ar": "rtl", "he": "rtl", "en": "ltr", "ru": "ltr", "fa": "rtl", "yi": "ltr", "ku": "ltr"} {
		words, err := loadWords(files, lang)
		if err != nil || string(words.Direction) != want {
			t.Errorf("%s: %v, %v, want %s", lang, words, err, want)
		}
	}
}

// userWords is a folder of the user's with words by language.
func userWords(pairs ...string) fstest.MapFS {
	files := make(fstest.MapFS)
	for i := 0; i < len(pairs); i += 2 {
		files["words/"+pairs[i]+".json"] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return files
}

// What the user's file lacks is said by the built-in words of its language,
// else in English, the user's first.
func TestUserWords(t *testing.T) {
	files := userWords(
		"de", `{"page.kicker": "Akte"}`,
		"en", `{"page.conversation": "Talk", "count.files.one": "a single file", "count.files.other": "{0} pieces"}`,
		"pl", "\ufeff"+`{"page.kicker": "Zapis zgłoszenia", "count.notes.one": "jedna notatka", "count.notes.few": "{0} notatki", "count.notes.many": "{0} notatek", "count.notes.other": "{0} notatki"}`)
	if err := CheckWords(files); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ lang, key, want string }{
		{"de-AT", "page.kicker", "Akte"},
		{"de-AT", "state.Closed", wordsOf(t, "de").texts["state.Closed"]},
		{"pl", "page.kicker", "Zapis zgłoszenia"},
		{"pl", "page.conversation", "Talk"},
		{"pl", "state.Closed", "Closed"},
		{"en", "page.conversation", "Talk"},
		{"fr", "page.conversation", "Conversation"},
	} {
		words, err := loadWords(files, test.lang)
		if err != nil {
			t.Fatal(err)
		}
		if got := words.Say(test.key); got != test.want {
			t.Errorf("%s: %s is %q, want %q", test.lang, test.key, got, test.want)
		}
	}
	polish, err := loadWords(files, "pl")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range []int{0, 1, 3, 5} {
		got = append(got, polish.Count("count.notes", n), polish.Count("count.files", n), polish.Count("count.events", n))
	}
	want := []string{"0 notatek", "0 pieces", "0 events", "jedna notatka", "a single file", "one event",
		"3 notatki", "3 pieces", "3 events", "5 notatek", "5 pieces", "5 events"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

// English that helps out in French counts the English way.
func TestEnglishCountsItsOwnWay(t *testing.T) {
	words, err := loadWords(userWords("hi", `{"page.kicker": "प्रतिलेख"}`), "hi") // its zero is "one"
	if err != nil {
		t.Fatal(err)
	}
	if got, want := words.Count("count.files", 0), "0 files"; got != want || words.Language != "hi" {
		t.Errorf("%q in %s, want %q", got, words.Language, want)
	}
}
