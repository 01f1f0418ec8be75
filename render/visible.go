package render

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible makes a name safe to look at: controls of the text's direction,
// which can make "exe.live" of evil.exe, become marks that can be seen, and
// so do control characters and what is no character (U+FFFE, U+FFFF, …);
// breaks and tabs become spaces, and what is no UTF-8 becomes U+FFFD.
func Visible(name string) string {
	if !strings.ContainsFunc(name, deceptive) && utf8.ValidString(name) {
		return strings.TrimSpace(name)
	}
	var out strings.Builder
	for _, r := range name {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029':
			out.WriteByte(' ')
		case deceptive(r):
			fmt.Fprintf(&out, "⟨U+%04X⟩", r)
		default:
			out.WriteRune(r)
		}
	}
	return strings.TrimSpace(out.String())
}

func deceptive(r rune) bool {
	switch {
	case r < 0x20 || r >= 0x7f && r < 0xa0: // controls
		return true
	case r < 0x61c || r > 0x61c && r < 0x200e:
		return false
	case r == '\u2028' || r == '\u2029' || r == '\ufeff' || r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef: // the last two: no characters
		return true
	}
	return unicode.Is(unicode.Bidi_Control, r)
}
