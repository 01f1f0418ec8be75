package query

import "unicode/utf8"

// Whole is the first word, as it was typed, that is found only whole though it
// could be longer: with a * behind it, it finds more. It is "" if the query has no
// such word. Phrases, numbers and what is wanted exactly are meant as they are, and
// what stands behind NOT would find less.
func (q *Query) Whole() string {
	if q.Empty() {
		return ""
	}
	return q.root.whole()
}

func (n *node) whole() string {
	if n.op == word {
		return n.term.whole
	}
	if n.op == not {
		return ""
	}
	for _, kid := range n.kids {
		if w := kid.whole(); w != "" {
			return w
		}
	}
	return ""
}

// wholeWord is the text of a term that could take a *.
func (t *term) wholeWord(x lexeme) string {
	first, _ := utf8.DecodeRuneInString(x.text)
	if s := scriptOf(first); s != latin && s != semitic { // others are found within words, or are numbers
		return ""
	}
	if x.quoted || x.exact || t.prefix || len(t.forms) != 1 || utf8.RuneCountInString(x.text) < minPrefix {
		return ""
	}
	return x.text
}
