package bundle

import (
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxNameBytes keeps "0001-" and the name well within the 143 bytes that the
// tightest file systems in use allow.
const maxNameBytes = 100

// SafeName makes a file name from a customer's: the number in front keeps it
// unique, letters and digits of every script stay, whatever else a path, a
// shell, a terminal or Windows could trip over becomes an underscore, and the
// ending is kept when the name must be cut. The original belongs in the
// transcript. The same input gives the same name.
func SafeName(number int, original string) string {
	name := norm.NFC.String(strings.ToValidUTF8(original, "_"))
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(safeRune, name)
	for strings.Contains(name, "__") {
		name = strings.ReplaceAll(name, "__", "_")
	}
	name = strings.Trim(name, "._- ")
	if name == "" {
		name = "file"
	}
	return fmt.Sprintf("%04d-%s", number, cutName(name))
}

func safeRune(r rune) rune {
	switch {
	case r == '.', r == '-', r == '_':
		return r
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
		return r
	case unicode.Is(unicode.Cf, r): // bidi controls, joiners: they show nothing
		return -1
	}
	return '_'
}

func cutName(name string) string {
	if len(name) <= maxNameBytes {
		return name
	}
	ext := path.Ext(name)
	if len(ext) > 16 {
		ext = ""
	}
	stem := name[:maxNameBytes-len(ext)]
	for !utf8.ValidString(stem) {
		stem = stem[:len(stem)-1]
	}
	return strings.TrimRight(stem, "._- ") + ext
}
