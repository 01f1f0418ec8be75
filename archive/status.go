package archive

import (
	"context"
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
	Runs    []RunStatus   `json:"runs"`              // oldest first
	Damaged []string      `json:"damaged,omitempty"` // runs whose reports can't be read
	Lacking int           `json:"lacking"`           // tickets whose last bundle lacks something
	Next    time.Time     `json:"next,omitzero"`     // where a run without --since goes on
	Last    *Report       `json:"last,omitempty"`
}

// MonthStatus counts the bundles of a department's month of closing.
type MonthStatus struct {
	Department string `json:"department"`
	Month      string `json:"month"` // yyyy-mm
	Tickets    int    `json:"tickets"`
	Bundles    int    `json:"bundles"`
	Bytes      int64  `json:"bytes"`
	Purged     int    `json:"purged,omitzero"` // bundles that went when their retention had passed

	// Complete says that the runs' reports prove the month: it was listed to its
	// end after it had passed, and nothing of it is named as an exception still.
	// Gaps say what keeps it from being so.
	Complete bool     `json:"complete"`
	Gaps     []string `json:"gaps,omitempty"`
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
	months, keys, err := s.readBundles(ctx, store)
	if err != nil {
		return nil, err
	}
	all, err := loadRuns(ctx, store)
	if err != nil {
		return nil, err
	}
	s.Damaged = all.damaged
	for _, run := range all.names {
		if report := all.reports[run]; report != nil {
			s.Runs = append(s.Runs, RunStatus{run, report.Since, report.Until, report.Archived, report.Unchanged, report.Failed, len(report.Exceptions), report.Complete})
			s.Last = report
		}
	}
	if s.Last != nil {
		next, err := Resume(ctx, store, s.Last.Started)
		if err != nil {
			return nil, err
		}
		s.Next = next.Since
	}
	proof, err := all.proof(ctx, store)
	if err != nil {
		return nil, err
	}
	if proof.gone, proof.purged, err = all.gone(ctx, store, keys); err != nil {
		return nil, err
	}
	for _, n := range proof.lacks {
		s.Lacking += n
	}
	s.Months = proof.judge(months)
	return s, nil
}

// readBundles counts the bundles by month, and returns their keys too.
func (s *Status) readBundles(ctx context.Context, store storage.Store) (map[monthOf]*MonthStatus, *keyTable[struct{}], error) {
	months, keys := map[monthOf]*MonthStatus{}, new(keyTable[struct{}])
	var last Key // keys come in order, so a ticket's revisions are neighbours
	for info, err := range store.List(ctx, ticketsPrefix) {
		if err != nil {
			return nil, nil, err
		}
		k, err := ParseKey(info.Key)
		if err != nil {
			continue
		}
		keys.set(info.Key, struct{}{})
		m, ok := months[month(k.Department, k.Closed)]
		if !ok {
			m = &MonthStatus{}
			months[month(k.Department, k.Closed)] = m
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
	return months, keys, nil
}
