package query

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"
)

// Filters narrow a search by facts of the ticket. Those that are set have to
// hold, all of them; of one list any will do.
type Filters struct {
	From, To     time.Time // closed at or after, and before; zero is open
	Tags         []string  // compared whole; space around them and case do not count
	Channels     []string  // that the conversation went through, compared so too
	Departments  []string  // by id, or by the user's own name for it
	Participants []string  // words that stand together in a name, an address or a number
}

// Search is a query and its filters.
type Search struct {
	Query *Query
	Filters

	// AllRevisions also looks at those bundles of a ticket that a newer one of it
	// supersedes.
	AllRevisions bool
}

// Check tells a filter that cannot be looked for.
func (s Search) Check() error {
	for _, p := range s.Participants {
		if len(newTerm(p, true).forms) == 0 {
			return fmt.Errorf("there is no word in participant %q", p)
		}
	}
	for _, list := range [][]string{s.Tags, s.Channels, s.Departments} {
		for _, name := range list {
			if foldWhole(name) == "" {
				return errors.New("a filter has no name in it")
			}
		}
	}
	for _, name := range slices.Concat(s.Tags, s.Channels, s.Departments, s.Participants) {
		if !utf8.ValidString(name) {
			return fmt.Errorf("the filter %q is not UTF-8", name)
		}
	}
	if !s.From.IsZero() && !s.To.IsZero() && !s.From.Before(s.To) {
		return fmt.Errorf("nothing is closed from %s on and before %s", s.From.Format(time.RFC3339), s.To.Format(time.RFC3339))
	}
	return nil
}

// every is a fact of all documents.
const every = "every"

// Facts have a letter for what they are, and a hash that any text can be in.
const (
	tagFact        = 't'
	channelFact    = 'c'
	departmentFact = 'd'
)

func fact(what byte, name string) string {
	sum := sha256.Sum256([]byte(foldWhole(name)))
	return fmt.Sprintf("%c%x", what, sum[:8])
}

func (d *Document) facts() []string {
	facts := []string{every}
	has := map[string]bool{}
	add := func(what byte, names ...string) {
		for _, name := range names {
			if f := fact(what, name); name != "" && !has[f] {
				has[f] = true
				facts = append(facts, f)
			}
		}
	}
	add(tagFact, d.Tags...)
	add(channelFact, d.Channels...)
	add(departmentFact, d.Department, d.DepartmentName)
	return facts
}

// facets are the facts that the filters ask for: of each group, one.
func (f Filters) facets() [][]string {
	var groups [][]string
	for what, names := range map[byte][]string{tagFact: f.Tags, channelFact: f.Channels, departmentFact: f.Departments} {
		var group []string
		for _, name := range names {
			group = append(group, fact(what, name))
		}
		if len(group) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// Everything tells that the search asks for nothing but dates.
func (s Search) Everything() bool {
	return s.Query.Empty() && len(s.facets())+len(s.Participants) == 0
}

// Within tells whether the filters' dates hold.
func (f Filters) Within(closed time.Time) bool {
	return (f.From.IsZero() || !closed.Before(f.From)) && (f.To.IsZero() || closed.Before(f.To))
}

// people are the terms that the participants' filter asks for, any of them.
func (f Filters) people() []*term {
	var terms []*term
	for _, p := range f.Participants {
		t := newTerm(p, true)
		t.same = sought(p)
		terms = append(terms, t)
	}
	return terms
}
