package query

import (
	"strings"
	"unicode"
)

// Numbers are written in groups as anybody likes: 050-123-4567, 0501234567,
// +972 50 1234567. So that each is found by any other, a text also has the
// digits of neighbouring groups in one, as words of their own kind. The marks
// before them are of private use, so that no word of a text can be one.
const (
	wholeMark = "\ue001" // all digits
	phoneMark = "\ue002" // the last digits of what may be a telephone's: its country may be told or not
)

const (
	minJoined = 7  // digits
	maxJoined = 15 // of a telephone number, by E.164
	minPhone  = 9  // digits, with a leading 0 or +
	phoneTail = 8  // digits that a subscriber's number ends with, in any form
	maxGap    = 2  // characters between two groups, as in ") "
	maxGroups = 6
)

// numbers finds the numbers in a text, from any group to any other: where one
// ends and another begins cannot be told. The tokens are those of the text.
func numbers(text string, tokens []Token) []Token {
	var found []Token
	for i, t := range tokens {
		if !isDigits(t.Text) {
			continue
		}
		whole, start := t.Text, t.Start
		if start > 0 && text[start-1] == '+' {
			start--
		}
		found = appendNumber(found, whole, text[start] == '+', 1, start, t.End)
		for n := 1; n < maxGroups && i+n < len(tokens) && len(whole) < maxJoined; n++ {
			next := tokens[i+n]
			if !isDigits(next.Text) || !isGap(text[tokens[i+n-1].End:next.Start]) {
				break
			}
			whole += next.Text
			found = appendNumber(found, whole, text[start] == '+', n+1, start, next.End)
		}
	}
	return found
}

func appendNumber(found []Token, whole string, plus bool, groups, start, end int) []Token {
	if len(whole) < minJoined || len(whole) > maxJoined {
		return found
	}
	if groups > 1 {
		found = append(found, Token{Text: wholeMark + whole, Start: start, End: end})
	}
	if isPhone(whole, plus) {
		found = append(found, Token{Text: phoneMark + whole[len(whole)-phoneTail:], Start: start, End: end})
	}
	return found
}

// isPhone tells what is written as telephone numbers are, from 0 or from the
// country on. Eleven digits are one without that too: an order's or a ticket's
// number has fewer.
func isPhone(digits string, plus bool) bool {
	return len(digits) >= minPhone && (plus || digits[0] == '0' || len(digits) >= 11)
}

// sought are the words that also stand for the number that a text is, if it is
// one and nothing else.
func sought(text string) []string {
	tokens := Tokens(text)
	var whole strings.Builder
	for i, t := range tokens {
		if !isDigits(t.Text) || i > 0 && !isGap(text[tokens[i-1].End:t.Start]) {
			return nil
		}
		whole.WriteString(t.Text)
	}
	digits := whole.String()
	if len(digits) < minJoined || len(digits) > maxJoined || len(tokens) > maxGroups {
		return nil
	}
	same := []string{wholeMark + digits}
	if len(tokens) > 1 {
		same = append(same, digits)
	}
	if isPhone(digits, strings.HasPrefix(strings.TrimLeftFunc(text, notNumber), "+")) {
		same = append(same, phoneMark+digits[len(digits)-phoneTail:])
	}
	return same
}

func notNumber(r rune) bool { return r != '+' && !unicode.IsDigit(r) }

func isDigits(word string) bool {
	for i := range len(word) {
		if word[i] < '0' || word[i] > '9' {
			return false
		}
	}
	return true
}

// isGap tells what may stand between two groups of one number.
func isGap(s string) bool {
	seen := 0
	for _, r := range s {
		if scriptOf(r) == joined { // marks of direction, mostly
			continue
		}
		if seen++; !strings.ContainsRune(" \u00a0\u202f-\u2010\u2011\u2012\u2013./()", r) {
			return false
		}
	}
	return seen > 0 && seen <= maxGap
}
