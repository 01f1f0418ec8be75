package query

import (
	"slices"
	"strings"
)

// Match tells whether a document meets the search. An index that is asked by
// Expression and the filters' dates gives the same answer.
func (s Search) Match(d *Document) bool {
	w, p := d.columns()
	words, people := newPlaces(w), newPlaces(p)
	facts := d.facts()
	if !s.Within(d.Closed) {
		return false
	}
	for _, group := range s.facets() {
		if !slices.ContainsFunc(group, func(f string) bool { return slices.Contains(facts, f) }) {
			return false
		}
	}
	if asked := s.people(); len(asked) > 0 && !slices.ContainsFunc(asked, people.has) {
		return false
	}
	return s.Query.Empty() || s.Query.root.meets(func(t *term) bool { return words.has(t) || people.has(t) })
}

func (n *node) meets(has func(*term) bool) bool {
	meets := func(kid *node) bool { return kid.meets(has) }
	switch n.op {
	case or:
		return slices.ContainsFunc(n.kids, meets)
	case and:
		return !slices.ContainsFunc(n.kids, func(kid *node) bool { return !kid.meets(has) })
	case not:
		return !meets(n.kids[0])
	}
	return has(n.term)
}

// places tell where in a column a word stands.
type places struct {
	words []string
	of    map[string][]int
}

func newPlaces(words []string) places {
	p := places{words, make(map[string][]int, len(words))}
	for i, w := range words {
		p.of[w] = append(p.of[w], i)
	}
	return p
}

func (p places) has(t *term) bool {
	for _, w := range t.same {
		if len(p.of[w]) > 0 {
			return true
		}
	}
	if len(t.forms) == 1 && t.prefix {
		return slices.ContainsFunc(p.words, func(w string) bool { return t.takes(0, w) })
	}
	for _, first := range t.forms[0] {
		if slices.ContainsFunc(p.of[first], func(at int) bool { return t.at(p.words, at) }) {
			return true
		}
	}
	return false
}

// at tells whether the term's words stand at a place.
func (t *term) at(words []string, at int) bool {
	if at+len(t.forms) > len(words) {
		return false
	}
	for i := range t.forms {
		if !t.takes(i, words[at+i]) {
			return false
		}
	}
	return true
}

// takes tells whether a word may stand in the i-th place.
func (t *term) takes(i int, word string) bool {
	if t.prefix && i == len(t.forms)-1 {
		return slices.ContainsFunc(t.forms[i], func(form string) bool { return strings.HasPrefix(word, form) })
	}
	return slices.Contains(t.forms[i], word)
}
