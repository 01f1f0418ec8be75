package render

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// folded is a text as an eye reads it, to be searched: small letters in their
// plain form (NFKD), percent escapes undone, and without white space, what
// cannot be seen, and marks of style and quotation. Of each of its bytes it is
// known where in the source it was.
type folded struct {
	text     []byte
	from, to []int  // of the source, in bytes
	gap      []bool // something was left out before the byte, or a piece begins
}

const maxEscapes = 4 // how often an escape is escaped again

// fold reads pieces of text as one.
func fold(pieces ...string) *folded {
	size := 0
	for _, piece := range pieces {
		size += len(piece)
	}
	f := &folded{text: make([]byte, 0, size), from: make([]int, size), to: make([]int, size), gap: make([]bool, size)}
	for _, piece := range pieces {
		if piece != "" {
			f.gap[len(f.text)] = true
			f.text = append(f.text, piece...)
		}
	}
	for i := range size {
		f.from[i], f.to[i] = i, i+1
	}
	f = f.plain()
	for range maxEscapes {
		if !f.unescape() {
			break
		}
		f = f.plain()
	}
	return f
}

// writtenOut is how Visible shows what cannot be seen.
var writtenOut = regexp.MustCompile(`^⟨U\+[0-9A-F]{4,6}⟩`)

// plain brings every character to its plain form and leaves out what does not
// count.
func (f *folded) plain() *folded {
	out := &folded{text: make([]byte, 0, len(f.text)), from: make([]int, 0, len(f.text)), to: make([]int, 0, len(f.text)), gap: make([]bool, 0, len(f.text))}
	gap, lineStart := false, true
	for i := 0; i < len(f.text); {
		r, n := rune(f.text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(f.text[i:])
		}
		if r == '⟨' {
			n = max(n, len(writtenOut.Find(f.text[i:])))
		}
		gap = gap || f.gap[i]
		bullet := lineStart && (r == '-' || r == '•') && i+n < len(f.text) && f.text[i+n] == ' '
		if bullet || n > utf8.UTFMax || silent(r) {
			gap, lineStart = true, r == '\n' || lineStart
		} else {
			out.add(r, f.from[i], f.to[i+n-1], gap)
			gap, lineStart = false, false
		}
		i += n
	}
	return out
}

// add puts a character of the source at the end.
func (f *folded) add(r rune, from, to int, gap bool) {
	put := func(c byte) {
		f.text, f.from, f.to, f.gap = append(f.text, c), append(f.from, from), append(f.to, to), append(f.gap, gap)
		gap = false
	}
	if r < utf8.RuneSelf {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		put(byte(r))
		return
	}
	var raw, small [utf8.UTFMax]byte
	is := raw[:utf8.EncodeRune(raw[:], r)]
	if parts := norm.NFKD.Properties(is).Decomposition(); parts != nil {
		is = parts
	}
	for len(is) > 0 {
		p, n := utf8.DecodeRune(is)
		is = is[n:]
		if p == ' ' {
			continue
		}
		for _, c := range small[:utf8.EncodeRune(small[:], unicode.ToLower(unicode.ToUpper(p)))] {
			put(c)
		}
	}
}

// silent reports whether a character does not count: white space, what has no
// look of its own, and marks of style or quotation around words.
func silent(r rune) bool {
	if r < utf8.RuneSelf {
		return r <= ' ' || r == 0x7f || strings.ContainsRune("*_~`|>", r)
	}
	return unicode.IsSpace(r) || r == utf8.RuneError || r >= '\u2400' && r <= '\u2421' || // pictures of controls
		unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// unescape undoes percent escapes once, and reports whether there were any.
func (f *folded) unescape() bool {
	to := 0
	for i := 0; i < len(f.text); i++ {
		f.text[to], f.from[to], f.to[to], f.gap[to] = f.text[i], f.from[i], f.to[i], f.gap[i]
		if f.text[i] == '%' && i+2 < len(f.text) {
			high, low := hexDigit(f.text[i+1]), hexDigit(f.text[i+2])
			if high >= 0 && low >= 0 {
				f.text[to], f.to[to] = byte(high<<4|low), f.to[i+2]
				i += 2
			}
		}
		to++
	}
	found := to < len(f.text)
	f.text, f.from, f.to, f.gap = f.text[:to], f.from[:to], f.to[:to], f.gap[:to]
	return found
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f': // letters are small by now
		return int(c-'a') + 10
	}
	return -1
}

// alphanumeric returns the letters and digits alone.
func (f *folded) alphanumeric() *folded {
	out := new(folded)
	gap := false
	for i, c := range f.text {
		if gap = gap || f.gap[i]; !wordByte(c) {
			gap = true
			continue
		}
		out.text, out.from, out.to, out.gap = append(out.text, c), append(out.from, f.from[i]), append(out.to, f.to[i]), append(out.gap, gap)
		gap = false
	}
	return out
}

func wordByte(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }

// partOfWord reports whether a stretch is only a part of a longer word:
// dan@x.example of jordan@x.example.
func (f *folded) partOfWord(start, end int) bool {
	joined := func(at int) bool {
		return at > 0 && at < len(f.text) && !f.gap[at] && wordByte(f.text[at-1]) && wordByte(f.text[at])
	}
	return joined(start) || joined(end)
}
