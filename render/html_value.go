package render

import (
	"html/template"
	"strings"
)

// valueHTML writes a recorded value. JSON reads from left to right whatever
// its words are.
func valueHTML(value string) template.HTML {
	if json := bare(value); isJSON(json) {
		return `<bdi dir="ltr">` + jsonHTML(json) + "</bdi>"
	}
	var w bodyWriter
	w.text(value)
	return template.HTML(w.out)
}

// jsonHTML writes JSON with each of its strings in an element of its own, lest
// a Hebrew name and its Hebrew value change places. The text stays as it is,
// so that it is found and copied.
func jsonHTML(json string) template.HTML {
	var w bodyWriter
	if !strings.ContainsFunc(json, func(r rune) bool { return r >= 0x590 }) {
		w.text(json)
		return template.HTML(w.out)
	}
	for len(json) > 0 {
		start := strings.IndexByte(json, '"') + 1
		if start == 0 {
			break
		}
		end := start + stringEnd(json[start:])
		w.text(json[:start])
		w.raw("<bdi>")
		w.text(json[start:end])
		w.raw("</bdi>")
		if json = json[end:]; json != "" {
			w.text(json[:1]) // the quote that ends the string
			json = json[1:]
		}
	}
	w.text(json)
	return template.HTML(w.out)
}

// stringEnd finds the quote that ends a JSON string, or the text's end.
func stringEnd(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(s)
}
