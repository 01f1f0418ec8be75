package check

import (
	"slices"
	"time"
)

const instantForm = "2006-01-02T15:04:05Z" // fractions are taken too

const maxSpan = 25 * time.Hour // a day on which clocks go back

// times holds timestamps to being in UTC and in order.
func (r *rsmfReader) times(m *rsmfManifest) {
	var last time.Time
	var first time.Time
	for i := range m.Events {
		e, where := &m.Events[i], at("events", i)
		for _, s := range append(slices.Clone(e.Edits), e.Receipts...) {
			if s.Timestamp != "" {
				r.instant(s.Timestamp, where)
			}
		}
		if e.Timestamp == "" {
			if !slices.ContainsFunc(e.Custom, func(c custom) bool { return c.Name == "Time as recorded" }) {
				r.problem(RSMFTime, where, "has no timestamp, and no custom field %q", "Time as recorded")
			}
			continue
		}
		when := r.instant(e.Timestamp, where)
		if when.IsZero() {
			continue
		}
		if when.Before(last) {
			r.problem(RSMFOrder, where, "is at %s, after one at %s", e.Timestamp, last.Format(time.RFC3339Nano))
		}
		last = when
		if first.IsZero() {
			first = when
		}
	}
	if len(m.Events) > maxEvents {
		r.problem(RSMFLimit, "", "has %d events; importers accept %d", len(m.Events), maxEvents)
	}
	if last.Sub(first) > maxSpan {
		r.problem(RSMFLimit, "", "goes from %s to %s: more than a day", first.Format(time.RFC3339), last.Format(time.RFC3339))
	}
}

func (r *rsmfReader) instant(text, where string) time.Time {
	when, err := time.Parse(instantForm, text)
	if err != nil {
		r.problem(RSMFTime, where, "%q is not a time in UTC, such as 2006-01-02T15:04:05Z", text)
	}
	return when
}
