package retention

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPlan(t *testing.T) {
	now := at(t, "2026-06-01T00:00:00Z")
	until := func(s string) time.Time { return at(t, s+"T00:00:00Z") }
	by := func(rule string) []Reason {
		return []Reason{{Rule: rule, Gives: "retain", Wins: true}, {Rule: rule, Gives: "lock", Wins: true}}
	}
	p := NewPlan(now)
	p.Add(Decision{Until: until("2033-01-05"), Lock: Compliance, Why: by("legal"), Holds: []string{"b", "a"}}, 10)
	p.Add(Decision{Until: until("2033-01-09"), Lock: Compliance, Why: by("legal"), Holds: []string{"a"}}, 5)
	p.Add(Decision{Until: until("2035-02-01"), Lock: Compliance, Why: by("tax")}, 1)
	p.Add(Decision{Until: until("2034-01-01"), Lock: Governance, Why: by("tax")}, 2)
	p.Add(Decision{Until: until("2026-06-01"), Lock: Compliance, Why: by("legal")}, 100)
	p.Add(Decision{Until: until("2030-06-01"), Why: by("default")}, 1000)
	p.Add(Decision{Lock: Compliance, Why: by("default")}, 7) // no date to lock it until
	want := []GroupSum{
		{Group{Locked, Compliance, "legal", "2033-01"}, Sum{2, 15, until("2033-01-09")}},
		{Group{Locked, Compliance, "tax", "2035-02"}, Sum{1, 1, until("2035-02-01")}},
		{Group{Locked, Governance, "tax", "2034-01"}, Sum{1, 2, until("2034-01-01")}},
		{Group{Kept, Compliance, "default", ""}, Sum{1, 7, time.Time{}}},
		{Group{Kept, None, "default", "2030-06"}, Sum{1, 1000, until("2030-06-01")}},
		{Group{Passed, Compliance, "legal", "2026-06"}, Sum{1, 100, until("2026-06-01")}},
	}
	if diff := cmp.Diff(want, p.Groups()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(Sum{3, 16, until("2035-02-01")}, p.Irrevocable()); diff != "" {
		t.Errorf("irrevocable: %s", diff)
	}
	if diff := cmp.Diff(Sum{1, 2, until("2034-01-01")}, p.Revocable()); diff != "" {
		t.Errorf("revocable: %s", diff)
	}
	if diff := cmp.Diff([]HoldSum{{"a", 2, 15}, {"b", 1, 10}}, p.Holds()); diff != "" {
		t.Errorf("holds: %s", diff)
	}
	if diff := cmp.Diff(Sum{7, 1125, until("2035-02-01")}, p.All()); diff != "" {
		t.Errorf("all: %s", diff)
	}
}
