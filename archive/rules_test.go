package archive

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/discovery/filetext"
	"github.com/glassix-archiver/archiver/discovery/query"
	"github.com/glassix-archiver/archiver/storage"
)

func ruleFor(t *testing.T, text string) query.Search {
	t.Helper()
	q, err := query.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return query.Search{Query: q}
}

// A rule stands until it ends, and may be placed again; the log has each step
// once.
func TestRules(t *testing.T) {
	h := newHolding(t, 0)
	r, s := h.registry(h.store), ruleFor(t, `refund "credit note" NOT spam`)
	s.Tags, s.From = []string{"VIP"}, time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	steps := []struct {
		do      func() (bool, error)
		changed bool
		stand   int
	}{
		{func() (bool, error) {
			_, err := r.EndRule(t.Context(), "a", s)
			if errors.Is(err, ErrNoRule) {
				err = nil
			} else {
				err = fmt.Errorf("ended what never was: %w", err)
			}
			return false, err
		}, false, 0},
		{func() (bool, error) { return r.PlaceRule(t.Context(), "a", s) }, true, 1},
		{func() (bool, error) { return r.PlaceRule(t.Context(), "a", s) }, false, 1},
		{func() (bool, error) { return r.PlaceRule(t.Context(), "b", s) }, true, 2},
		{func() (bool, error) { return r.EndRule(t.Context(), "a", s) }, true, 1},
		{func() (bool, error) { return r.EndRule(t.Context(), "a", s) }, false, 1},
		{func() (bool, error) { return r.PlaceRule(t.Context(), "a", s) }, true, 2},
	}
	for i, step := range steps {
		changed, err := step.do()
		if err != nil || changed != step.changed {
			t.Fatalf("step %d: %t, %v", i, changed, err)
		}
		rules, err := Rules(t.Context(), h.store)
		if err != nil || len(rules) != step.stand {
			t.Fatalf("step %d: %+v, %v", i, rules, err)
		}
		book, err := r.cases(t.Context())
		if err != nil || len(book.Rules()) != step.stand {
			t.Fatalf("step %d: the log has %+v, %v", i, book.Rules(), err)
		}
		for _, rule := range rules {
			if rule.Err != nil || rule.Search.Rule() != s.Rule() {
				t.Fatalf("step %d: %+v", i, rule)
			}
		}
	}
	view, err := r.Log.Latest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var events []custody.Event
	for e, err := range view.Entries(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, e.Entry.Event)
	}
	if want := []custody.Event{custody.RulePlaced, custody.RulePlaced, custody.RuleEnded, custody.RulePlaced}; !slices.Equal(events, want) {
		t.Errorf("the log has %v", events)
	}
}

// A rule that the store has lost, and the log knows, can be ended all the same.
func TestEndLostRule(t *testing.T) {
	h := newHolding(t, 0)
	r, s := h.registry(h.store), ruleFor(t, "refund")
	if _, err := r.PlaceRule(t.Context(), "a", s); err != nil {
		t.Fatal(err)
	}
	for info, err := range h.store.List(t.Context(), rulesPrefix) {
		if err != nil {
			t.Fatal(err)
		}
		if err := h.store.Delete(t.Context(), info.Key); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []bool{true, false} {
		if ended, err := r.EndRule(t.Context(), "a", s); err != nil || ended != want {
			t.Errorf("ended: %t, %v", ended, err)
		}
		book, err := r.cases(t.Context())
		if err != nil || len(book.Rules()) != 0 {
			t.Errorf("the log has %+v, %v", book.Rules(), err)
		}
	}
	if _, err := r.EndRule(t.Context(), "b", s); !errors.Is(err, ErrNoRule) {
		t.Errorf("another case's: %v", err)
	}
}

// A rule that cannot be read holds everything: what was not held may be gone.
func TestUnreadableRule(t *testing.T) {
	for name, body := range map[string]string{
		"no JSON":       "<html>",
		"a later one":   `{"version":2,"case":"a","stands":true,"rule":{"query":"x"}}`,
		"unknown":       `{"version":1,"case":"a","stands":true,"rule":{"query":"x","mood":"bad"}}`,
		"a wrong query": `{"version":1,"case":"a","stands":true,"rule":{"query":"(x"}}`,
	} {
		h := newHolding(t, 0)
		if err := h.store.Put(t.Context(), rulesPrefix+"0f/000001.json", storage.Bytes([]byte(body), "")); err != nil {
			t.Fatal(err)
		}
		rules, err := Rules(t.Context(), h.store)
		if err != nil || len(rules) != 1 || rules[0].Err == nil || rules[0].Case == "" || !rules[0].Meets(&query.Document{}) {
			t.Errorf("%s: %+v, %v", name, rules, err)
		}
	}
}

func TestRuleTooLong(t *testing.T) {
	h := newHolding(t, 0)
	s := ruleFor(t, "x")
	s.Tags = []string{strings.Repeat("x", maxRuleLine)}
	if _, err := h.registry(h.store).PlaceRule(t.Context(), "a", s); !errors.Is(err, ErrRule) {
		t.Errorf("%v", err)
	}
}

// A store that can lock nothing has no rules that it could not keep.
func TestNoRuleWithoutLocks(t *testing.T) {
	h := newHolding(t, 0)
	h.store.Unlocked = true
	if _, err := h.registry(h.store).PlaceRule(t.Context(), "a", ruleFor(t, "x")); !errors.Is(err, storage.ErrNoLock) {
		t.Errorf("%v", err)
	}
	if rules, err := Rules(t.Context(), h.store); err != nil || len(rules) > 0 {
		t.Errorf("%+v, %v", rules, err)
	}
}

// A run takes up a rule that is placed while it goes on.
func TestRuleBookReadsAnew(t *testing.T) {
	h := newHolding(t, 0)
	book := &ruleBook{store: h.store, now: h.clock}
	document := func(bool) (*query.Document, Contents, error) {
		return &query.Document{Segments: []query.Segment{{Kind: query.Message, Text: "refund"}}}, Contents{}, nil
	}
	if names, err := book.cases(t.Context(), document); err != nil || len(names) > 0 {
		t.Fatalf("%v, %v", names, err)
	}
	if _, err := h.registry(h.store).PlaceRule(t.Context(), "a", ruleFor(t, "refund")); err != nil {
		t.Fatal(err)
	}
	h.now = h.now.Add(rulesStay)
	if names, err := book.cases(t.Context(), document); err != nil || !slices.Equal(names, []string{"a"}) {
		t.Errorf("%v, %v", names, err)
	}
}

// Files are looked into for rules that a ticket could meet by them and does not meet
// without, and for no others. What could not be had this time may be what a rule asks
// for, and is held.
func TestRulesLookIntoFiles(t *testing.T) {
	tagged := func(text, tag string) query.Search {
		s := ruleFor(t, text)
		s.Tags = []string{tag}
		return s
	}
	slow := Contents{Silent: []Silent{{Reason: filetext.TooLong}}}
	for name, c := range map[string]struct {
		rule     query.Search
		contents Contents
		err      error
		looks    bool
		held     bool
	}{
		"met without":          {ruleFor(t, "message"), Contents{}, nil, false, true},
		"met by a file":        {ruleFor(t, "refund"), Contents{}, nil, true, true},
		"met by neither":       {ruleFor(t, "acme"), Contents{}, nil, true, false},
		"of another tag":       {tagged("refund", "VIP"), slow, nil, false, false},
		"of the tag":           {tagged("refund", "late"), Contents{}, nil, true, true},
		"a file took too long": {ruleFor(t, "acme"), slow, nil, true, true},
		"a file is encrypted":  {ruleFor(t, "acme"), Contents{Silent: []Silent{{Reason: filetext.Encrypted}}}, nil, true, false},
		"no start":             {ruleFor(t, "acme"), Contents{}, filetext.ErrStart, true, true},
		"not, in a file":       {ruleFor(t, "message NOT refund"), Contents{}, nil, false, true},
	} {
		h := newHolding(t, 0)
		if _, err := h.registry(h.store).PlaceRule(t.Context(), "a", c.rule); err != nil {
			t.Fatal(err)
		}
		looked := false
		names, err := (&ruleBook{store: h.store, now: h.clock}).cases(t.Context(), func(files bool) (*query.Document, Contents, error) {
			d := &query.Document{Tags: []string{"late"}, Segments: []query.Segment{{Kind: query.Message, Text: "message"}}}
			if !files {
				return d, Contents{}, nil
			}
			looked = true
			d.Segments = append(d.Segments, query.Segment{Kind: query.Content, Text: "refund"})
			return d, c.contents, c.err
		})
		if err != nil || looked != c.looks || (len(names) == 1) != c.held {
			t.Errorf("%s: %v, looked %t, %v", name, names, looked, err)
		}
	}
}
