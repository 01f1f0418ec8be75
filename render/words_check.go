package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/glassix-archiver/archiver/render/body"
)

// CheckWords reads every words/LANGUAGE.json of the user's templates and
// returns an error for the first that can't be used, naming the file, the line
// and what is wrong: no flat JSON object of texts, a name that is no language,
// a key that English does not have, a text that says nothing, that loses or
// makes up a place to fill ({0}), a plural without the forms that the language
// has. A key that is missing is no error: the built-in words of the language
// say it, else English, as for a language that is not built in at all.
func CheckWords(files fs.FS) error {
	names, err := fs.Glob(files, "words/*.json")
	if err != nil {
		return fmt.Errorf("read words: %w", err)
	}
	for _, name := range names {
		lang := languageOfFile(name)
		switch base := baseLanguage(lang); base {
		case lang:
		case "":
			return fmt.Errorf("%s: %q is not a language code, such as pl or pt", name, lang)
		default:
			return fmt.Errorf("%s: the words of this language belong in words/%s.json", name, base)
		}
		if _, err := readWords(files, lang); err != nil {
			return err
		}
	}
	return nil
}

// wordsFile is a file of words, with the line of each key.
type wordsFile struct {
	name  string
	texts map[string]string
	lines map[string]int
}

// parseWords reads a flat object of texts. It is stricter than encoding/json,
// for a key that stands there twice is a mistake of somebody's.
func parseWords(name string, data []byte) (*wordsFile, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if at := invalidUTF8(data); at >= 0 {
		return nil, fmt.Errorf("%s:%d: is not UTF-8", name, lineAt(data, at))
	}
	d := json.NewDecoder(bytes.NewReader(data))
	f := &wordsFile{name: name, texts: make(map[string]string), lines: make(map[string]int)}
	line, counted := 1, 0
	err := f.parse(d, func() int {
		at := int(d.InputOffset())
		line += bytes.Count(data[counted:at], []byte("\n"))
		counted = at
		return line
	})
	if err == nil {
		return f, nil
	}
	at := int(d.InputOffset())
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		at, err = len(data), errors.New("the JSON ends too early")
	}
	return nil, fmt.Errorf("%s:%d: %w", name, lineAt(data, at), err)
}

// parse reads the object; line tells in which line the decoder is.
func (f *wordsFile) parse(d *json.Decoder, line func() int) error {
	if start, err := d.Token(); err != nil {
		return err
	} else if start != json.Delim('{') {
		return errors.New("is not a JSON object")
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		name := key.(string) // the decoder takes no other key
		if _, twice := f.texts[name]; twice {
			return fmt.Errorf("%.80q is listed a second time here", name)
		}
		f.lines[name] = line()
		value, err := d.Token()
		if err != nil {
			return err
		}
		text, ok := value.(string)
		if !ok {
			return fmt.Errorf("%.80q is not a string", name)
		}
		f.texts[name] = text
	}
	if _, err := d.Token(); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON object")
	}
	return nil
}

func invalidUTF8(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

func lineAt(data []byte, offset int) int { return 1 + bytes.Count(data[:offset], []byte("\n")) }

// check holds the texts against the English ones.
func (f *wordsFile) check(tag language.Tag) error {
	all, err := builtIn()
	if err != nil {
		return err
	}
	english := all["en"]
	forms, several := pluralForms(tag)
	keys := slices.SortedFunc(maps.Keys(f.texts), func(a, b string) int {
		if d := f.lines[a] - f.lines[b]; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	for _, key := range keys {
		if err := f.checkText(key, english, forms, several); err != nil {
			return fmt.Errorf("%s:%d: %w", f.name, f.lines[key], err)
		}
	}
	return nil
}

func (f *wordsFile) checkText(key string, english map[string]string, forms []string, several map[string]bool) error {
	text := f.texts[key]
	stem, form := pluralKey(key, english)
	var must, may string
	switch {
	case form == "" && english[key] == "":
		return fmt.Errorf("unknown key %.80q", key)
	case strings.TrimSpace(text) == "":
		return fmt.Errorf("%q says nothing", key)
	case key == "direction" && text != string(body.LeftToRight) && text != string(body.RightToLeft):
		return fmt.Errorf("%q is %q, not ltr or rtl", key, text)
	case form == "":
		must = placesOf(english[key])
		may = must
	case !slices.Contains(forms, form):
		return fmt.Errorf("%q is a plural form that the language does not have; it has %s", key, strings.Join(forms, ", "))
	default:
		for _, other := range forms {
			if f.texts[stem+"."+other] == "" {
				return fmt.Errorf("%q lacks the plural form %q; the language has %s", stem, other, strings.Join(forms, ", "))
			}
		}
		if may = "0"; several[form] {
			must = may
		}
	}
	return checkPlaces(key, placesOf(text), must, may)
}

// checkPlaces reports a place that a text has lost or made up.
func checkPlaces(key, has, must, may string) error {
	for _, place := range must {
		if !strings.ContainsRune(has, place) {
			return fmt.Errorf("%q loses {%c}", key, place)
		}
	}
	for _, place := range has {
		if !strings.ContainsRune(may, place) {
			return fmt.Errorf("%q has {%c}, which nothing fills", key, place)
		}
	}
	return nil
}

// pluralKey splits the key of a plural into its stem and form; the form of
// another key is empty.
func pluralKey(key string, english map[string]string) (stem, form string) {
	i := strings.LastIndexByte(key, '.')
	if i < 0 || !slices.Contains(pluralNames, key[i+1:]) || english[key[:i]+".one"] == "" || english[key[:i]+".other"] == "" {
		return key, ""
	}
	return key[:i], key[i+1:]
}

// placesOf are the digits of a text's places to fill.
func placesOf(text string) string {
	var digits strings.Builder
	for i, part := range parts(text) {
		if i%2 == 1 {
			digits.WriteString(part)
		}
	}
	return digits.String()
}
