package render

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"github.com/glassix-archiver/archiver/templates"
)

// ourLanguages are those that the program promises to speak.
var ourLanguages = []string{"ar", "de", "en", "es", "fr", "he", "pt", "ru"}

// Every language says what English says, with the same places to fill and the
// plural forms that it has.
func TestWordsAreWhole(t *testing.T) {
	english := wordsOf(t, "en").texts
	for _, lang := range Languages(nil) {
		own := wordsOf(t, lang)
		if err := own.check(language.Make(lang)); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(stems(english, english), stems(own.texts, english)); diff != "" {
			t.Errorf("%s has other keys than English (-en +own):\n%s", lang, diff)
		}
		for key, text := range own.texts {
			if text != strings.TrimSpace(text) && key != "list.separator" {
				t.Errorf("%s: %s is %q", lang, key, text)
			}
			if strings.ContainsFunc(text, deceptive) || strings.ContainsAny(text, "٠١٢٣٤٥٦٧٨٩۰۱۲۳") {
				t.Errorf("%s: %s holds controls or digits that are not Latin: %q", lang, key, text)
			}
		}
	}
}

// What English tells apart, each language tells apart, lest an edited message
// read like a deleted one.
func TestWordsTellApart(t *testing.T) {
	english := wordsOf(t, "en").texts
	for _, lang := range Languages(nil) {
		own := wordsOf(t, lang).texts
		for _, family := range []string{"event.", "kind.", "status.", "state.", "protocol.", "exception.", "fact.", "role.", "month.", "weekday."} {
			said := make(map[string]string)
			for key, text := range english {
				_, form := pluralKey(key, english)
				if !strings.HasPrefix(key, family) || form != "" || strings.Contains(key, ".by") {
					continue // who did it tells enough
				}
				if other, taken := said[own[key]]; taken && english[other] != text {
					t.Errorf("%s says %s and %s alike: %q", lang, key, other, own[key])
				}
				said[own[key]] = key
			}
		}
	}
}

// wordsOf reads a built-in file as strictly as a user's.
func wordsOf(t *testing.T, lang string) *wordsFile {
	t.Helper()
	name := "words/" + lang + ".json"
	data, err := fs.ReadFile(templates.Files(), name)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parseWords(name, data)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// stems are the keys, those of a plural without its form.
func stems(texts, english map[string]string) []string {
	var list []string
	for key := range texts {
		stem, _ := pluralKey(key, english)
		list = append(list, stem)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Every value of the service's enumerations that is documented has words.
func TestValuesHaveWords(t *testing.T) {
	for family, values := range map[string]string{
		"state":                   "Open Closed Pending Snoozed",
		"tickettype":              "Regular Bot GlassixBot",
		"status":                  "Pending Delivered Read Undelivered Queued Accepted Buffered Failed Rejected Expired",
		"protocol":                "SMS WhatsApp Mail Web FBmessenger WebViaSMS TelegramBot FacebookFeed InstagramFeed PhoneCall Viber AppleBusinessChat GoogleBusinessMessages GoogleBusinessReviews InstagramDM Twitter",
		"subprotocol":             "MailTo MailCc MailBcc",
		"attachment":              "Image Video Document File Solution InteractiveDocument Audio",
		"gender":                  "Male Female",
		"ownertype":               "AGENT BOT",
		"role":                    "customer agent bot system",
		"weekday":                 "0 1 2 3 4 5 6",
		"month":                   "1 2 3 4 5 6 7 8 9 10 11 12",
		"attachment.sanitization": "Blocked Processing",
	} {
		english := wordsOf(t, "en").texts // the other languages have its keys
		for value := range strings.FieldsSeq(values) {
			if english[family+"."+value] == "" {
				t.Errorf("no words for %s.%s", family, value)
			}
		}
	}
}

// Every key that the code or the page asks for by name is there.
func TestKeysAreThere(t *testing.T) {
	english := wordsOf(t, "en").texts
	asked := regexp.MustCompile(`(?:Say|Count|find)\(?\s*"([a-z_]+\.[a-zA-Z._]+)"`)
	sources, _ := fs.Glob(os.DirFS("."), "*.go")
	page, err := fs.ReadFile(templates.Files(), "transcript.html")
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	for _, name := range sources {
		if !strings.HasSuffix(name, "_test.go") {
			data, err := os.ReadFile(path.Clean(name))
			if err != nil {
				t.Fatal(err)
			}
			text += string(data)
		}
	}
	for _, match := range asked.FindAllStringSubmatch(text, -1) {
		key := match[1]
		if english[key] == "" && english[key+".other"] == "" && !strings.HasSuffix(key, ".") {
			t.Errorf("no words for %s", key)
		}
	}
}

func TestSay(t *testing.T) {
	words, err := loadWords(nil, "iw-IL") // the old code for Hebrew
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ got, want string }{
		{words.Language, "he"},
		{string(words.Direction), "rtl"},
		{words.Say("status.Teleported"), "Teleported"},
		{words.Say("page.title", "{1}", "no"), "פנייה {1}"},
		{words.Say("page.title"), "פנייה "},
		{words.Say("page.nowhere"), "nowhere"},
		{words.Count("count.nothing", 3), ""},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}
