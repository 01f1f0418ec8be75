package query

import "unicode/utf8"

// minPrefix is how many letters a prefix has at least: fewer would be most of
// the words there are.
const minPrefix = 2

// term is a word or a phrase that is looked for.
type term struct {
	forms  [][]string // of each word, folded; any of them will do
	prefix bool       // of the last word its beginning will do
	same   []string   // other words, each of which will do instead of it all
	whole  string     // as it was typed, if it is a word that could take a *
}

func (p *parser) term(x lexeme) (*term, error) {
	t, n := newTerm(x.text, x.exact), 0
	for _, f := range t.forms {
		n = utf8.RuneCountInString(f[0])
	}
	switch {
	case len(t.forms) == 0:
		return nil, p.fail(x.at, operatorHelp(x.text), "there is no word in %q", x.text)
	case len(t.forms) > maxWords:
		return nil, p.fail(x.at, "", "a phrase has more than %d words", maxWords)
	case x.prefix && n < minPrefix && !t.prefix:
		return nil, p.fail(x.at, "write more of it before the *", "%q is too short for a prefix", x.text)
	}
	if x.prefix {
		t.same = nil
		t.prefix = t.prefix || !endsInPair(x.text)
		if !x.exact && len(t.forms) == 1 {
			t.forms[0] = forms(t.forms[0][0], true)
		}
	}
	t.whole = t.wholeWord(x)
	return t, nil
}

// newTerm makes a term of what was written. exact leaves it at that: no letters
// before it, and numbers only in the groups in which they were written.
func newTerm(text string, exact bool) *term {
	tokens := Tokens(text)
	t := &term{}
	if n := len(tokens); n > 0 && tokens[n-1].tail {
		if n > 1 && tokens[n-2].End == tokens[n-1].End {
			tokens = tokens[:n-1] // a text goes on where the query ends
		} else {
			t.prefix = true // one letter: whatever follows it
		}
	}
	for i, token := range tokens {
		switch {
		case exact:
			t.forms = append(t.forms, []string{token.Text})
		case len(tokens) == 1:
			t.forms = append(t.forms, variants(token.Text))
		default:
			t.forms = append(t.forms, phraseForms(token.Text, i, len(tokens)))
		}
	}
	if !exact {
		t.same = sought(text)
	}
	return t
}

// maxInflected bounds the phrases in which all words take the article: each one
// doubles what an index is asked.
const maxInflected = 5

func phraseForms(word string, i, n int) []string {
	if i > 0 && n > maxInflected {
		return []string{word}
	}
	return forms(word, i == 0)
}

func endsInPair(text string) bool {
	tokens := Tokens(text)
	return len(tokens) > 1 && tokens[len(tokens)-1].tail
}

func operatorHelp(text string) string {
	switch text {
	case "|", "||":
		return "write OR"
	case "&", "&&":
		return "words that must all be there need nothing between them; or write AND"
	case "!", "-", "~":
		return "write NOT"
	}
	return "punctuation is not searched"
}
