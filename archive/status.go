package archive

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

// Status is what a store holds, by its keys and its runs' reports. Nothing of
// the bundles is read for it: Verify does that.
type Status struct {
	Store   string        `json:"store"`
	Tickets int           `json:"tickets"`
	Bundles int           `json:"bundles"` // more than tickets where some have several revisions
	Bytes   int64         `json:"bytes"`
	Months  []MonthStatus `json:"months"`
	Runs    []RunStatus   `json:"runs"` // oldest first
	Last    *Report       `json:"last,omitempty"`
}

// MonthStatus counts the bundles of a department's month of closing.
type MonthStatus struct {
	Department string `json:"department"`
	Month      string `json:"month"` // yyyy-mm
	Tickets    int    `json:"tickets"`
	Bundles    int    `json:"bundles"`
	Bytes      int64  `json:"bytes"`
}

// RunStatus is a run in short.
type RunStatus struct {
	Run        string    `json:"run"`
	Since      time.Time `json:"since,omitzero"`
	Until      time.Time `json:"until,omitzero"`
	Archived   int       `json:"archived"`
	Unchanged  int       `json:"unchanged"`
	Failed     int       `json:"failed"`
	Exceptions int       `json:"exceptions"`
	Complete   bool      `json:"complete"`
}

// ReadStatus lists the store and reads its reports.
func ReadStatus(ctx context.Context, store storage.Store) (*Status, error) {
	s := &Status{Store: store.String(), Months: []MonthStatus{}, Runs: []RunStatus{}}
	if err := s.readBundles(ctx, store); err != nil {
		return nil, err
	}
	for run, err := range Runs(ctx, store) {
		if err != nil {
			return nil, err
		}
		report, err := LoadReport(ctx, store, run)
		if isNotFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		s.Runs = append(s.Runs, RunStatus{run, report.Since, report.Until, report.Archived, report.Unchanged, report.Failed, len(report.Exceptions), report.Complete})
		s.Last = report
	}
	return s, nil
}

func (s *Status) readBundles(ctx context.Context, store storage.Store) error {
	months := map[string]*MonthStatus{}
	var last Key // keys come in order, so a ticket's revisions are neighbours
	for info, err := range store.List(ctx, ticketsPrefix) {
		if err != nil {
			return err
		}
		k, err := ParseKey(info.Key)
		if err != nil {
			continue
		}
		m, ok := months[k.month()]
		if !ok {
			m = &MonthStatus{Department: k.Department, Month: k.Closed.Format("2006-01")}
			months[k.month()] = m
		}
		if k.Ticket != last.Ticket || k.Department != last.Department {
			m.Tickets++
			s.Tickets++
		}
		m.Bundles++
		m.Bytes += info.Size
		s.Bundles++
		s.Bytes += info.Size
		last = k
	}
	for m := range maps.Values(months) {
		s.Months = append(s.Months, *m)
	}
	slices.SortFunc(s.Months, func(a, b MonthStatus) int {
		return cmp.Or(cmp.Compare(a.Department, b.Department), cmp.Compare(a.Month, b.Month))
	})
	return nil
}
