package render

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/templates"
)

// loadWords returns the words of a language, or of English where there are
// none for it. Files, which may be nil, is the user's folder: words/pl.json in
// it holds the words of Polish, and words/de.json replaces some or all of the
// German ones. What such a file lacks is said by the built-in words of its
// language, else in English, the user's own before the built-in; the forms of
// a plural are replaced together or not at all. A file that can't be used is
// an error, as CheckWords says, and no reason to speak English.
func loadWords(files fs.FS, lang string) (*Words, error) {
	all, err := builtIn()
	if err != nil {
		return nil, err
	}
	words := &Words{Language: "en"}
	base := cmp.Or(baseLanguage(lang), "en")
	for _, name := range slices.Compact([]string{base, "en"}) {
		tag := language.Make(name)
		own, err := readWords(files, name)
		if err != nil {
			return nil, err
		}
		for _, texts := range []map[string]string{own, all[name]} {
			if texts != nil {
				words.layers = append(words.layers, layer{tag, texts})
			}
		}
		if name == base && len(words.layers) > 0 {
			words.Language = base
		}
	}
	words.Direction = words.direction()
	return words, nil
}

// direction is what the language's own words say, else that of its script.
func (w *Words) direction() body.Direction {
	own := w.layers[0].tag
	for _, l := range w.layers {
		if d := l.texts["direction"]; d != "" && l.tag == own {
			return body.Direction(d)
		}
	}
	script, _ := own.Script()
	switch script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg":
		return body.RightToLeft
	}
	return body.LeftToRight
}

// baseLanguage reduces he-IL, iw and HE to he. It is empty for what is no
// language.
func baseLanguage(lang string) string {
	tag, err := language.Parse(lang)
	base, confidence := tag.Base()
	if err != nil || confidence < language.High {
		return ""
	}
	return base.String()
}

// Languages returns the languages that there are words for, built in or in
// files (the user's templates, which may be nil), sorted: ar, de, en, ….
func Languages(files fs.FS) []string {
	all, err := builtIn()
	if err != nil {
		return nil
	}
	list := slices.Collect(maps.Keys(all))
	if files != nil {
		names, _ := fs.Glob(files, "words/*.json")
		for _, name := range names {
			list = append(list, languageOfFile(name))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// FindLanguage returns which of the Languages a transcript in lang speaks: he
// for he-IL, HE or iw. It reports false, with English, where lang has no words
// or is no BCP 47 tag.
func FindLanguage(files fs.FS, lang string) (string, bool) {
	if base := baseLanguage(lang); slices.Contains(Languages(files), base) {
		return base, true
	}
	return "en", false
}

// builtIn parses the words that the program carries, by language, once: it is
// asked for them at every ticket.
var builtIn = sync.OnceValues(func() (map[string]map[string]string, error) {
	names, err := fs.Glob(templates.Files(), "words/*.json")
	if err != nil {
		return nil, err
	}
	all := make(map[string]map[string]string, len(names))
	for _, name := range names {
		data, err := fs.ReadFile(templates.Files(), name)
		if err != nil {
			return nil, fmt.Errorf("read words: %w", err)
		}
		var texts map[string]string
		if err := json.Unmarshal(data, &texts); err != nil {
			return nil, fmt.Errorf("read words: %s: %w", name, err)
		}
		all[languageOfFile(name)] = texts
	}
	return all, nil
})

func languageOfFile(name string) string { return strings.TrimSuffix(path.Base(name), ".json") }

// readWords returns the user's words of a language, nil when there are none.
func readWords(files fs.FS, lang string) (map[string]string, error) {
	if files == nil {
		return nil, nil
	}
	if set, ok := files.(*templateSet); ok && set.words != nil {
		return set.words[lang], nil
	}
	name := path.Join("words", lang+".json")
	data, err := fs.ReadFile(files, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("read words: %w", err)
	}
	parsed, err := parseWords(name, data)
	if err != nil {
		return nil, err
	}
	return parsed.texts, parsed.check(language.Make(lang))
}
