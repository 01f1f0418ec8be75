package render

import (
	"bytes"
	"errors"
	"fmt"
)

// checkStyle reports what would make a browser drop the rest of a style sheet
// or end it too early: a comment, a string or a bracket that is never closed,
// a bracket that was never opened. It begins with the line. What a rule says
// is not looked at: a browser passes over what it does not know.
func checkStyle(css []byte) error {
	if at := bytes.Index(bytes.ToLower(css), []byte("</style")); at >= 0 {
		return fmt.Errorf(`%d: holds "</style", which would end the style sheet`, lineAt(css, at))
	}
	var open []int // where the brackets stand that are open
	for i := 0; i < len(css); i++ {
		switch c := css[i]; c {
		case '\\':
			i++
		case '"', '\'', '/':
			n, err := skipStyle(css[i:])
			if err != nil {
				return fmt.Errorf("%d: %w", lineAt(css, i), err)
			}
			i += n
		case '{', '(', '[':
			open = append(open, i)
		case '}', ')', ']':
			if len(open) == 0 || closing[css[open[len(open)-1]]] != c {
				return fmt.Errorf("%d: unexpected %q", lineAt(css, i), string(c))
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		at := open[len(open)-1]
		return fmt.Errorf("%d: %q is never closed", lineAt(css, at), string(css[at]))
	}
	return nil
}

var closing = map[byte]byte{'{': '}', '(': ')', '[': ']'}

// skipStyle returns how far the end of the string or comment that css begins
// with is away.
func skipStyle(css []byte) (int, error) {
	if css[0] == '/' {
		if !bytes.HasPrefix(css, []byte("/*")) {
			return 0, nil
		}
		end := bytes.Index(css[2:], []byte("*/"))
		if end < 0 {
			return 0, errors.New("the comment is never closed")
		}
		return end + 3, nil
	}
	for i := 1; i < len(css); i++ {
		switch css[i] {
		case '\\':
			i++
		case css[0]:
			return i, nil
		case '\n':
			return 0, errors.New("the string is not closed on its line")
		}
	}
	return 0, errors.New("the string is never closed")
}
