package query

import (
	"slices"
	"strings"
)

// Expression is the search, save for its dates, in the language of SQLite's FTS5,
// for a table with the columns words, people and facts that Columns fills and the
// tokenizer "ascii" parts. known tells whether any document has a word; those
// that none has are left out of it. It never fails: nothing of what a user typed
// is in it but folded words, and these have neither marks nor operators.
func (s Search) Expression(known func(word string) (bool, error)) (string, error) {
	e := &expression{known: known}
	var all []string
	for _, group := range s.facets() {
		all = append(all, "facts:("+either(quoteAll(group))+")")
	}
	if terms := s.people(); len(terms) > 0 {
		var any []string
		for _, t := range terms {
			any = append(any, e.term("people", t))
		}
		all = append(all, "("+either(any)+")")
	}
	if !s.Query.Empty() {
		all = append(all, e.node(s.Query.root))
	}
	if len(all) == 0 {
		all = append(all, everything)
	}
	slices.Sort(all)
	return strings.Join(all, " AND "), e.err
}

const (
	everything = `facts:"` + every + `"`
	nothing    = `facts:"none"`
)

type expression struct {
	known func(string) (bool, error)
	err   error
}

func (e *expression) node(n *node) string {
	switch n.op {
	case or:
		return "(" + either(e.nodes(n.kids)) + ")"
	case not:
		return "(" + everything + " NOT " + e.node(n.kids[0]) + ")"
	case and:
		return e.and(n.kids)
	}
	return e.term("{words people}", n.term)
}

func (e *expression) nodes(kids []*node) []string {
	var all []string
	for _, kid := range kids {
		all = append(all, e.node(kid))
	}
	return all
}

// and takes what is not wanted from what is, so that it need not be taken from
// everything.
func (e *expression) and(kids []*node) string {
	var wanted, unwanted []string
	for _, kid := range kids {
		if kid.op == not {
			unwanted = append(unwanted, e.node(kid.kids[0]))
		} else {
			wanted = append(wanted, e.node(kid))
		}
	}
	if len(wanted) == 0 {
		wanted = append(wanted, everything)
	}
	all := "(" + strings.Join(wanted, " AND ") + ")"
	if len(unwanted) > 0 {
		all = "(" + all + " NOT (" + either(unwanted) + "))"
	}
	return all
}

// term is each phrase that the forms make.
func (e *expression) term(columns string, t *term) string {
	phrases := []string{""}
	for i, forms := range t.forms {
		last := i == len(t.forms)-1
		forms = e.used(forms, t.prefix && last)
		var longer []string
		for _, p := range phrases {
			for _, form := range forms {
				longer = append(longer, strings.TrimPrefix(p+" "+form, " "))
			}
		}
		phrases = longer
	}
	phrases = quoteAll(phrases)
	if t.prefix {
		for i := range phrases {
			phrases[i] += " *"
		}
	}
	phrases = append(phrases, quoteAll(e.used(t.same, false))...)
	if len(phrases) == 0 {
		return nothing
	}
	return columns + ":(" + either(phrases) + ")"
}

// used are the words that some document has. The beginnings of words are all
// asked for.
func (e *expression) used(words []string, prefix bool) []string {
	if prefix || e.known == nil {
		return words
	}
	var used []string
	for _, w := range words {
		ok, err := e.known(w)
		if err != nil && e.err == nil {
			e.err = err
		}
		if ok {
			used = append(used, w)
		}
	}
	return used
}

func either(all []string) string { return strings.Join(all, " OR ") }

func quoteAll(words []string) []string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = `"` + w + `"`
	}
	return quoted
}
