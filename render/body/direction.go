package body

import (
	"iter"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/bidi"
)

// Stretches yields runs of neighbours that have one Direction: Auto for what
// stands in the paragraph's own, and a run of any other is to be isolated.
func Stretches(list []Inline) iter.Seq2[Direction, []Inline] {
	return func(yield func(Direction, []Inline) bool) {
		for start := 0; start < len(list); {
			end := start + 1
			for end < len(list) && list[end].Direction == list[start].Direction {
				end++
			}
			if !yield(list[start].Direction, list[start:end]) {
				return
			}
			start = end
		}
	}
}

// byText stands for a direction that the text itself is to tell. It does not
// leave the package.
const byText Direction = "auto"

// settleDirections resolves what is by the text, gives the block the
// direction of a text that is all of one, and takes it from inlines that
// have no other than the block.
func (b *Block) settleDirections() {
	for dir, list := range Stretches(b.Inlines) {
		if dir == byText {
			turn(list, firstStrong(list))
		}
	}
	if b.Direction == Auto {
		b.Direction = b.onlyDirection()
	}
	for dir, list := range Stretches(b.Inlines) {
		if dir == b.Direction {
			turn(list, Auto)
		}
	}
}

// onlyDirection is the direction of all of a block's text, or Auto.
func (b *Block) onlyDirection() Direction {
	only := Auto
	for i := range b.Inlines {
		in := &b.Inlines[i]
		switch {
		case in.Break || in.Text != "" && blank(b.Inlines[i:i+1]):
		case in.Direction == Auto || only != Auto && in.Direction != only:
			return Auto
		default:
			only = in.Direction
		}
	}
	return only
}

func turn(list []Inline, dir Direction) {
	for i := range list {
		list[i].Direction = dir
	}
}

// firstStrong is the direction of the first letter; without one left to
// right, as of a number.
func firstStrong(list []Inline) Direction {
	for i := range list {
		if dir := strong(list[i].Text); dir != Auto {
			return dir
		}
	}
	return LeftToRight
}

func strong(text string) Direction {
	for _, r := range text {
		switch p, _ := bidi.LookupRune(r); p.Class() {
		case bidi.L:
			return LeftToRight
		case bidi.R, bidi.AL:
			return RightToLeft
		}
	}
	return Auto
}

// telephone turns a link's number left to right.
func telephone(in Inline) Inline {
	if in.Direction == Auto && !in.Code && hasNumber(in.Text) && turnsNumbers(in.Text) {
		in.Direction = LeftToRight
	}
	return in
}

func hasNumber(s string) bool {
	start, end := nextNumber(s, 0)
	return start == 0 && end == len(s) && s != ""
}

// splitNumbers appends a run of text with its telephone numbers turned left
// to right where the words around could part them: "+972-54-555-0144" begins
// at the wrong end in a Hebrew sentence.
func splitNumbers(out []Inline, run Inline) []Inline {
	if run.Direction != Auto || !mayHoldNumber(run.Text) || !turnsNumbers(run.Text) {
		return append(out, run)
	}
	add := func(text string, dir Direction) {
		if text != "" {
			piece := run
			piece.Text, piece.Direction = text, dir
			out = append(out, piece)
		}
	}
	done := 0
	for {
		start, end := nextNumber(run.Text, done)
		if start == end {
			add(run.Text[done:], Auto)
			return out
		}
		add(run.Text[done:start], Auto)
		add(run.Text[start:end], LeftToRight)
		done = end
	}
}

// mayHoldNumber tells quickly of most texts that there is no number in them:
// one begins with a zero or a star or has a plus.
func mayHoldNumber(s string) bool { return strings.ContainsAny(s, "0+*") }

// turnsNumbers reports whether a text may set a number from right to left:
// one with a letter of such a script, or with no letter at all.
func turnsNumbers(s string) bool {
	letters := false
	for _, r := range s {
		if p, _ := bidi.LookupRune(r); p.Class() == bidi.R || p.Class() == bidi.AL {
			return true
		}
		letters = letters || unicode.IsLetter(r)
	}
	return !letters
}

const minDigits, maxDigits = 7, 15 // of a telephone number; the most is of ITU-T E.164, 6.1

// nextNumber finds the next telephone number: digits in groups parted by one
// space, hyphen or dot, some in brackets, which begin with a "+" or a zero; or a
// star and three to five digits.
func nextNumber(s string, from int) (start, end int) {
	for i := from; i < len(s); i++ {
		if end := shortNumber(s, i); end > i {
			return i, end
		}
		if !startsNumber(s, i) {
			continue
		}
		digits, stop := 0, i
		j := i
		for ; j < len(s) && partOfNumber(s, j, i); j++ {
			if isDigit(s[j]) {
				digits, stop = digits+1, j+1
			} else if s[j] == ')' {
				stop = j + 1
			}
		}
		if digits >= minDigits && digits <= maxDigits && !(stop < len(s) && (isAlnum(s[stop]) || s[stop] == '/' || s[stop] == ':')) {
			return i, stop
		}
		i = max(i, stop-1)
	}
	return len(s), len(s)
}

// shortNumber is the end of a business's number at i, such as *2800, or i.
func shortNumber(s string, i int) int {
	if s[i] != '*' || i > 0 && (isAlnum(s[i-1]) || s[i-1] == '*') {
		return i
	}
	end := i + 1
	for end < len(s) && isDigit(s[end]) {
		end++
	}
	if digits := end - i - 1; digits < 3 || digits > 5 || end < len(s) && (isAlnum(s[end]) || s[end] == '*') {
		return i
	}
	return end
}

func startsNumber(s string, i int) bool {
	if i > 0 && (isAlnum(s[i-1]) || s[i-1] == '+' || s[i-1] == '.' || s[i-1] == '/' || s[i-1] == ':') {
		return false
	}
	next := func(n int) byte {
		if i+n < len(s) {
			return s[i+n]
		}
		return 0
	}
	return s[i] == '0' || s[i] == '+' && isDigit(next(1)) || s[i] == '(' && (next(1) == '0' || next(1) == '+')
}

// partOfNumber reports whether the number that begins at start goes on at j.
func partOfNumber(s string, j, start int) bool {
	switch c := s[j]; {
	case isDigit(c):
		return true
	case c == '+':
		return j == start || s[j-1] == '('
	case c == '(':
		return j == start || s[j-1] != '('
	case c == ' ' || c == '-' || c == '.' || c == ')':
		return j > start && (isDigit(s[j-1]) || c != ')' && s[j-1] == ')')
	}
	return false
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
