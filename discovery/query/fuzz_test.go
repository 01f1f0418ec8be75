package query

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// Whatever is typed is a query or an Error with a place in it, and what goes to
// the index has nothing in it that its language could take for more than a word.
func FuzzParse(f *testing.F) {
	for _, c := range conformance {
		for _, text := range append(c.finds, c.not...) {
			f.Add(text, c.text)
		}
	}
	for _, text := range []string{`"a' OR 1=1 --`, `{words}: x`, `a NEAR(b c, 2)`, `^a + b`, "a\x00b*", `=("x"*`, "\u200f(\u202e)"} {
		f.Add(text, text)
	}
	quoted := regexp.MustCompile(`"([a-z0-9 ]|[^\x00-\x7f])*"`)
	left := regexp.MustCompile(`^(\{words people\}|facts|people|AND|OR|NOT|[:() *])*$`)
	f.Fuzz(func(t *testing.T, text, said string) {
		q, err := Parse(text)
		if err != nil {
			bad, ok := errors.AsType[*Error](err)
			if !ok || bad.Pos < 0 || bad.Pos > len(text) || bad.What == "" {
				t.Fatalf("%q: %v", text, err)
			}
			if lines := bad.Caret(); strings.ContainsAny(strings.Join(lines, ""), "\n\r\x1b") {
				t.Fatalf("%q: %q", text, lines)
			}
			return
		}
		s := Search{Query: q, Filters: Filters{Tags: []string{said}, Participants: []string{said}}}
		e, err := s.Expression(nil)
		if err != nil || !left.MatchString(quoted.ReplaceAllString(e, "")) {
			t.Fatalf("%q: %s, %v", text, e, err)
		}
		if rule, err := ParseRule(s.Rule()); s.Check() == nil && (err != nil || rule.Rule() != s.Rule()) {
			t.Fatalf("%q: the rule %s comes back as %s, %v", text, s.Rule(), rule.Rule(), err)
		}
		s.Filters = Filters{}
		d := &Document{Segments: []Segment{{Kind: Message, Text: said}, {Kind: Participant, Text: text}}}
		if marks := s.Marks(d); len(marks) == 0 && s.Match(d) && !q.Empty() && !strings.Contains(text, "NOT") {
			t.Fatalf("%q matches %q and marks nothing", text, said)
		}
		again, err := Parse(q.String())
		if err != nil || (Search{Query: again}).Match(d) != s.Match(d) {
			t.Fatalf("%q is another query the second time", text)
		}
	})
}

// Tokens stand in order within the text, and are of small letters, digits and
// letters of other scripts.
func FuzzTokens(f *testing.F) {
	for _, c := range conformance {
		f.Add(c.text)
	}
	for _, text := range []string{"\xff\xfea", "a\u0301\u0301", "ﷺ ½ ⅷ ㎏ ㈱", "\ue000\ue001123", strings.Repeat("x", 300), "й И\u0306", "1+2 +", "+", "050-123-4567 8 9 10 11 12 13"} {
		f.Add(text)
	}
	plain := regexp.MustCompile(`^([a-z0-9]|[^\x00-\x7f])+$`)
	f.Fuzz(func(t *testing.T, text string) {
		tokens := Tokens(text)
		last := 0
		for _, token := range tokens {
			if token.Start < last || token.End <= token.Start || token.End > len(text) || !plain.MatchString(token.Text) || strings.ContainsAny(token.Text, apart+wholeMark+phoneMark) || !utf8.ValidString(token.Text) {
				t.Fatalf("%q: %+v", text, token)
			}
			last = token.Start
		}
		for _, n := range numbers(text, tokens) {
			if n.Start < 0 || n.End > len(text) || n.Start >= n.End {
				t.Fatalf("%q: %+v", text, n)
			}
		}
		if strings.TrimSpace(text) == "" || len(tokens) == 0 {
			return
		}
		// a text is found by itself
		d := &Document{Segments: []Segment{{Kind: Message, Text: text}}}
		found := newTerm(text, false)
		words, _ := d.columns()
		if !newPlaces(words).has(found) {
			t.Fatalf("%q does not find itself: %q", text, words)
		}
	})
}
