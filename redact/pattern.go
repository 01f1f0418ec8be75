package redact

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Pattern is a rule of the user's own.
type Pattern struct {
	Name     string // shown in the place of what is found: a letter, then letters, digits, "-" and "_"
	Expr     string // a regular expression of RE2
	KeepLast int    // how many of the last letters and digits of what is found are left to be seen
}

// Limits of what a user writes.
const (
	maxName = 40
	maxExpr = 1000
	maxKept = 8
)

// ErrName and ErrKeep tell which part of a pattern is refused; any other
// refusal is of its expression.
var (
	ErrName = errors.New("cannot be a name")
	ErrKeep = errors.New("cannot be kept")
)

type compiled struct {
	Pattern
	expr *regexp.Regexp
}

// Check tells what is wrong with a pattern: its name, an expression that is
// none, or one that could match where there is nothing.
func (p Pattern) Check() error {
	_, err := p.compile()
	return err
}

func (p Pattern) compile() (compiled, error) {
	if err := checkName(p.Name); err != nil {
		return compiled{}, err
	}
	if p.KeepLast < 0 || p.KeepLast > maxKept {
		return compiled{}, fmt.Errorf("%d characters %w: it is a number from 0 to %d", p.KeepLast, ErrKeep, maxKept)
	}
	if p.Expr == "" || utf8.RuneCountInString(p.Expr) > maxExpr {
		return compiled{}, fmt.Errorf("an expression has 1 to %d characters", maxExpr)
	}
	parsed, err := syntax.Parse(p.Expr, syntax.Perl)
	if err != nil {
		return compiled{}, errors.New(strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	if empty(parsed) {
		return compiled{}, errors.New("matches the empty text, and so would match everywhere")
	}
	expr, err := regexp.Compile(p.Expr)
	if err != nil {
		return compiled{}, errors.New(strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	return compiled{p, expr}, nil
}

func checkName(name string) error {
	digits := 0
	for i, r := range name {
		if unicode.IsDigit(r) {
			digits++
		}
		if !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r) && r != '-' && r != '_') {
			return fmt.Errorf("%q %w: it is a letter, then letters, digits, - and _", name, ErrName)
		}
	}
	if slices.Contains(Detectors(), name) {
		return fmt.Errorf("%q %w: the built-in detector is called so", name, ErrName)
	}
	if n := utf8.RuneCountInString(name); n == 0 || n > maxName || digits > 3 || !utf8.ValidString(name) {
		return fmt.Errorf("%q %w: it has 1 to %d characters, at most 3 of them digits", name, ErrName, maxName)
	}
	return nil
}

// empty reports whether an expression could match no character.
func empty(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpNoMatch, syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return false
	case syntax.OpLiteral:
		return len(re.Rune) == 0
	case syntax.OpCapture, syntax.OpPlus:
		return empty(re.Sub[0])
	case syntax.OpRepeat:
		return re.Min == 0 || empty(re.Sub[0])
	case syntax.OpConcat:
		return !slices.ContainsFunc(re.Sub, func(s *syntax.Regexp) bool { return !empty(s) })
	case syntax.OpAlternate:
		return slices.ContainsFunc(re.Sub, empty)
	}
	return true // what looks around, and what may be repeated no times
}

// findPatterns looks for what the user's patterns match: in the text as it
// is, and in its plain form.
func (r *Redactor) findPatterns(t *reading, pieces []string) (found []Span) {
	raw := strings.Join(pieces, "")
	for _, p := range r.patterns {
		for _, at := range p.expr.FindAllStringIndex(raw, -1) {
			if at[0] < at[1] {
				found = append(found, Span{at[0], at[1], p.Name, lastOfText(raw[at[0]:at[1]], p.KeepLast)})
			}
		}
		if t.from == nil {
			continue
		}
		for _, at := range p.expr.FindAllIndex(t.text, -1) {
			if at[0] < at[1] {
				s := t.span(p.Name, at[0], at[1])
				s.Shown = lastOfText(string(t.text[at[0]:at[1]]), p.KeepLast)
				found = append(found, s)
			}
		}
	}
	return found
}

// lastOfText are the last letters and digits of a text, but never more than
// half of them.
func lastOfText(text string, n int) string {
	var all []rune
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			all = append(all, r)
		}
	}
	n = min(n, len(all)/2)
	return string(all[len(all)-n:])
}
