package query

import (
	"errors"
	"strings"
	"testing"
)

// What is wrong with a query is said, where it is, and what to write instead.
func TestErrors(t *testing.T) {
	for _, c := range []struct {
		text string
		pos  int
		what string
	}{
		{"(a", 0, "opens here"},
		{"a)", 1, "closes here"},
		{"()", 1, ") is where"},
		{"a OR", 4, "it ends where"},
		{"OR a", 0, "OR is where"},
		{"a AND OR b", 6, "OR is where"},
		{"NOT", 3, "it ends where"},
		{`x "abc`, 2, "does not end"},
		{`""`, 0, "no word in"},
		{"a & b", 2, "no word in"},
		{"a || b", 2, "no word in"},
		{"-refund", 0, "begins with -"},
		{"re*fund", 2, "inside a word"},
		{"**", 0, "inside a word"},
		{"a*", 0, "too short"},
		{"*", 0, "no word in"},
		{"=", 0, "no word in"},
		{"a \xff", 2, "not UTF-8"},
		{strings.Repeat("(", 30) + "a", 20, "nested"},
		{strings.Repeat("a ", 101), 200, "more than 100"},
		{strings.Repeat("a", 5000), 4096, "more than 4096"},
		{`"` + strings.Repeat("a ", 61) + `"`, 0, "more than 60"},
	} {
		_, err := Parse(c.text)
		bad, ok := errors.AsType[*Error](err)
		if !ok || bad.Pos != c.pos || !strings.Contains(bad.What, c.what) {
			t.Errorf("%.40q: %v at %d, want %q at %d", c.text, err, pos(bad), c.what, c.pos)
		}
	}
}

func pos(e *Error) int {
	if e == nil {
		return -1
	}
	return e.Pos
}

// The caret stands below what is wrong.
func TestCaret(t *testing.T) {
	for text, want := range map[string]string{
		"a OR (b":       "       ^",
		"שָׁלוֹם (b":    "       ^",
		"热水 (b":         "       ^",
		"a\tb (c":       "      ^",
		"a\u202eb \"xx": "     ^",
	} {
		_, err := Parse(text)
		bad, ok := errors.AsType[*Error](err)
		if !ok {
			t.Fatalf("%q: %v", text, err)
		}
		if got := bad.Caret(); got[1] != want || strings.ContainsAny(got[0], "\t\u202e") {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestEmptyQueryMeetsEverything(t *testing.T) {
	for _, text := range []string{"", "  ", "\u200f"} {
		q, err := Parse(text)
		if err != nil || !q.Empty() || !(Search{Query: q}).Match(&Document{}) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if !(Search{}).Match(&Document{}) {
		t.Error("no query at all")
	}
}
