package query

import (
	"strings"
	"unicode/utf8"
)

// Bounds of a query. An index's own parser has narrower limits than memory.
const (
	maxQuery = 4096 // bytes
	maxDepth = 20   // of parentheses and NOT
	maxTerms = 100
	maxWords = 60 // of a phrase
)

// Query is what somebody looks for.
type Query struct {
	text string
	root *node // nil: every ticket
}

// String is the query as it was typed.
func (q *Query) String() string { return q.text }

// Empty tells that it asks for nothing, and so meets every ticket.
func (q *Query) Empty() bool { return q == nil || q.root == nil }

// node is an operator and what it is about.
type node struct {
	op   kind // and, or, not; word for a term
	kids []*node
	term *term
}

// Parse reads a query: words, "phrases", prefix*, AND, OR, NOT, parentheses, and
// = before what is to be found only as it is written. Words without an operator
// between them all have to be there. Nothing at all meets every ticket. An error
// is of type *Error.
func Parse(text string) (*Query, error) {
	p := &parser{lexer: lexer{query: text}}
	if len(text) > maxQuery {
		return nil, p.fail(maxQuery, "", "it has %d bytes, more than %d", len(text), maxQuery)
	}
	if at := strings.IndexRune(text, utf8.RuneError); at >= 0 {
		return nil, p.fail(at, "", "it is not UTF-8")
	}
	if err := p.advance(); err != nil || p.this.kind == end {
		return &Query{text: text}, err
	}
	root, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.this.kind == shut {
		return nil, p.fail(p.this.at, "", "a parenthesis closes here that was not opened")
	}
	return &Query{text, root}, nil
}

type parser struct {
	lexer
	this  lexeme
	depth int
	terms int
}

func (p *parser) advance() (err error) {
	p.this, err = p.lexer.next()
	return err
}

func (p *parser) or() (*node, error) {
	return p.list(or, p.and, func() (bool, error) {
		if p.this.kind != or {
			return false, nil
		}
		return true, p.advance()
	})
}

func (p *parser) and() (*node, error) {
	return p.list(and, p.not, func() (bool, error) {
		switch p.this.kind {
		case and:
			return true, p.advance()
		case word, open, not:
			return true, nil
		}
		return false, nil
	})
}

// list reads what an operator stands between.
func (p *parser) list(op kind, below func() (*node, error), more func() (bool, error)) (*node, error) {
	first, err := below()
	if err != nil {
		return nil, err
	}
	n := &node{op: op, kids: []*node{first}}
	for {
		on, err := more()
		if err != nil {
			return nil, err
		}
		if !on {
			break
		}
		kid, err := below()
		if err != nil {
			return nil, err
		}
		n.kids = append(n.kids, kid)
	}
	if len(n.kids) == 1 {
		return first, nil
	}
	return n, nil
}

func (p *parser) not() (*node, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		return nil, p.fail(p.this.at, "", "it is nested more than %d deep", maxDepth)
	}
	switch p.this.kind {
	case not:
		if err := p.advance(); err != nil {
			return nil, err
		}
		kid, err := p.not()
		return &node{op: not, kids: []*node{kid}}, err
	case open:
		return p.group()
	case word:
		return p.leaf()
	}
	return nil, p.lacking()
}

func (p *parser) group() (*node, error) {
	at := p.this.at
	if err := p.advance(); err != nil {
		return nil, err
	}
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.this.kind != shut {
		return nil, p.fail(at, "", "a parenthesis opens here that is not closed")
	}
	return n, p.advance()
}

func (p *parser) leaf() (*node, error) {
	if p.terms++; p.terms > maxTerms {
		return nil, p.fail(p.this.at, "", "it has more than %d words and phrases", maxTerms)
	}
	t, err := p.term(p.this)
	if err != nil {
		return nil, err
	}
	return &node{op: word, term: t}, p.advance()
}

// lacking says that a word is missing, before what stands there instead.
func (p *parser) lacking() error {
	const help = "write a word, a \"phrase\" or a parenthesis; and, or, not in lower case are words too"
	if p.this.kind == end {
		return p.fail(len(p.query), help, "it ends where a word should be")
	}
	name := map[kind]string{and: "AND", or: "OR", shut: ")"}[p.this.kind]
	return p.fail(p.this.at, help, "%s is where a word should be", name)
}
