package filetext

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// errCut says that there is room for no more text.
var errCut = errors.New("it has more text than is extracted")

// writer gathers a text, cleaned and bounded.
type writer struct {
	ctx  context.Context
	b    strings.Builder
	held string // space that is written if something follows it
}

// put appends a text. Invalid UTF-8 becomes U+FFFD, a control a space, and of
// space in a row the first line break or else the first one stays.
func (w *writer) put(s string) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	for _, r := range s {
		switch {
		case r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == '\u2028' || r == '\u2029':
			w.space("\n")
			continue
		case r == '\t':
			w.space("\t")
			continue
		case unicode.IsSpace(r) || unicode.IsControl(r):
			w.space(" ")
			continue
		case r == '\ufeff' || r >= 0xfff9 && r <= 0xfffb:
			continue // marks that no reader shows
		}
		if w.b.Len()+len(w.held)+utf8.RuneLen(r) > MaxText {
			return errCut
		}
		w.b.WriteString(w.held)
		w.held = ""
		w.b.WriteRune(r)
	}
	return nil
}

func (w *writer) space(s string) {
	if w.b.Len() > 0 && (w.held == "" || w.held == " " || s == "\n") {
		w.held = s
	}
}

// text is what was gathered.
func (w *writer) text() string { return w.b.String() }
