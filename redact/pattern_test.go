package redact

import (
	"errors"
	"strings"
	"testing"
)

func TestPatterns(t *testing.T) {
	r := all(t, Pattern{Name: "order", Expr: `ORD-[0-9]{6}`, KeepLast: 3}, Pattern{Name: "מספר-לקוח", Expr: `לקוח \d{5}`}, Pattern{Name: "mixed", Expr: `Zz٣`})
	for text, want := range map[string]string{
		"see ORD-123456, please":    "see [redacted: order …456], please",
		"see ORD-１２\u200b３456":      "see [redacted: order …456]", // in the plain form
		"לקוח 12345":                "[redacted: מספר-לקוח]",
		"Zz٣":                       "[redacted: mixed]", // as it is written, though a plain form has 3
		"ord-123456":                "ord-123456",
		"ORD-123456 ORD-654321":     "[redacted: order …456] [redacted: order …321]",
		"mail ORD-123456@x.example": "mail [redacted: email]",
	} {
		if got := r.Text(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// No more than half of what is found is left to be seen.
func TestKeepLast(t *testing.T) {
	r := all(t, Pattern{Name: "pin", Expr: `PIN\d{1,8}`, KeepLast: 8})
	if got, want := r.Text("PIN1234"), "[redacted: pin …234]"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestRefused(t *testing.T) {
	for _, test := range []struct {
		pattern Pattern
		want    string
		is      error
	}{
		{Pattern{Name: "a", Expr: `a*`}, "matches the empty text", nil},
		{Pattern{Name: "a", Expr: `\b`}, "matches the empty text", nil},
		{Pattern{Name: "a", Expr: `x|`}, "matches the empty text", nil},
		{Pattern{Name: "a", Expr: `(?:x{0,2}$)`}, "matches the empty text", nil},
		{Pattern{Name: "a", Expr: `[a`}, "missing closing ]", nil},
		{Pattern{Name: "a", Expr: `(?=x)`}, "invalid or unsupported Perl syntax", nil},
		{Pattern{Name: "a", Expr: ``}, "1 to 1000 characters", nil},
		{Pattern{Name: "a", Expr: strings.Repeat("a", 1001)}, "1 to 1000 characters", nil},
		{Pattern{Name: "", Expr: `x`}, "cannot be a name", ErrName},
		{Pattern{Name: "1a", Expr: `x`}, "cannot be a name", ErrName},
		{Pattern{Name: "a b", Expr: `x`}, "cannot be a name", ErrName},
		{Pattern{Name: "a\u202eb", Expr: `x`}, "cannot be a name", ErrName},
		{Pattern{Name: "card", Expr: `x`}, "the built-in detector is called so", ErrName},
		{Pattern{Name: "id123456782", Expr: `x`}, "at most 3 of them digits", ErrName},
		{Pattern{Name: "a", Expr: `x`, KeepLast: 9}, "a number from 0 to 8", ErrKeep},
		{Pattern{Name: "a", Expr: `x`, KeepLast: -1}, "a number from 0 to 8", ErrKeep},
	} {
		err := test.pattern.Check()
		if err == nil || !strings.Contains(err.Error(), test.want) || test.is != nil && !errors.Is(err, test.is) {
			t.Errorf("%+v: %v, want %q", test.pattern, err, test.want)
		}
	}
	for _, o := range []Options{{Detectors: []string{"x"}}, {Detectors: []string{Card, Card}}, {Patterns: []Pattern{{Name: "a", Expr: "x"}, {Name: "a", Expr: "y"}}}} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v is taken", o)
		}
	}
}
