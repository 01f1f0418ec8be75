package retention

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassix-archiver/archiver/redact"
)

func TestParseRedact(t *testing.T) {
	const head = "version: 1\ndefault: {retain: 7y}\nredact:\n"
	p, err := Parse("p.yaml", []byte(head+"  detectors: [card, il_id]\n  patterns:\n    - {name: order, pattern: 'ORD-\\d{6}', keep_last: 3}\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := redact.Options{Detectors: []string{"card", "il_id"}, Patterns: []redact.Pattern{{Name: "order", Expr: `ORD-\d{6}`, KeepLast: 3}}}
	if diff := cmp.Diff(want, p.Redact); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for text, want := range map[string]string{
		"  {}":                                                       "p.yaml:4:3: redact removes nothing",
		"  detectors: [cards]":                                       `p.yaml:4:15: unknown detector "cards"`,
		"  detectors: [card,card]":                                   "p.yaml:4:20: is listed twice",
		"  pattern: x":                                               `p.yaml:4:3: unknown key "pattern"`,
		"  patterns: [{name: a, pattern: 'x*'}]":                     "p.yaml:4:33: matches the empty text",
		"  patterns: [{name: a, pattern: '[x'}]":                     "p.yaml:4:33: missing closing ]",
		"  patterns: [{name: a b, pattern: x}]":                      `p.yaml:4:21: "a b" cannot be a name`,
		"  patterns: [{name: a, pattern: x, keep_last: 9}]":          "p.yaml:4:47: 9 characters cannot be kept",
		"  patterns: [{name: a, pattern: x, keep_last: all}]":        "p.yaml:4:47: ",
		"  patterns: [{pattern: x}]":                                 "p.yaml:4:14: name is missing",
		"  patterns: [{name: a, pattern: x}, {name: a, pattern: y}]": "p.yaml:4:44: there is already a pattern with this name",
		"  patterns: [{name: a, pattern: x, keep-last: 1}]":          `p.yaml:4:36: unknown key "keep-last"`,
	} {
		_, err := Parse("p.yaml", []byte(head+text+"\n"))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
