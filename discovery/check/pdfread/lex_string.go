package pdfread

import (
	"fmt"
)

// hex reads a string between < and >.
func (l *lexer) hex() (any, error) {
	var out text
	high := -1
	for {
		c, err := l.byte()
		if err != nil {
			return nil, err
		}
		if c == '>' {
			if high >= 0 {
				out = append(out, byte(high<<4))
			}
			return out, nil
		}
		d := digit(c)
		switch {
		case d < 0 && isSpace(c):
		case d < 0:
			return nil, fmt.Errorf("%q in a string of hexadecimal digits", c)
		case high < 0:
			high = d
		default:
			out, high = append(out, byte(high<<4|d)), -1
		}
		if len(out) > maxToken {
			return nil, errTooLarge
		}
	}
}

var escapes = map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}

// literal reads a string between parentheses.
func (l *lexer) literal() (any, error) {
	out := text{}
	for open := 1; ; {
		c, err := l.byte()
		if err != nil {
			return nil, err
		}
		switch c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return out, nil
			}
		case '\\':
			escaped, keep, err := l.escape()
			if err != nil {
				return nil, err
			}
			if !keep {
				continue
			}
			c = escaped
		}
		if out = append(out, c); len(out) > maxToken {
			return nil, errTooLarge
		}
	}
}

// escape reads what follows a backslash. A line end there is none in the string.
func (l *lexer) escape() (c byte, keep bool, err error) {
	if c, err = l.byte(); err != nil {
		return 0, false, err
	}
	switch {
	case c == '\r':
		if next, err := l.r.Peek(1); err == nil && next[0] == '\n' {
			l.byte()
		}
		return 0, false, nil
	case c == '\n':
		return 0, false, nil
	case c >= '0' && c <= '7':
		n := int(c - '0')
		for range 2 {
			next, err := l.r.Peek(1)
			if err != nil || next[0] < '0' || next[0] > '7' {
				break
			}
			n = n<<3 | int(next[0]-'0')
			l.byte()
		}
		return byte(n), true, nil
	}
	if meant, ok := escapes[c]; ok {
		return meant, true, nil
	}
	return c, true, nil
}
