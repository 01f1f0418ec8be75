package retention

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// What becomes of a bundle under a decision.
const (
	Locked = "locked" // until its date
	Kept   = "kept"   // until its date, by nothing but this program
	Passed = "passed" // its date is over: nothing is locked
)

// Plan counts what a policy would do to a store. It holds the sums only, so its
// size follows the rules and months, not the bundles. It is for one goroutine.
type Plan struct {
	now    time.Time
	groups map[Group]*Sum
	holds  map[string]*Sum
	all    Sum
}

// Group is what the sums are made by.
type Group struct {
	Becomes string `json:"becomes"` // Locked, Kept or Passed
	Lock    Lock   `json:"lock"`
	Rule    string `json:"rule"`            // what Decision.By says
	Month   string `json:"month,omitempty"` // of the end, yyyy-mm in UTC; "" is without end
}

// Sum is some bundles.
type Sum struct {
	Bundles int       `json:"bundles"`
	Bytes   int64     `json:"bytes"`
	Last    time.Time `json:"last,omitzero"` // the latest of their ends
}

func (s *Sum) add(until time.Time, bytes int64) {
	s.Bundles++
	s.Bytes += bytes
	if until.After(s.Last) {
		s.Last = until
	}
}

// NewPlan begins a plan as of now.
func NewPlan(now time.Time) *Plan {
	return &Plan{now: now, groups: map[Group]*Sum{}, holds: map[string]*Sum{}}
}

// Add counts a bundle of so many bytes.
func (p *Plan) Add(d Decision, bytes int64) {
	g := Group{Becomes: Kept, Lock: d.Lock, Rule: d.By()}
	if !d.Until.IsZero() {
		g.Month = d.Until.Format("2006-01")
	}
	switch {
	case d.Passed(p.now):
		g.Becomes = Passed
	case d.Lock != None && !d.Until.IsZero(): // a lock needs a date
		g.Becomes = Locked
	}
	p.all.add(d.Until, bytes)
	sum(p.groups, g).add(d.Until, bytes)
	for _, h := range d.Holds {
		sum(p.holds, h).add(d.Until, bytes)
	}
}

func sum[K comparable](sums map[K]*Sum, k K) *Sum {
	if sums[k] == nil {
		sums[k] = &Sum{}
	}
	return sums[k]
}

// All is everything that was added.
func (p *Plan) All() Sum { return p.all }

var order = map[string]int{Locked: 0, Kept: 1, Passed: 2}

// GroupSum is a group with its sum.
type GroupSum struct {
	Group
	Sum
}

// Groups lists the sums: what is locked first, the strictest lock first, and
// then by rule and month.
func (p *Plan) Groups() []GroupSum {
	list := []GroupSum{}
	for g, s := range p.groups {
		list = append(list, GroupSum{g, *s})
	}
	slices.SortFunc(list, func(a, b GroupSum) int {
		return cmp.Or(cmp.Compare(order[a.Becomes], order[b.Becomes]), cmp.Compare(b.Lock.strength(), a.Lock.strength()),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Month, b.Month))
	})
	return list
}

// HoldSum is what a case holds.
type HoldSum struct {
	Case    string `json:"case"`
	Bundles int    `json:"bundles"`
	Bytes   int64  `json:"bytes"`
}

// Holds lists the cases by name. A bundle counts under each case that holds it.
func (p *Plan) Holds() []HoldSum {
	list := []HoldSum{}
	for _, name := range slices.Sorted(maps.Keys(p.holds)) {
		list = append(list, HoldSum{name, p.holds[name].Bundles, p.holds[name].Bytes})
	}
	return list
}

// Irrevocable is what nobody could undo once it is done: all that would be
// locked in compliance mode.
func (p *Plan) Irrevocable() Sum { return p.locked(Compliance) }

// Revocable is what would be locked in governance mode.
func (p *Plan) Revocable() Sum { return p.locked(Governance) }

func (p *Plan) locked(in Lock) Sum {
	var all Sum
	for g, s := range p.groups {
		if g.Becomes != Locked || g.Lock != in {
			continue
		}
		all.Bundles += s.Bundles
		all.Bytes += s.Bytes
		if s.Last.After(all.Last) {
			all.Last = s.Last
		}
	}
	return all
}
