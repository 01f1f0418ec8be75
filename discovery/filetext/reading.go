package filetext

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/bidi"
)

// side is what a character does to the direction of its line.
type side int

const (
	neutral side = iota
	left         // letters that are read so
	weak         // digits, marks, and signs that go with digits
	right
)

func sideOf(r rune) side {
	p, _ := bidi.LookupRune(r)
	switch p.Class() {
	case bidi.L:
		return left
	case bidi.R, bidi.AL:
		return right
	case bidi.EN, bidi.AN, bidi.NSM, bidi.CS, bidi.ES, bidi.ET, bidi.BN:
		return weak
	}
	return neutral
}

func isRight(r rune) bool { return r >= 0x590 && sideOf(r) == right }

// spokenLines are lines that are seen so from left to right, in the order in which
// they are read.
func spokenLines(lines [][]rune) string {
	var rights, lefts int
	for _, line := range lines {
		r, l := sides(line)
		rights, lefts = rights+r, lefts+l
	}
	var text strings.Builder
	for _, line := range lines {
		text.WriteString(string(spoken(line, rights >= lefts)) + "\n")
	}
	return text.String()
}

// sides counts the letters that are read from the right, and from the left.
func sides(line []rune) (rights, lefts int) {
	for _, r := range line {
		switch sideOf(r) {
		case right:
			rights++
		case left:
			lefts++
		}
	}
	return rights, lefts
}

// spoken is a line in the order in which it is read. Its direction is that of the
// page or of most of its letters.
func spoken(seen []rune, rtl bool) []rune {
	rights, lefts := sides(seen)
	switch {
	case rights == 0:
		return seen
	case rights > lefts, rtl && !between(seen):
		return backwards(seen)
	}
	said := make([]rune, 0, len(seen))
	for at := 0; at < len(seen); { // what is read from right to left within the line
		first := at + max(slices.IndexFunc(seen[at:], isRight), 0)
		if !isRight(seen[first]) {
			return append(said, seen[at:]...)
		}
		end := first
		for i := first; i < len(seen) && sideOf(seen[i]) != left; i++ {
			if isRight(seen[i]) {
				end = i + 1
			}
		}
		said = append(append(said, seen[at:first]...), backwards(seen[first:end])...)
		at = end
	}
	return said
}

// between tells a line that begins and ends with letters that are read from left to
// right, and has as many of them: it is a line of their language that quotes another.
func between(seen []rune) bool {
	strong := func(r rune) bool { return sideOf(r) == left || sideOf(r) == right }
	first := slices.IndexFunc(seen, strong)
	last := len(seen) - 1
	for last > first && !strong(seen[last]) {
		last--
	}
	rights, lefts := sides(seen)
	return lefts >= rights && sideOf(seen[first]) == left && sideOf(seen[last]) == left
}

// backwards reads from right to left, and words of other letters and numbers from
// left to right.
func backwards(seen []rune) []rune {
	said := make([]rune, 0, len(seen))
	for end := len(seen); end > 0; {
		at := end - 1
		if inWord(seen[at]) {
			at = wordsBegin(seen, at)
			said = append(said, seen[at:end]...)
		} else {
			said = append(said, seen[at])
		}
		end = at
	}
	return said
}

// inWord tells letters and digits that are read from left to right.
func inWord(r rune) bool {
	if s := sideOf(r); s != weak {
		return s == left
	}
	p, _ := bidi.LookupRune(r)
	return p.Class() == bidi.EN || p.Class() == bidi.AN || p.Class() == bidi.ET
}

// wordsBegin is where the words begin that end at a place and are read together
// from left to right: signs within a word are of it, and so is a space behind a
// word that has letters; two numbers with a dash between them are two.
func wordsBegin(seen []rune, last int) int {
	begin, letters := last, sideOf(seen[last]) == left
	for i := last - 1; i >= 0 && sideOf(seen[i]) != right; {
		next, spaced, apart, bracket := i, false, false, false // what is between the words
		for next >= 0 && !inWord(seen[next]) && sideOf(seen[next]) != right {
			spaced = spaced || seen[next] == ' '
			apart = apart || sideOf(seen[next]) == neutral
			bracket = bracket || strings.ContainsRune("()[]{}<>«»", seen[next])
			next--
		}
		if next < 0 || bracket || !inWord(seen[next]) {
			break
		}
		start, has := next, sideOf(seen[next]) == left
		for start > 0 && inWord(seen[start-1]) {
			start--
			has = has || sideOf(seen[start]) == left
		}
		if !has && (spaced || apart && !letters) {
			break
		}
		begin, letters, i = start, letters || has, start-1
	}
	for begin > 0 && strings.ContainsRune("+@#/", seen[begin-1]) { // what begins a number, a name or a path
		begin--
	}
	return begin
}
