package redact

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxLocal  = 64 * utf8.UTFMax // bytes before the @ (RFC 5321 has 64 characters, RFC 6531 any letters)
	maxDomain = 255
)

// findEmails looks for mail addresses: RFC 5321's, with letters of any script
// (RFC 6531), and with a quoted part before the @.
func findEmails(t *reading, add func(rule string, start, end int)) {
	done := 0
	for at := 0; ; at++ {
		i := bytes.IndexByte(t.text[at:], '@')
		if i < 0 {
			return
		}
		at += i
		start, end := localBefore(t.text[done:at]), domainAfter(t.text[at+1:])
		if start < 0 || end <= 0 {
			continue
		}
		add(Email, done+start, at+1+end)
		done = at + 1 + end
		at = done - 1
	}
}

// localBefore returns where the part before an @ begins that ends a text, or
// -1.
func localBefore(text []byte) int {
	if n := len(text); n > 1 && text[n-1] == '"' {
		if open := bytes.LastIndexByte(text[max(0, n-1-maxLocal):n-1], '"'); open >= 0 {
			start := max(0, n-1-maxLocal) + open
			if !bytes.ContainsAny(text[start:], "\n") && n-start > 2 {
				return start
			}
		}
		return -1
	}
	start := len(text)
	for start > 0 && len(text)-start < maxLocal {
		r, n := utf8.DecodeLastRune(text[:start])
		if !inLocal(r) {
			break
		}
		start -= n
	}
	start += len(text[start:]) - len(bytes.TrimLeft(text[start:], ".'*_~`|-/?&=!#$%^{}"))
	if start == len(text) || text[len(text)-1] == '.' {
		return -1
	}
	return start + prefixed(text[start:])
}

func inLocal(r rune) bool {
	return r < utf8.RuneSelf && (isLetter(byte(r)) || isDigit(byte(r)) || r > ' ' && strings.ContainsRune("!#$%&'*+-/=?^_`{|}~.", r)) ||
		r >= utf8.RuneSelf && r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

// prefixed is the length of Hebrew letters that are written together with an
// address of Latin ones: "to" and "from" are.
func prefixed(local []byte) int {
	i := 0
	for letters := 0; letters <= 3; letters++ {
		r, n := utf8.DecodeRune(local[i:])
		if r < 'א' || r > 'ת' {
			if r < utf8.RuneSelf && (isLetter(byte(r)) || isDigit(byte(r))) {
				return i
			}
			return 0
		}
		i += n
	}
	return 0
}

// fileEndings are no domains: "logo@2x.png".
var fileEndings = map[string]bool{"png": true, "jpg": true, "jpeg": true, "gif": true, "svg": true, "webp": true, "pdf": true, "css": true, "js": true, "html": true, "txt": true, "docx": true, "xlsx": true}

// domainAfter returns where the domain ends that a text begins with, or 0. A
// line may end behind the @.
func domainAfter(text []byte) int {
	lead := 0
	if bytes.HasPrefix(text, []byte("\n")) {
		lead = 1
	}
	rest := text[lead:min(len(text), lead+maxDomain)]
	if literal := addressLiteral(rest); literal > 0 {
		return lead + literal
	}
	end, labels, last := 0, 0, ""
	for at := 0; ; {
		n := labelAt(rest[at:])
		if n == 0 {
			break
		}
		end, last = at+n, string(rest[at:at+n])
		labels++
		if at = end; at >= len(rest) || rest[at] != '.' {
			break
		}
		at++
	}
	cut := topLevel(last)
	if labels < 2 || cut == 0 || fileEndings[strings.ToLower(last)] && labels == 2 {
		return 0
	}
	return lead + end - len(last) + cut
}

// labelAt is the length of the label of a domain that a text begins with.
func labelAt(text []byte) int {
	end := 0
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		switch {
		case r == utf8.RuneError:
			return end
		case r == '-' || r == '_':
		case r < utf8.RuneSelf && (isLetter(byte(r)) || isDigit(byte(r))), r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)):
			end = i + n
		default:
			return end
		}
		i += n
	}
	return end
}

// topLevel is how much of a last label is one: letters of Latin, or of other
// scripts, but no word of another script right behind; 0 where it is none.
func topLevel(label string) int {
	if len(label) > 4 && strings.EqualFold(label[:4], "xn--") {
		return len(label)
	}
	latin := label != "" && label[0] < utf8.RuneSelf
	letters := 0
	for i, r := range label {
		if latin && r >= utf8.RuneSelf {
			label = label[:i]
			break
		}
		if unicode.IsDigit(r) || r == '-' || r == '_' {
			if letters >= 2 && strings.Trim(label, "0123456789ABCDEF") != "" { // else an id of a picture in a mail
				label = label[:i]
				break
			}
			return 0
		}
		letters++
	}
	if letters < 2 {
		return 0
	}
	return len(label)
}

// addressLiteral is the length of an address in brackets: [192.0.2.1].
func addressLiteral(text []byte) int {
	if len(text) < 4 || text[0] != '[' {
		return 0
	}
	end := bytes.IndexByte(text[:min(len(text), 64)], ']')
	if end < 3 || bytes.ContainsFunc(text[1:end], func(r rune) bool { return !strings.ContainsRune("0123456789abcdefABCDEF:.IPv", r) }) {
		return 0
	}
	return end + 1
}
