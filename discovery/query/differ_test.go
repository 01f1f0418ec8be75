package query

import (
	"fmt"
	"testing"
	"time"
)

// Rules differ in what they ask, and not in the order that it was typed in.
func TestDiffer(t *testing.T) {
	search := func(text string, f Filters) Search {
		q, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return Search{Query: q, Filters: f}
	}
	first := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	a := search("refund acme ", Filters{From: first, Tags: []string{"vip", "gold"}})
	for want, b := range map[string]Search{
		"[]": search(" refund acme", Filters{From: first, Tags: []string{"gold", "vip", "gold"}}),
		"[query refund acme, not refund from 2025-01-01, not none]":                                                            search("refund", Filters{Tags: a.Tags}),
		"[from 2025-01-01, not 2025-01-01T00:00:01Z to none, not 2025-01-01 tag gold, vip, not gold channel none, not Web, x]": search("refund acme", Filters{From: first.Add(time.Second), To: first, Tags: []string{"gold"}, Channels: []string{"x", "Web"}}),
		"[query refund acme, not none from 2025-01-01, not none tag gold, vip, not none]":                                      {},
	} {
		if got := fmt.Sprint(Differ(a, b)); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}
