package retention

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// someOf is a list of some words, at least one.
func someOf(r *rand.Rand, words ...string) string {
	r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	return "[" + strings.Join(words[:1+r.IntN(len(words))], ", ") + "]"
}

func somePeriod(r *rand.Rand) string {
	return fmt.Sprintf("%d%s", 1+r.IntN(90), []string{"d", "mo", "y"}[r.IntN(3)])
}

// someRule is the text of a rule that is made up.
func someRule(r *rand.Rand, name string) string {
	parts := []string{"name: " + name, "retain: " + somePeriod(r)}
	match := []string{"tags: " + someOf(r, "a", "b", "c")}
	if r.IntN(2) == 0 {
		match = append(match, "channels: "+someOf(r, "Web", "Mail"))
	}
	if r.IntN(3) == 0 {
		match = append(match, fmt.Sprintf("closed_before: 20%02d-01-01", 20+r.IntN(10)))
	}
	if r.IntN(2) == 0 {
		parts = append(parts, "lock: "+[]string{"none", "governance", "compliance"}[r.IntN(3)])
	}
	if r.IntN(3) == 0 {
		parts = append(parts, "hold: "+someOf(r, "case-1", "case-2"))
	}
	if r.IntN(3) == 0 {
		parts = append(parts, "formats: "+someOf(r, "pdf", "json"))
	}
	return fmt.Sprintf("  - {%s, match: {%s}}\n", strings.Join(parts, ", "), strings.Join(match, ", "))
}

func someSubject(r *rand.Rand) Subject {
	return Subject{
		Ticket: 1, Tags: []string{"a", "b", "c"}[r.IntN(3):], Channels: []string{"Web", "Mail"}[r.IntN(2):],
		Closed: time.Date(2019+r.IntN(10), time.Month(1+r.IntN(12)), 1+r.IntN(31), r.IntN(24), 0, 0, r.IntN(1e9), time.UTC),
	}
}

func parsed(t *testing.T, text string) *Policy {
	t.Helper()
	p, err := Parse("p.yaml", []byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return p
}

// A rule more never shortens a retention, weakens a lock or lifts a hold, and
// the order of the rules does not matter for these.
func TestRulesOnlyAdd(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	longer, stricter := 0, 0
	for range 500 {
		policy := fmt.Sprintf("version: 1\ndefault: {retain: %s}\nrules:\n", somePeriod(r))
		var rules []string
		subject, before := someSubject(r), Decision{}
		for i := range 6 {
			rules = append(rules, someRule(r, fmt.Sprint("r", i)))
			text := policy + strings.Join(rules, "")
			d := parsed(t, text).Decide(subject)
			if d.Until.Before(before.Until) || d.Lock.strength() < before.Lock.strength() || !containsAll(d.Holds, before.Holds) {
				t.Fatalf("%+v\nafter %+v\nby a rule more:\n%s%+v", d, before, text, subject)
			}
			if i > 0 && d.Until.After(before.Until) {
				longer++
			}
			if i > 0 && d.Lock != before.Lock {
				stricter++
			}
			before = d
		}
		r.Shuffle(len(rules), func(i, j int) { rules[i], rules[j] = rules[j], rules[i] })
		shuffled := parsed(t, policy+strings.Join(rules, "")).Decide(subject)
		before.Why, shuffled.Why = nil, nil
		if diff := cmp.Diff(before, shuffled); diff != "" {
			t.Fatalf("in another order:\n%s", diff)
		}
	}
	if longer < 100 || stricter < 100 {
		t.Errorf("only %d rules lengthened and %d strengthened anything: the test tests nothing", longer, stricter)
	}
}

func containsAll(list, all []string) bool {
	return !slices.ContainsFunc(all, func(s string) bool { return !slices.Contains(list, s) })
}

// What is decided is what the winning reasons give, and no other rule gives
// more.
func TestReasonsTellTheDecision(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		text := "version: 1\ndefault: {retain: 1y}\nrules:\n"
		for i := range 5 {
			text += someRule(r, fmt.Sprint("r", i))
		}
		s := someSubject(r)
		d := parsed(t, text).Decide(s)
		for _, reason := range d.Why {
			switch reason.Gives {
			case "retain":
				p, err := ParsePeriod(reason.Value)
				if err != nil {
					t.Fatal(err)
				}
				if end := p.From(s.Closed); end.After(d.Until) || end.Equal(d.Until) != reason.Wins {
					t.Fatalf("%+v, decided until %v", reason, d.Until)
				}
			case "lock":
				l, err := ParseLock(reason.Value)
				if err != nil || l.strength() > d.Lock.strength() || (l == d.Lock) != reason.Wins {
					t.Fatalf("%+v, decided %v: %v", reason, d.Lock, err)
				}
			}
		}
		if d.By() == "" {
			t.Fatalf("nobody decided %+v", d)
		}
	}
}
