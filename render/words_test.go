package render

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassix-archiver/archiver/templates"
)

var plurals = regexp.MustCompile(`\.(zero|one|two|few|many|other)$`)

// Every language says what English says, and with the same places to fill.
func TestWordsAreWhole(t *testing.T) {
	english := texts(t, "words/en.json")
	names, err := fs.Glob(templates.Files(), "words/*.json")
	if err != nil || len(names) < 2 {
		t.Fatalf("words: %v, %v", names, err)
	}
	for _, name := range names {
		own := texts(t, name)
		if diff := cmp.Diff(keys(english), keys(own)); diff != "" {
			t.Errorf("%s has other keys than English (-en +own):\n%s", name, diff)
		}
		for key, text := range own {
			if strings.TrimSpace(text) == "" || text != strings.TrimSpace(text) && key != "list.separator" {
				t.Errorf("%s: %s is %q", name, key, text)
			}
			if want, ok := english[key]; ok && !plurals.MatchString(key) && strings.Join(places(want), "") != strings.Join(places(text), "") && !reordered(key) {
				t.Errorf("%s: %s fills %v, English %v", name, key, places(text), places(want))
			}
		}
	}
}

// reordered tells the keys that a language may fill as it likes.
func reordered(key string) bool { return strings.HasPrefix(key, "date.") }

func keys(m map[string]string) []string {
	var list []string
	for key := range maps.Keys(m) {
		list = append(list, plurals.ReplaceAllString(key, ".*"))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func places(text string) []string {
	var list []string
	for i, part := range parts(text) {
		if i%2 == 1 {
			list = append(list, part)
		}
	}
	slices.Sort(list)
	return list
}

func texts(t *testing.T, name string) map[string]string {
	t.Helper()
	data, err := fs.ReadFile(templates.Files(), name)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]string
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return m
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
		for _, name := range []string{"words/en.json", "words/he.json"} {
			for value := range strings.FieldsSeq(values) {
				if texts(t, name)[family+"."+value] == "" {
					t.Errorf("%s: no words for %s.%s", name, family, value)
				}
			}
		}
	}
}

// Every key that the code or the page asks for by name is there.
func TestKeysAreThere(t *testing.T) {
	english := texts(t, "words/en.json")
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
		{words.Count("count.files", 1), "קובץ אחד"},
		{words.Count("count.files", 2), "שני קבצים"},
		{words.Count("count.files", 11), "11 קבצים"},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
	for _, unknown := range []string{"", "tlh-KX", "!!", "xx"} {
		if words, err := loadWords(nil, unknown); err != nil || words.Language != "en" {
			t.Errorf("words of %q: %v, %v", unknown, words, err)
		}
	}
}
