package check

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"
)

// substituted is a text as a load file can hold it, which has no escape: what
// can't stand in a value stands as [U+00FE], a line end as the sign for one. In
// a field of several texts that goes for what parts them, too.
func substituted(text string, severally bool) string {
	var out strings.Builder
	last := rune(0)
	for _, c := range text {
		switch {
		case c == '\n' && last == '\r':
		case strings.ContainsRune("\n\r\u2028\u2029", c):
			out.WriteString(lineBreak)
		case c == '\t':
			out.WriteByte(' ')
		case unicode.IsControl(c), unicode.Is(unicode.Bidi_Control, c), strings.ContainsRune(column+quote+lineBreak+bom, c), severally && string(c) == several:
			fmt.Fprintf(&out, "[U+%04X]", c)
		default:
			out.WriteRune(c)
		}
		last = c
	}
	return out.String()
}

const maxKept = 256

// kept is what is kept of a value to be compared: of a long one its hash, so
// that memory follows the number of files and not what is in them.
func kept(value string) string {
	if value = strings.TrimSpace(value); len(value) <= maxKept {
		return strings.Clone(value)
	}
	sum := sha256.Sum256([]byte(value))
	return "a text with SHA-256 " + hex.EncodeToString(sum[:])
}
