package query

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Error says what is wrong with a query, and where.
type Error struct {
	Query string
	Pos   int // in bytes
	What  string
	Help  string // what to write instead, if that can be told
}

func (e *Error) Error() string { return "read the query: " + e.What }

// Hint is what to write instead.
func (e *Error) Hint() string { return e.Help }

// Caret is the query's line with a second one below it that points at the
// place. Marks that take no room on a line are left out of both.
func (e *Error) Caret() []string {
	var line strings.Builder
	width := 0
	for i, r := range e.Query {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
			continue
		case unicode.IsControl(r) || r == utf8.RuneError:
			r = ' '
		}
		if i < e.Pos {
			width += columns(r)
		}
		line.WriteRune(r)
	}
	return []string{"  " + line.String(), "  " + strings.Repeat(" ", width) + "^"}
}

// columns is the room that a letter takes on a line of fixed width.
func columns(r rune) int {
	if r >= 0x1100 && r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 || r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 || r >= 0x1f300 && r <= 0x1faff || r >= 0x20000 && r <= 0x3fffd {
		return 2
	}
	return 1
}
