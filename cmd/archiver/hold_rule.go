package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/discovery/query"
	"github.com/glassix-archiver/archiver/storage"
)

// byRule places or ends a case's rule, and selects the bundles that it is about.
// The rule comes first: what is archived meanwhile is held by it, or not any
// more.
func byRule(ctx context.Context, sys *sys, o holdOptions, s query.Search, store storage.Store, r *archive.Registry, selected *archive.Selected) error {
	if !o.ends {
		if err := placeRule(ctx, sys, o, s, r); err != nil {
			return err
		}
		before := len(selected.Keys)
		_, err := found(ctx, sys, store, s, nil, selected)
		if err == nil && len(selected.Keys) == before {
			noteWhole(sys, s.Query)
		}
		return err
	}
	rules, err := archive.Rules(ctx, store)
	if err != nil {
		return err
	}
	others, err := endRule(ctx, sys, o, s, rules, r)
	if err != nil {
		return err
	}
	stay, err := found(ctx, sys, store, s, others, selected)
	if stay > 0 {
		fmt.Fprintf(sys.stderr, "note: %s not released: another rule of %s finds the ticket too\n", count(stay, "bundle"), visible(o.name))
	}
	return err
}

// placeRule places the rule, and says so.
func placeRule(ctx context.Context, sys *sys, o holdOptions, s query.Search, r *archive.Registry) error {
	_, err := r.PlaceRule(ctx, o.name, s)
	if errors.Is(err, archive.ErrRule) {
		return usage("place several rules, each for a part of it", "%w", err)
	}
	if err != nil {
		return damagedLog(err)
	}
	if !o.json {
		fmt.Fprintf(sys.stdout, "what is archived from now on is held by the rule too: %s\n", visible(s.Rule()))
	}
	return nil
}

// endRule ends the rule, says so, and returns the others of the case. Nothing is
// done where the case never had it.
func endRule(ctx context.Context, sys *sys, o holdOptions, s query.Search, rules []archive.Rule, r *archive.Registry) ([]query.Search, error) {
	ends, others := s, []query.Search{}
	for _, rule := range rules {
		switch {
		case rule.Case != o.name:
		case rule.Err != nil:
			return nil, fmt.Errorf("release the hold of case %s: %w", o.name, rule.Err)
		case len(query.Differ(rule.Search, s)) == 0:
			ends = rule.Search // its filters may have been typed in another order
		default:
			others = append(others, rule.Search)
		}
	}
	ended, err := r.EndRule(ctx, o.name, ends)
	switch {
	case errors.Is(err, archive.ErrNoRule):
		return nil, noSuchRule(sys, o.name, s, others)
	case err != nil:
		return nil, damagedLog(err)
	case !ended:
		fmt.Fprintln(sys.stderr, "note: the rule had already ended; what it still holds is released")
	case !o.json:
		fmt.Fprintf(sys.stdout, "the rule has ended: %s\n", visible(ends.Rule()))
	}
	return others, nil
}

// noSuchRule names the rules that stand, what differs in each, and how the
// likeliest is released.
func noSuchRule(sys *sys, name string, s query.Search, rules []query.Search) error {
	hint, fewest := "archiver hold list has the rules of all cases", -1
	for _, rule := range rules {
		fmt.Fprintf(sys.stderr, "rule of %s: %s\n", visible(name), visible(rule.Rule()))
		differ := query.Differ(rule, s)
		for _, d := range differ {
			fmt.Fprintf(sys.stderr, "  differs: %s\n", visible(d.String()))
		}
		if fewest < 0 || len(differ) < fewest {
			fewest, hint = len(differ), "archiver hold release --case "+shellWord(name)+flagsOf(rule)
		}
	}
	return &coded{code: exitFailed, err: fmt.Errorf("case %s has no rule %s: nothing was released", visible(name), visible(s.Rule())), hint: hint}
}

// flagsOf is a rule as it would be typed.
func flagsOf(s query.Search) string {
	var b strings.Builder
	add := func(flag string, values ...string) {
		for _, v := range values {
			fmt.Fprintf(&b, " --%s %s", flag, shellWord(v))
		}
	}
	if !s.Query.Empty() {
		add("query", strings.TrimSpace(s.Query.String()))
	}
	for _, d := range query.Differ(query.Search{Filters: query.Filters{From: s.From, To: s.To}}, query.Search{}) {
		add(d.Part, d.A)
	}
	add("tag", s.Tags...)
	add("channel", s.Channels...)
	add("department", s.Departments...)
	add("participant", s.Participants...)
	return b.String()
}

// shellWord is a text for a shell.
func shellWord(s string) string {
	if s = visible(s); s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/@") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
