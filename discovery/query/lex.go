package query

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

type kind int

const (
	end kind = iota
	word
	open
	shut
	and
	or
	not
)

// lexeme is a piece of a query as it was typed.
type lexeme struct {
	kind   kind
	at     int    // in bytes
	text   string // of a word or phrase, without what marks it
	quoted bool
	exact  bool // with = before it
	prefix bool // with * behind it
}

// quotes open and close phrases.
const quotes = "\"“”„‟«»"

type lexer struct {
	query string
	at    int
}

func (l *lexer) fail(at int, help, format string, args ...any) error {
	return &Error{Query: l.query, Pos: at, What: fmt.Sprintf(format, args...), Help: help}
}

func (l *lexer) peek() (rune, int) {
	if l.at == len(l.query) {
		return -1, 0
	}
	return utf8.DecodeRuneInString(l.query[l.at:])
}

func (l *lexer) next() (lexeme, error) {
	r, size := l.peek()
	for r >= 0 && (unicode.IsSpace(r) || scriptOf(r) == joined) {
		l.at += size
		r, size = l.peek()
	}
	x := lexeme{at: l.at}
	switch {
	case r < 0:
		return x, nil
	case r == '(' || r == ')':
		l.at += size
		if x.kind = open; r == ')' {
			x.kind = shut
		}
		return x, nil
	}
	x.kind = word
	if r == '=' {
		x.exact = true
		l.at += size
		r, size = l.peek()
	}
	if strings.ContainsRune(quotes, r) && r >= 0 {
		l.at += size
		return l.phrase(x)
	}
	return l.word(x)
}

// phrase reads on to the closing quotation mark.
func (l *lexer) phrase(x lexeme) (lexeme, error) {
	x.quoted = true
	for start := l.at; ; {
		r, size := l.peek()
		if r < 0 {
			return x, l.fail(x.at, "add a quotation mark where the phrase ends", "a phrase begins here and does not end")
		}
		if strings.ContainsRune(quotes, r) && !quotesHebrew(l.query, l.at, r, size) {
			x.text = l.query[start:l.at]
			l.at += size
			return l.star(x)
		}
		l.at += size
	}
}

// word reads on to a space, a parenthesis or a quotation mark.
func (l *lexer) word(x lexeme) (lexeme, error) {
	start := l.at
	for {
		r, size := l.peek()
		if r < 0 || unicode.IsSpace(r) || r == '(' || r == ')' || r == '*' || strings.ContainsRune(quotes, r) && !quotesHebrew(l.query, l.at, r, size) {
			break
		}
		l.at += size
	}
	x.text = l.query[start:l.at]
	if op, ok := map[string]kind{"AND": and, "OR": or, "NOT": not}[x.text]; ok && !x.exact {
		x.kind = op
		return x, nil
	}
	if strings.HasPrefix(x.text, "-") && len(x.text) > 1 {
		return x, l.fail(x.at, "write NOT "+x.text[1:]+" to leave out what has it, or \""+x.text+"\" to look for it", "a word begins with -")
	}
	if strings.HasPrefix(x.text, "+") {
		l.telephone(start)
		x.text = l.query[start:l.at]
	}
	return l.star(x)
}

// group is a further one of a number's digits, after what parts it from the last.
var group = regexp.MustCompile(`^[ .-]{0,2}(?:\([0-9]+\)|[0-9]+)`)

// telephone reads on to the end of a number that begins with its country, such as
// +972 50 123 4567: spaces do not make words of its groups.
func (l *lexer) telephone(start int) {
	for at := l.at; ; {
		n := len(group.FindString(l.query[at:]))
		if n == 0 {
			return
		}
		at += n
		after, _ := utf8.DecodeRuneInString(l.query[at:])
		ends := at == len(l.query) || unicode.IsSpace(after) || after == ')' || after == '*'
		if digits := countDigits(l.query[start:at]); ends && digits >= minPhone && digits <= maxJoined {
			l.at = at
		}
	}
}

func countDigits(s string) (n int) {
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

// star reads the mark of a prefix, which ends a word or phrase.
func (l *lexer) star(x lexeme) (lexeme, error) {
	if r, size := l.peek(); r == '*' {
		x.prefix = true
		at := l.at
		l.at += size
		if after, _ := l.peek(); after >= 0 && !unicode.IsSpace(after) && after != ')' {
			return x, l.fail(at, "write the beginning of a word, followed by *: refund*", "* is inside a word")
		}
	}
	return x, nil
}
