package render

import (
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"github.com/glassix-archiver/archiver/render/body"
)

// Words are the texts of one language: labels, events said in words, names of
// days and months. What it lacks is said in English.
type Words struct {
	Language  string // BCP 47
	Direction body.Direction

	layers []layer // the one to ask first is first
}

// layer is a file of texts, in the language whose plural forms it has.
type layer struct {
	tag   language.Tag
	texts map[string]string
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
	for _, l := range w.layers {
		text := l.texts[key+"."+pluralForm(l.tag, n)]
		if text == "" {
			text = l.texts[key+".other"]
		}
		if text != "" {
			return fill(text, []string{strconv.Itoa(n)})
		}
	}
	return ""
}

func (w *Words) find(key string) string {
	for _, l := range w.layers {
		if text := l.texts[key]; text != "" {
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
