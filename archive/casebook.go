package archive

import (
	"context"
	"maps"
	"path"
	"slices"

	"github.com/glassix-archiver/archiver/custody"
)

// CaseBook is the custody log's account of which case holds which bundle. An
// object knows one hold only, on or off.
type CaseBook struct {
	// by key, then by case: true while the case holds it, false once it has
	// released it.
	bundles map[string]map[string]bool

	rules map[string]LoggedRule // by the keys of their states in the store
}

func newCaseBook() *CaseBook { return &CaseBook{map[string]map[string]bool{}, map[string]LoggedRule{}} }

// ReadCases reads the log. Memory follows the number of bundles that were ever
// held.
func ReadCases(ctx context.Context, log *custody.View) (*CaseBook, error) {
	b := newCaseBook()
	for r, err := range log.Entries(ctx, 0) {
		if err != nil {
			return nil, err
		}
		b.take(r.Entry)
	}
	return b, nil
}

func (b *CaseBook) take(e custody.Entry) {
	switch {
	case e.Event == custody.RulePlaced || e.Event == custody.RuleEnded:
		b.rules[e.Key] = LoggedRule{e.Key, e.Case, e.Detail, e.Event == custody.RulePlaced}
	case e.Event == custody.Purged:
		delete(b.bundles, e.Key)
	case e.Case != "" && (e.Event == custody.Held || e.Event == custody.Released):
		if b.bundles[e.Key] == nil {
			b.bundles[e.Key] = map[string]bool{}
		}
		b.bundles[e.Key][e.Case] = e.Event == custody.Held
	}
}

// Cases are those that hold the bundle of key now, sorted.
func (b *CaseBook) Cases(key string) []string {
	cases := []string{}
	for name, holds := range b.bundles[key] {
		if holds {
			cases = append(cases, name)
		}
	}
	slices.Sort(cases)
	return cases
}

// Holds tells whether the case holds the bundle of key now.
func (b *CaseBook) Holds(key, name string) bool { return b.bundles[key][name] }

// Held are the keys of the bundles that any case holds now, sorted.
func (b *CaseBook) Held() []string {
	var keys []string
	for _, key := range slices.Sorted(maps.Keys(b.bundles)) {
		if len(b.Cases(key)) > 0 {
			keys = append(keys, key)
		}
	}
	return keys
}

// LoggedRule is the state of a case's rule, by the custody log.
type LoggedRule struct {
	Key    string // of the state in the store
	Case   string
	Rule   string // as query.ParseRule reads it
	stands bool
}

// Rules are those that stand by the log, by their keys.
func (b *CaseBook) Rules() []LoggedRule {
	last := map[string]LoggedRule{}
	for _, key := range slices.Sorted(maps.Keys(b.rules)) {
		last[path.Dir(key)] = b.rules[key]
	}
	var rules []LoggedRule
	for _, folder := range slices.Sorted(maps.Keys(last)) {
		if last[folder].stands {
			rules = append(rules, last[folder])
		}
	}
	return rules
}

// ever tells whether the case holds the bundle of key, or did.
func (b *CaseBook) ever(key, name string) bool {
	_, ok := b.bundles[key][name]
	return ok
}
