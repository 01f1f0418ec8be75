package body

import (
	"strings"
	"unicode"
)

// Lacking returns what a message's plain text says beyond blocks that were
// made of its HTML: the service sends both, and nothing says that they agree.
// It is the lines of the text that hold a word which the blocks lack;
// punctuation and case do not count.
func Lacking(blocks []Block, text string) []Block {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	plain := Plain(blocks)
	known := make(map[string]bool)
	for word := range words(plain) {
		known[word] = true
	}
	var missing []string
	for line := range strings.Lines(clean(text)) {
		if !covers(known, line) && !covered(plain, line) {
			missing = append(missing, strings.TrimRight(line, "\n"))
		}
	}
	return FromText(strings.Join(missing, "\n"))
}

func covers(known map[string]bool, line string) bool {
	for word := range words(line) {
		if !known[word] {
			return false
		}
	}
	return true
}

// words yields the words of a text: runs of letters, marks and digits, in
// small letters, an apostrophe within them left out.
func words(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for field := range strings.FieldsFuncSeq(s, func(r rune) bool { return !wordRune(r) && !apostrophe(r) }) {
			if word := letters(field); word != "" && !yield(word) {
				return
			}
		}
	}
}

const maxCovered = 64 << 10 // each line is sought in the whole

// covered reports whether the letters of a line stand somewhere in the plain
// text, whatever parts its words there.
func covered(plain, line string) bool {
	return len(plain) <= maxCovered && strings.Contains(letters(plain), letters(line))
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if !wordRune(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }

func apostrophe(r rune) bool { return strings.ContainsRune("'’‘`\"״׳", r) }
