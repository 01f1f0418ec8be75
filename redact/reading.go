package redact

import (
	"bytes"
	"regexp"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// reading is a text in its plain form. Of each of its bytes it is known where
// in the source it was.
type reading struct {
	text     []byte
	from, to []int // of the source, in bytes; nil where the plain form is the source
}

const maxEscapes = 4 // how often an escape is escaped again

// read reads pieces of text as one.
func read(pieces ...string) *reading {
	size := 0
	for _, piece := range pieces {
		size += len(piece)
	}
	t := &reading{text: make([]byte, 0, size)}
	for _, piece := range pieces {
		t.text = append(t.text, piece...)
	}
	if isPlain(t.text) && !bytes.ContainsAny(t.text, escapeSigns) {
		return t
	}
	t.from, t.to = make([]int, size), make([]int, size)
	for i := range size {
		t.from[i], t.to[i] = i, i+1
	}
	t.plain()
	for range maxEscapes {
		if !t.unescape() {
			break
		}
		t.plain()
	}
	return t
}

// span is a stretch of the plain form in bytes of the source.
func (t *reading) span(rule string, start, end int) Span {
	if t.from == nil {
		return Span{Start: start, End: end, Rule: rule}
	}
	return Span{Start: t.from[start], End: t.to[end-1], Rule: rule}
}

// writtenOut is how transcripts show a control that cannot be seen.
var writtenOut = regexp.MustCompile(`^⟨U\+[0-9A-F]{4,6}⟩`)

// plain brings every character to its plain form, and leaves out what cannot
// be seen.
func (t *reading) plain() {
	if isPlain(t.text) {
		return
	}
	out := reading{text: make([]byte, 0, len(t.text)), from: make([]int, 0, len(t.text)), to: make([]int, 0, len(t.text))}
	for i := 0; i < len(t.text); {
		r, n := utf8.DecodeRune(t.text[i:])
		if r == '⟨' {
			n = max(n, len(writtenOut.Find(t.text[i:min(len(t.text), i+24)])))
		}
		from, to := t.from[i], t.to[i+n-1]
		switch {
		case n > utf8.UTFMax || unseen(r):
		case r == '\r' || r == '\v' || r == '\f':
			out.add(from, to, '\n')
		case r < utf8.RuneSelf:
			out.add(from, to, byte(r))
		default:
			out.add(from, to, plainForm(r, t.text[i:i+n])...)
		}
		i += n
	}
	t.text, t.from, t.to = out.text, out.from, out.to
}

func (t *reading) add(from, to int, bytes ...byte) {
	for _, b := range bytes {
		t.text, t.from, t.to = append(t.text, b), append(t.from, from), append(t.to, to)
	}
}

// isPlain reports whether there is nothing to do: the letters of ASCII, and
// those of Hebrew.
func isPlain(text []byte) bool {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c >= 0x20 && c < 0x7f, c == '\n', c == '\t':
		case c == 0xd7 && i+1 < len(text) && text[i+1] >= 0x90 && text[i+1] <= 0xaa:
			i++
		default:
			return false
		}
	}
	return true
}

// unseen reports whether a character has no look of its own. A break is not
// unseen.
func unseen(r rune) bool {
	switch {
	case r == '\n' || r == '\t' || r == '\r' || r == '\v' || r == '\f' || r == 0x85:
		return false
	case r < 0x20 || r == 0x7f || r == utf8.RuneError || r >= '\u2400' && r <= '\u2421': // pictures of controls
		return true
	case r < 0x80:
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// plainForm is the character that another one stands for: digits of all
// scripts, spaces, dashes, and by NFKC.
func plainForm(r rune, is []byte) []byte {
	switch {
	case r >= 'א' && r <= 'ת':
		return is
	case r == 0x85 || r == '\u2028' || r == '\u2029':
		return []byte{'\n'}
	case unicode.Is(unicode.Zs, r):
		return []byte{' '}
	case unicode.Is(unicode.Pd, r) || r == '\u2212' || r == '\u2043' || r == '\u02d7':
		return []byte{'-'}
	case unicode.Is(unicode.Nd, r):
		return []byte{digitOf(r)}
	case r == '。' || r == '·' || r == '․' || r == '｡':
		return []byte{'.'}
	case norm.NFKC.IsNormal(is):
		return is
	}
	plain := norm.NFKC.Bytes(is)
	for i, c := range plain {
		if c < ' ' {
			plain[i] = ' '
		}
	}
	return plain
}

// digitOf is the value of a decimal digit: a script's stand in a row.
func digitOf(r rune) byte {
	for _, rows := range unicode.Nd.R16 {
		if r <= rune(rows.Hi) && r >= rune(rows.Lo) {
			return '0' + byte((r-rune(rows.Lo))%10)
		}
	}
	for _, rows := range unicode.Nd.R32 {
		if r <= rune(rows.Hi) && r >= rune(rows.Lo) {
			return '0' + byte((r-rune(rows.Lo))%10)
		}
	}
	return '0'
}

// canonical is the letters and digits alone, small; of a mail address all.
func (t *reading) canonical() []byte {
	address := bytes.IndexByte(t.text, '@') >= 0
	var out []byte
	for i := 0; i < len(t.text); {
		r, n := utf8.DecodeRune(t.text[i:])
		if unicode.IsLetter(r) || unicode.IsDigit(r) || address && r > ' ' {
			out = utf8.AppendRune(out, unicode.ToLower(r))
		}
		i += n
	}
	return out
}
