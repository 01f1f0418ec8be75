package render

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/glassix-archiver/archiver/redact"
)

// RuleName is what a rule of redaction is called: a built-in one in the
// transcript's language, a user's own by its name.
func (t *Transcript) RuleName(rule string) string {
	if name := t.words.find("redacted." + rule); name != "" && slices.Contains(redact.Detectors(), rule) {
		return name
	}
	return rule
}

// RedactedText says what was looked for to be taken out; nothing where that is
// nothing.
func (t *Transcript) RedactedText() string {
	if t.Redaction == nil || len(t.Redaction.Rules) == 0 {
		return ""
	}
	var names []string
	for _, rule := range t.Redaction.Rules {
		names = append(names, t.RuleName(rule))
	}
	return t.Say("page.redacted", strings.Join(names, t.Say("list.separator")))
}

// words stand in the place of what was found.
func (x *redaction) words(f redact.Span) string {
	label := x.t.RuleName(f.Rule)
	if f.Shown != "" {
		label += " …" + f.Shown
	}
	return x.t.Say("redacted.mark", label)
}

// structured reports whether a text is an object or a list of JSON.
func structured(text string) bool {
	text = strings.TrimSpace(text)
	return text != "" && (text[0] == '{' || text[0] == '[') && json.Valid([]byte(text))
}

// bareValue reports whether a span of a JSON text stands between no quotes.
func bareValue(text string, f redact.Span) bool {
	before, after := strings.TrimRight(text[:f.Start], " \t\r\n"), strings.TrimLeft(text[f.End:], " \t\r\n")
	return (before == "" || strings.ContainsRune(":[,", rune(before[len(before)-1]))) && (after == "" || strings.ContainsRune(",]}", rune(after[0])))
}
