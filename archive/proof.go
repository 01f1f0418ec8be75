package archive

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

// proof is what the runs' reports show of each department and month.
type proof struct {
	seen   map[string][]span // by department: what was listed to its end
	failed map[monthOf]int   // tickets that are not in the store
	lacks  map[monthOf]int   // tickets whose last bundle lacks something
	gone   map[monthOf]int   // bundles that an inventory lists and the store has no more
	purged map[monthOf]int   // and those that went by a certificate of destruction
}

// monthOf names the month of a department, by its first moment.
type monthOf struct {
	department string
	begins     time.Time
}

func month(department string, t time.Time) monthOf {
	t = t.UTC()
	return monthOf{strings.ToLower(department), time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)}
}

func (m monthOf) ends() time.Time { return m.begins.AddDate(0, 1, 0) }

// span is a stretch of time, its end not included.
type span struct{ from, to time.Time }

// proof gathers what the reports show.
func (all runs) proof(ctx context.Context, store storage.Store) (*proof, error) {
	p := &proof{seen: map[string][]span{}, failed: map[monthOf]int{}, lacks: map[monthOf]int{}}
	for _, report := range all.reports {
		p.listed(report)
	}
	for _, e := range all.failures() {
		p.failed[month(Segment(e.Department), e.Closed)]++
	}
	standing, err := all.standing(ctx, store)
	for _, s := range standing {
		p.lacks[month(s.Key.Department, s.Key.Closed)]++
	}
	for _, spans := range p.seen {
		slices.SortFunc(spans, func(a, b span) int { return a.from.Compare(b.from) })
	}
	return p, err
}

// listed takes in the windows that a run listed to their end, as far as they
// lie in what it was asked for and long enough before it.
func (p *proof) listed(r *Report) {
	until := r.begunAt().Add(-overlap)
	for _, w := range r.Windows {
		s := span{latest(w.Since, r.Since), earliest(w.Until, r.Until, until)}
		if w.Whole && !w.Since.IsZero() && s.from.Before(s.to) {
			d := strings.ToLower(Segment(w.Department))
			p.seen[d] = append(p.seen[d], s)
		}
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(times ...time.Time) time.Time { return slices.MinFunc(times, time.Time.Compare) }

// failures are the tickets that a run could not store and no later one did. A
// run tries all that failed in those that had ended when it began, and names
// anew what fails still.
func (all runs) failures() []Exception {
	type failure struct {
		Exception
		named time.Time
	}
	open := map[ticketID]failure{}
	for _, run := range all.names {
		report := all.reports[run]
		if report == nil {
			continue
		}
		maps.DeleteFunc(open, func(_ ticketID, f failure) bool { return !f.named.After(report.Started) })
		for _, e := range report.failures() {
			open[ticketID{e.Department, e.Ticket}] = failure{e, report.Finished}
		}
	}
	var list []Exception
	for _, f := range open {
		list = append(list, f.Exception)
	}
	return list
}

// gone counts the bundles that a run's inventory lists and that are not among
// the keys: those that were purged, by the certificates' word, and the others.
func (all runs) gone(ctx context.Context, store storage.Store, keys *keyTable[struct{}]) (gone, purged map[monthOf]int, err error) {
	missing := map[string]monthOf{}
	for _, run := range all.names {
		for line, err := range Inventory(ctx, store, run) {
			if isNotFound(err) {
				break
			}
			if err != nil {
				return nil, nil, err
			}
			if k, err := ParseKey(line.Key); err == nil && !keys.has(line.Key) {
				missing[line.Key] = month(k.Department, k.Closed)
			}
		}
	}
	gone, purged = map[monthOf]int{}, map[monthOf]int{}
	if len(missing) == 0 {
		return gone, purged, nil
	}
	destroyed, err := certificates(ctx, store)
	by := certified(destroyed)
	for key, m := range missing {
		if by[key] != "" {
			purged[m]++
		} else {
			gone[m]++
		}
	}
	return gone, purged, err
}

// judge says of each month that has bundles, or was listed, what is proven.
func (p *proof) judge(held map[monthOf]*MonthStatus) []MonthStatus {
	for department, spans := range p.seen {
		for _, s := range spans {
			for m := month(department, s.from); m.begins.Before(s.to); m.begins = m.ends() {
				if held[m] == nil {
					held[m] = &MonthStatus{}
				}
			}
		}
	}
	for _, months := range []map[monthOf]int{p.gone, p.purged} {
		for m := range months {
			if held[m] == nil {
				held[m] = &MonthStatus{}
			}
		}
	}
	for m := range p.failed {
		if held[m] == nil && !m.begins.Before(earliestMonth) {
			held[m] = &MonthStatus{}
		}
	}
	list := []MonthStatus{}
	for m, status := range held {
		status.Department, status.Month = m.department, m.begins.Format("2006-01")
		status.Gaps, status.Purged = p.gaps(m), p.purged[m]
		status.Complete = len(status.Gaps) == 0
		list = append(list, *status)
	}
	slices.SortFunc(list, func(a, b MonthStatus) int {
		return cmp.Or(cmp.Compare(a.Department, b.Department), cmp.Compare(a.Month, b.Month))
	})
	return list
}

// earliestMonth is later than that of a ticket whose closing is not known: it
// may belong to any month.
var earliestMonth = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)

// gaps says what keeps a month from being proven complete.
func (p *proof) gaps(m monthOf) []string {
	var found []string
	at := m.begins
	for _, s := range append(slices.Clone(p.seen[m.department]), span{m.ends(), m.ends()}) {
		if s.from.After(at) && at.Before(m.ends()) {
			found = append(found, notListed(m, span{at, earliest(s.from, m.ends())}))
		}
		at = latest(at, s.to)
	}
	if n := p.failed[m] + p.failed[month(m.department, time.Time{})]; n > 0 {
		found = append(found, fmt.Sprintf("not archived: %d", n))
	}
	if n := p.gone[m]; n > 0 {
		found = append(found, fmt.Sprintf("gone from the store: %d", n))
	}
	if n := p.lacks[m]; n > 0 {
		found = append(found, fmt.Sprintf("with exceptions: %d", n))
	}
	return found
}

func notListed(m monthOf, s span) string {
	const layout = "2006-01-02 15:04"
	switch from, to := s.from.Equal(m.begins), s.to.Equal(m.ends()); {
	case from && to:
		return "not listed"
	case from:
		return "not listed before " + s.to.Format(layout)
	case to:
		return "not listed from " + s.from.Format(layout)
	}
	return "not listed from " + s.from.Format(layout) + " to " + s.to.Format(layout)
}
