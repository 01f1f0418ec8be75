package typeset

import (
	"strings"

	"github.com/go-text/typesetting/language"
)

// language is the language of a run (BCP 47), as far as its script tells it,
// or "" if it fits that of the context. Han characters in a paragraph with kana
// are Japanese.
func (r *run) language(context string, kana bool) string {
	if kana && r.script == language.Han {
		if primary, _, _ := strings.Cut(context, "-"); strings.EqualFold(primary, "ja") {
			return ""
		}
		return "ja"
	}
	if neutral(r.script) || r.script == language.Unknown || writtenIn(context, r.script) {
		return ""
	}
	return scriptLanguage(r.script)
}

// scriptLanguage is the language of text of which only the script is known:
// the one that has it for itself, or as most text in it does. For Latin,
// Cyrillic and others that many languages share it is undetermined.
func scriptLanguage(s language.Script) string {
	switch s {
	case language.Hebrew:
		return "he"
	case language.Arabic:
		return "ar"
	case language.Greek:
		return "el"
	case language.Thai:
		return "th"
	case language.Devanagari:
		return "hi"
	case language.Ethiopic:
		return "am"
	case language.Armenian:
		return "hy"
	case language.Georgian:
		return "ka"
	case language.Tamil:
		return "ta"
	case language.Bengali:
		return "bn"
	case language.Hangul:
		return "ko"
	case language.Hiragana, language.Katakana:
		return "ja"
	case language.Bopomofo:
		return "zh"
	}
	tag := s.String()
	return "und-" + strings.ToUpper(tag[:1]) + tag[1:]
}

// writtenIn tells whether a language is written in a script. One that says
// its script (sr-Latn) is taken at its word; a language not named here is
// written in Latin.
func writtenIn(tag string, s language.Script) bool {
	primary, rest, _ := strings.Cut(tag, "-")
	if subtag, _, _ := strings.Cut(rest, "-"); len(subtag) == 4 {
		if named, err := language.ParseScript(subtag); err == nil && isScript(named) {
			return named == s
		}
	}
	switch strings.ToLower(primary) {
	case "he", "iw", "yi":
		return s == language.Hebrew
	case "ar", "fa", "ur", "ps", "ug", "sd", "ckb":
		return s == language.Arabic
	case "ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg", "tt":
		return s == language.Cyrillic
	case "el":
		return s == language.Greek
	case "th":
		return s == language.Thai
	case "hi", "mr", "ne", "sa":
		return s == language.Devanagari
	case "am", "ti":
		return s == language.Ethiopic
	case "hy":
		return s == language.Armenian
	case "ka":
		return s == language.Georgian
	case "ta":
		return s == language.Tamil
	case "bn", "as":
		return s == language.Bengali
	case "ja":
		return s == language.Han || s == language.Hiragana || s == language.Katakana
	case "ko":
		return s == language.Hangul || s == language.Han
	case "zh", "yue":
		return s == language.Han || s == language.Bopomofo
	}
	return primary != "" && primary != "und" && s == language.Latin
}

// isScript tells scripts from the codes that stand for several (Jpan, Hans).
func isScript(s language.Script) bool {
	switch s {
	case language.Latin, language.Cyrillic, language.Arabic, language.Hebrew, language.Greek, language.Devanagari, language.Thai,
		language.Ethiopic, language.Armenian, language.Georgian, language.Tamil, language.Bengali:
		return true
	}
	return false
}
