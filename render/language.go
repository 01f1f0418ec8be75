package render

import (
	"unicode"

	"golang.org/x/text/language"

	"github.com/glassix-archiver/archiver/ticket"
)

// scripts maps a script to the language that its letters tell, or to an
// undetermined language of that script where they tell several.
var scripts = []struct {
	table *unicode.RangeTable
	code  string // ISO 15924
	lang  string
}{
	{unicode.Latin, "Latn", "und-Latn"},
	{unicode.Hebrew, "Hebr", "he"},
	{unicode.Arabic, "Arab", "ar"},
	{unicode.Cyrillic, "Cyrl", "und-Cyrl"},
	{unicode.Greek, "Grek", "el"},
	{unicode.Thai, "Thai", "th"},
	{unicode.Devanagari, "Deva", "hi"},
	{unicode.Hangul, "Kore", "ko"},
	{unicode.Hiragana, "Jpan", "ja"},
	{unicode.Katakana, "Jpan", "ja"},
	{unicode.Han, "Hani", "zh"},
}

// languageOf guesses a text's language from the script of most of its
// letters, and from the ticket's culture where that is of the same script.
func languageOf(text string, culture ticket.Text) string {
	var counts [scriptCount]int
	seen := 0
	for _, r := range text {
		if r < 'A' || !unicode.IsLetter(r) {
			continue
		}
		for i := range scripts {
			if unicode.Is(scripts[i].table, r) {
				counts[i]++
				break
			}
		}
		if seen++; seen == 2000 {
			break
		}
	}
	best := -1
	for i, n := range counts {
		if n > 0 && (best < 0 || n > counts[best]) {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	kana := counts[8] + counts[9]
	if scripts[best].code == "Hani" && kana > 0 {
		best = 8
	}
	if base, ok := cultureOf(culture, scripts[best].code); ok {
		return base
	}
	return scripts[best].lang
}

const scriptCount = 11 // of scripts

func cultureOf(culture ticket.Text, script string) (string, bool) {
	tag, err := language.Parse(string(culture))
	if err != nil || culture == "" {
		return "", false
	}
	own, _ := tag.Script()
	code := own.String()
	if script == "Hani" && (code == "Hans" || code == "Hant" || code == "Jpan") {
		code = "Hani"
	}
	base, _ := tag.Base()
	return base.String(), code == script
}
