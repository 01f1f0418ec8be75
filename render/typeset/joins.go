package typeset

import (
	"slices"
	"unicode"
)

// UAX #14 allows a line to end in places where it reads badly: between the
// syllables of a Korean word, between a number and the sign of its currency
// when there is a space, and before the emoji that a message ends with, which
// then stands alone. Those are given up wherever what they would part fits on
// a line.

// joinBreaks takes such places off the breaks. It needs the widths.
func (b *breaker) joinBreaks(width float64) {
	closing := b.closingEmoji()
	kept, from := b.breaks[:0], 0
	for i, at := range b.breaks {
		if i < len(b.breaks)-1 && (at >= closing || b.joins(at)) {
			if next := b.breaks[i+1]; b.upTo[b.trim(from, next)]-b.upTo[from] <= width+slack {
				continue
			}
		}
		kept, from = append(kept, at), at
	}
	b.breaks = kept
}

// joins tells whether what stands on both sides of a place belongs together.
func (b *breaker) joins(at int) bool {
	before, after := b.text[at-1], b.text[at]
	switch {
	case before == ' ':
		if at > 1 { // most words end in letters, and are no amounts
			switch simpleClassOf(b.text[at-2]) {
			case letterClass, hebrewClass, stopClass, endClass:
				return false
			}
		}
		return b.joinsAmount(at)
	case before == '-':
		return b.joinsAmount(at)
	case isHangul(after):
		return inKorean(before)
	case isHangul(before):
		return inKorean(after)
	}
	return false
}

// joinsAmount tells whether a place lies between a number and the sign of its
// currency or a percent sign: 1,096 ₪ and ₪ 1,096 and 1,096 / ₪ and -₪5.
func (b *breaker) joinsAmount(at int) bool {
	left, right := at-1, at
	for left > 0 && at-left < maxGap && isGap(b.text[left]) {
		left--
	}
	for right < len(b.text)-1 && right-at < maxGap && isGap(b.text[right]) {
		right++
	}
	before, after := b.text[left], b.text[right]
	switch {
	case unicode.IsDigit(before) && isUnit(b.text[right:]):
		return true
	case isCurrency(after):
		return before == '-' && left == at-1 && (left == 0 || b.text[left-1] == ' ')
	case !isCurrency(before):
		return false
	}
	if after == '-' && right+1 < len(b.text) {
		after = b.text[right+1]
	}
	return unicode.IsDigit(after) && !b.hasAmount(left)
}

// hasAmount tells whether the sign at i has its number before it.
func (b *breaker) hasAmount(i int) bool {
	left := i - 1
	for left > 0 && i-left < maxGap && isGap(b.text[left]) {
		left--
	}
	return left >= 0 && unicode.IsDigit(b.text[left])
}

// maxGap is how many characters there are at most between a number and its
// unit; no honest text has more.
const maxGap = 6

func isGap(r rune) bool { return r == ' ' || r == '/' || isolating(r) }

// isUnit tells whether a text starts with the unit of a number before it: a
// sign that no other number follows, or the name of a currency.
func isUnit(text []rune) bool {
	if r := text[0]; isCurrency(r) || r == '%' || r == '‰' {
		return len(text) == 1 || !unicode.IsDigit(text[1])
	}
	for _, name := range currencies {
		if len(text) >= len(name) && slices.Equal(text[:len(name)], name) {
			return len(text) == len(name) || !unicode.IsLetter(text[len(name)])
		}
	}
	return false
}

// currencies are names that stand behind amounts nearly as often as signs do.
var currencies = [][]rune{[]rune(`ש"ח`), []rune("ש״ח"), []rune("NIS"), []rune("ILS"), []rune("USD"), []rune("EUR")}

func isCurrency(r rune) bool { return r == '$' || r >= 0xA2 && unicode.Is(unicode.Sc, r) }

// isHangul tells Korean letters and syllables.
func isHangul(r rune) bool { return r >= 0x1100 && unicode.Is(unicode.Hangul, r) }

// inKorean tells whether a character that touches a Korean syllable is of the
// same word, as a browser that keeps all of a word together sees it.
func inKorean(r rune) bool {
	switch r {
	case '(', ')', '[', ']', '#', '&', '@', '_', '~', '·':
		return true
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// maxClosing is how many emoji may be the end of a text. More are a row of
// their own, of which only the last one is not to stand alone.
const maxClosing = 3

// closingEmoji is where the emoji begin that a text ends with and that are
// not to be parted from what is before them, or the end of the text.
func (b *breaker) closingEmoji() int {
	last, end := len(b.runs)-1, len(b.text)
	for last >= 0 && b.blank(&b.runs[last]) {
		last--
	}
	if last < 0 || !b.runs[last].face.font.color {
		return end
	}
	start, count := b.runs[last].start, len(b.breaks)-1
	if count > maxClosing && b.breaks[count-maxClosing] > start {
		return b.breaks[count-1]
	}
	return start
}

// blank tells whether a run is only spaces and marks of direction.
func (b *breaker) blank(r *run) bool {
	for _, c := range b.text[r.start:r.end] {
		if c != ' ' && !isolating(c) {
			return false
		}
	}
	return true
}
