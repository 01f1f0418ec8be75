package retention

import (
	"slices"
	"strings"
	"time"
)

// Decision is how a ticket is to be kept.
type Decision struct {
	// Until is the end of its retention: UTC, whole seconds, rounded up. Zero is
	// without end, or that the ticket has no time of closing to count from.
	Until time.Time `json:"until,omitzero"`
	Lock  Lock      `json:"lock"`
	// Holds are the cases whose legal hold it is under, sorted, each once.
	Holds        []string `json:"holds"`
	StorageClass string   `json:"storage_class"` // "" is the bucket's own
	Formats      []string `json:"formats"`       // never empty
	// Why is all that the matching rules give: retain, lock, hold, storage_class,
	// formats in this order, and of each the rules as they stand in the policy,
	// the default last.
	Why []Reason `json:"why"`
}

// Reason is something that a rule gives.
type Reason struct {
	Rule    string `json:"rule"`    // its name, or default
	Gives   string `json:"gives"`   // retain, lock, hold, storage_class or formats
	Value   string `json:"value"`   // as in the policy
	Because string `json:"because"` // what of the ticket met the rule: tags legal
	Wins    bool   `json:"wins"`    // false where another rule gives more
}

// Passed tells whether the retention is over at now. What is over is not locked
// any more: no store takes a date that has passed.
func (d Decision) Passed(now time.Time) bool { return !d.Until.IsZero() && !d.Until.After(now) }

// By names the rules that gave the retention and, if another one, the lock.
func (d Decision) By() string {
	retain, lock := d.winners("retain"), d.winners("lock")
	for _, rule := range retain {
		if slices.Contains(lock, rule) {
			return rule
		}
	}
	if d.Lock == None || len(retain) == 0 || len(lock) == 0 {
		return strings.Join(retain[:min(1, len(retain))], "")
	}
	return retain[0] + " + " + lock[0]
}

func (d Decision) winners(gives string) (rules []string) {
	for _, r := range d.Why {
		if r.Gives == gives && r.Wins {
			rules = append(rules, r.Rule)
		}
	}
	return rules
}

// Decide decides over a ticket. Of all rules that match, and the default, the
// longest retention and the strictest lock win, each on its own; holds and
// formats add up; the first rule that names a storage class gives it.
func (p *Policy) Decide(s Subject) Decision {
	given := p.given(s)
	var d Decision
	d.retain(given, s.Closed)
	d.lock(given)
	d.hold(given)
	d.class(given)
	d.formats(given)
	return d
}

// grant is a rule that holds for a ticket, and why.
type grant struct {
	*Rule
	because string
}

func (p *Policy) given(s Subject) []grant {
	var given []grant
	f := s.facts()
	for i := range p.Rules {
		if because, ok := p.Rules[i].match.meets(f); ok {
			given = append(given, grant{&p.Rules[i], because})
		}
	}
	return append(given, grant{&p.Default, "every ticket"})
}

func (d *Decision) because(g grant, gives, value string, wins bool) {
	d.Why = append(d.Why, Reason{g.Name, gives, value, g.because, wins})
}

// lastUntil is the last moment that can be written in four digits of a year.
var lastUntil = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)

func (d *Decision) retain(given []grant, closed time.Time) {
	longest := given[len(given)-1].Retain // the default's, which always gives one
	for _, g := range given {
		if g.Retain != (Period{}) && longest != (Period{}) && g.Retain.From(closed).After(longest.From(closed)) {
			longest = g.Retain
		}
	}
	end := longest.From(closed)
	for _, g := range given {
		if g.Retain != (Period{}) || g.Name == defaultName {
			d.because(g, "retain", g.Retain.String(), g.Retain.From(closed).Equal(end))
		}
	}
	if !closed.IsZero() && !end.IsZero() {
		d.Until = end
		if end.After(lastUntil) {
			d.Until = lastUntil
		}
	}
}

func (d *Decision) lock(given []grant) {
	for _, g := range given {
		if g.Lock.strength() > d.Lock.strength() {
			d.Lock = g.Lock
		}
	}
	for _, g := range given {
		if g.Lock != None || g.Name == defaultName {
			d.because(g, "lock", g.Lock.String(), g.Lock == d.Lock)
		}
	}
}

func (d *Decision) hold(given []grant) {
	d.Holds = []string{}
	for _, g := range given {
		for _, h := range g.Holds {
			d.because(g, "hold", h, true)
			d.Holds = append(d.Holds, h)
		}
	}
	slices.Sort(d.Holds)
	d.Holds = slices.Compact(d.Holds)
}

func (d *Decision) class(given []grant) {
	for _, g := range given {
		if g.StorageClass == "" {
			continue
		}
		d.because(g, "storage_class", g.StorageClass, d.StorageClass == "")
		if d.StorageClass == "" {
			d.StorageClass = g.StorageClass
		}
	}
}

func (d *Decision) formats(given []grant) {
	named := map[string]bool{}
	for _, g := range given {
		if len(g.Formats) > 0 {
			d.because(g, "formats", strings.Join(g.Formats, ", "), true)
		}
		for _, f := range g.Formats {
			named[f] = true
		}
	}
	for _, f := range Formats() {
		if named[f] || len(named) == 0 {
			d.Formats = append(d.Formats, f)
		}
	}
}
