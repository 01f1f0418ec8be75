package pdfread

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// The values of a PDF. Numbers are float64, strings text, and null is nil.
type (
	name  string
	text  []byte
	dict  map[name]any
	array []any
	ref   struct{ number, generation int }
	word  string // an operator, or a delimiter
)

// stream is a dictionary whose bytes begin at an offset of the file.
type stream struct {
	dict
	at int64
}

const (
	maxDepth  = 50
	maxToken  = 1 << 20
	maxValues = 2 << 20 // within one array or dictionary
)

var errTooLarge = errors.New("something in it is larger than this check reads")

// lexer reads values one after the other.
type lexer struct {
	r     *bufio.Reader
	n     int64  // bytes read
	token []byte // the last one, whose room the next one takes
}

func (l *lexer) byte() (byte, error) {
	c, err := l.r.ReadByte()
	if err == nil {
		l.n++
	}
	return c, err
}

func (l *lexer) back() {
	if l.r.UnreadByte() == nil {
		l.n--
	}
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

// start skips white space and comments.
func (l *lexer) start() (byte, error) {
	for {
		c, err := l.byte()
		if err != nil {
			return 0, err
		}
		if c == '%' {
			for c != '\n' && c != '\r' {
				if c, err = l.byte(); err != nil {
					return 0, err
				}
			}
		}
		if !isSpace(c) {
			return c, nil
		}
	}
}

// value reads the next value, or a word.
func (l *lexer) value(depth int) (any, error) {
	c, err := l.start()
	if err != nil {
		return nil, err
	}
	if depth > maxDepth {
		return nil, errTooLarge
	}
	switch c {
	case '/':
		return l.name()
	case '(':
		return l.literal()
	case '[':
		return l.sequence("]", depth+1)
	case '<':
		if c, err = l.byte(); err != nil {
			return nil, err
		}
		if c == '<' {
			return l.dictionary(depth + 1)
		}
		l.back()
		return l.hex()
	case '>':
		if c, err = l.byte(); err == nil && c == '>' {
			return word(">>"), nil
		}
		return nil, errors.New("a > that closes nothing")
	case ']', '{', '}', ')':
		return word(c), nil
	}
	return l.bare(c)
}

// bare reads a number or a word.
func (l *lexer) bare(c byte) (any, error) {
	token := append(l.token[:0], c)
	for {
		c, err := l.byte()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if isSpace(c) || isDelimiter(c) {
			l.back()
			break
		}
		if token = append(token, c); len(token) > maxToken {
			return nil, errTooLarge
		}
	}
	l.token = token
	if c := token[0]; c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.' {
		if f, err := strconv.ParseFloat(string(token), 64); err == nil {
			return f, nil
		}
	}
	switch string(token) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	case "null":
		return nil, nil
	}
	return word(token), nil
}

func (l *lexer) name() (any, error) {
	out := l.token[:0]
	for {
		c, err := l.byte()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if err != nil || isSpace(c) || isDelimiter(c) {
			if err == nil {
				l.back()
			}
			l.token = out
			return name(out), nil
		}
		if c == '#' {
			if two, err := l.r.Peek(2); err == nil && digit(two[0]) >= 0 && digit(two[1]) >= 0 {
				c = byte(digit(two[0])<<4 | digit(two[1]))
				l.byte()
				l.byte()
			}
		}
		if out = append(out, c); len(out) > maxToken {
			return nil, errTooLarge
		}
	}
}

func digit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// sequence reads values up to a closing word, and makes references of
// "n g R".
func (l *lexer) sequence(end word, depth int) (array, error) {
	list := array{}
	for {
		v, err := l.value(depth)
		if err != nil {
			return nil, noEOF(err)
		}
		if w, is := v.(word); is {
			switch {
			case w == end:
				return list, nil
			case w == "R" && len(list) >= 2:
				number, ok1 := list[len(list)-2].(float64)
				generation, ok2 := list[len(list)-1].(float64)
				if !ok1 || !ok2 {
					return nil, errors.New("a reference without its number")
				}
				list, v = list[:len(list)-2], ref{int(number), int(generation)}
			default:
				return nil, fmt.Errorf("%.20q within a value", string(w))
			}
		}
		if list = append(list, v); len(list) > maxValues {
			return nil, errTooLarge
		}
	}
}

func (l *lexer) dictionary(depth int) (any, error) {
	list, err := l.sequence(">>", depth)
	if err != nil {
		return nil, err
	}
	d := dict{}
	for i := 0; i+1 < len(list); i += 2 {
		key, ok := list[i].(name)
		if !ok {
			return nil, errors.New("a dictionary with a key that is not a name")
		}
		d[key] = list[i+1]
	}
	return d, nil
}

func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
