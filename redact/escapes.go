package redact

import (
	"bytes"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// escapeSigns begin an escape.
const escapeSigns = `%\&`

// unescape undoes the escapes of addresses (%40), of JSON (\u0040, \n) and of
// HTML (&#64;) once, and reports whether there were any. What they stand for
// is read as the characters, wherever they are: to find too much in a text
// about escapes is better than to miss what one hides.
func (t *reading) unescape() bool {
	if !bytes.ContainsAny(t.text, escapeSigns) {
		return false
	}
	out := reading{text: make([]byte, 0, len(t.text)), from: make([]int, 0, len(t.text)), to: make([]int, 0, len(t.text))}
	found := false
	for i := 0; i < len(t.text); {
		is, n := escaped(t.text[i:])
		if n == 0 {
			out.add(t.from[i], t.to[i], t.text[i])
			i++
			continue
		}
		out.add(t.from[i], t.to[i+n-1], is...)
		i, found = i+n, true
	}
	t.text, t.from, t.to = out.text, out.from, out.to
	return found
}

// escaped returns the character that a text begins with an escape of, and the
// escape's length; 0 where there is none.
func escaped(text []byte) ([]byte, int) {
	switch {
	case text[0] == '%':
		return percent(text)
	case text[0] == '\\' && len(text) > 1:
		return backslash(text)
	case text[0] == '&' && len(text) > 3:
		return entity(text)
	}
	return nil, 0
}

// percent reads one character of UTF-8, of one to four escapes.
func percent(text []byte) ([]byte, int) {
	var is []byte
	for i := 0; i+2 < len(text) && text[i] == '%' && len(is) < utf8.UTFMax; i += 3 {
		c, err := strconv.ParseUint(string(text[i+1:i+3]), 16, 8)
		if err != nil {
			break
		}
		if is = append(is, byte(c)); utf8.FullRune(is) {
			break
		}
	}
	if r, n := utf8.DecodeRune(is); r == utf8.RuneError || n != len(is) {
		return nil, 0
	}
	return is, 3 * len(is)
}

func backslash(text []byte) ([]byte, int) {
	switch text[1] {
	case 'n', 'r':
		return []byte{'\n'}, 2
	case 't':
		return []byte{'\t'}, 2
	case '/', '"', '\\':
		return text[1:2], 2
	case 'u':
		if len(text) >= 6 {
			if r, err := strconv.ParseUint(string(text[2:6]), 16, 16); err == nil {
				return character(rune(r)), 6
			}
		}
	}
	return nil, 0
}

const longestEntity = len("&#x10ffff;")

var named = map[string]string{"&commat;": "@", "&period;": ".", "&nbsp;": " ", "&shy;": "", "&zwnj;": "", "&zwj;": "", "&lrm;": "", "&rlm;": "", "&hyphen;": "-", "&amp;": "&"}

func entity(text []byte) ([]byte, int) {
	end := bytes.IndexByte(text[:min(len(text), longestEntity)], ';')
	if end < 3 {
		return nil, 0
	}
	if is, known := named[string(text[:end+1])]; known {
		return []byte(is), end + 1
	}
	if text[1] != '#' {
		return nil, 0
	}
	digits, base := text[2:end], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	r, err := strconv.ParseUint(string(digits), base, 21)
	if err != nil || r > unicode.MaxRune {
		return nil, 0
	}
	return character(rune(r)), end + 1
}

// character is UTF-8, also of half a surrogate, which is nothing to be seen.
func character(r rune) []byte { return utf8.AppendRune(nil, r) }
