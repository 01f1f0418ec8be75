package render

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/templates"
)

// Words are the texts of one language: labels, events said in words, names of
// days and months.
type Words struct {
	Language  string // BCP 47
	Direction body.Direction

	tag   language.Tag
	texts []map[string]string // the language's own, then English
}

// Say returns the text of a key, with {0}, {1}, … replaced by args. A key
// without a text is answered by its part behind the first dot, which is the
// service's own value: the words for an unknown status are that status.
func (w *Words) Say(key string, args ...string) string {
	if text := w.find(key); text != "" {
		return fill(text, args)
	}
	_, value, _ := strings.Cut(key, ".")
	return value
}

// Count returns the text of a key for n things, in the plural form that the
// language asks for: key.one, key.two, …, key.other, with {0} for n.
func (w *Words) Count(key string, n int) string {
	text := w.find(key + "." + w.form(n))
	if text == "" {
		text = w.find(key + ".other")
	}
	return fill(text, []string{strconv.Itoa(n)})
}

func (w *Words) form(n int) string {
	switch plural.Cardinal.MatchPlural(w.tag, n, 0, 0, 0, 0) {
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

func (w *Words) find(key string) string {
	for _, texts := range w.texts {
		if text := texts[key]; text != "" {
			return text
		}
	}
	return ""
}

// parts cuts a text at its places to fill; an odd element is the number of
// an argument.
func parts(text string) []string {
	var list []string
	start := 0
	for i := 0; i+2 < len(text); i++ {
		if text[i] == '{' && text[i+2] == '}' && text[i+1] >= '0' && text[i+1] <= '9' {
			list = append(list, text[start:i], text[i+1:i+2])
			start = i + 3
			i += 2
		}
	}
	return append(list, text[start:])
}

// fill puts the arguments in one pass, so that one which itself looks like a
// place is not filled.
func fill(text string, args []string) string {
	var out strings.Builder
	for i, part := range parts(text) {
		if i%2 == 0 {
			out.WriteString(part)
		} else if n := int(part[0] - '0'); n < len(args) {
			out.WriteString(args[n])
		}
	}
	return out.String()
}

// loadWords reads the words of a language, or of English where there are none
// for it. Files may replace some of the templates only: the rest is built in.
func loadWords(files fs.FS, lang string) (*Words, error) {
	english, err := readWords(files, "en")
	if err != nil {
		return nil, err
	}
	words := &Words{Language: "en", texts: []map[string]string{english}}
	if base := baseLanguage(lang); base != "en" {
		own, err := readWords(files, base)
		if err == nil {
			words.Language, words.texts = base, []map[string]string{own, english}
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	words.tag = language.Make(words.Language)
	words.Direction = body.LeftToRight
	if words.find("direction") == string(body.RightToLeft) {
		words.Direction = body.RightToLeft
	}
	return words, nil
}

// baseLanguage reduces he-IL, iw and HE to he. What is no language is English.
func baseLanguage(lang string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return "en"
	}
	base, confidence := tag.Base()
	if confidence == language.No {
		return "en"
	}
	return base.String()
}

// builtIn parses the words that the program carries once: it is asked for
// them at every ticket.
var builtIn = sync.OnceValues(func() (map[string]map[string]string, error) {
	names, err := fs.Glob(templates.Files(), "words/*.json")
	if err != nil {
		return nil, err
	}
	all := make(map[string]map[string]string, len(names))
	for _, name := range names {
		if all[name], err = parseWords(templates.Files(), name); err != nil {
			return nil, err
		}
	}
	return all, nil
})

func readWords(files fs.FS, lang string) (map[string]string, error) {
	name := path.Join("words", lang+".json")
	if files != nil {
		texts, err := parseWords(files, name)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return texts, err
		}
	}
	all, err := builtIn()
	if err != nil {
		return nil, err
	}
	if texts, ok := all[name]; ok {
		return texts, nil
	}
	return nil, fmt.Errorf("read words %s: %w", name, fs.ErrNotExist)
}

func parseWords(files fs.FS, name string) (map[string]string, error) {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("read words: %w", err)
	}
	var texts map[string]string
	if err := json.Unmarshal(data, &texts); err != nil {
		return nil, fmt.Errorf("read words %s: %w", name, err)
	}
	return texts, nil
}
