package archive

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

// Resumption is where the next run goes on.
type Resumption struct {
	Last   *Report     // nil if the store has no run
	Since  time.Time   // so that nothing is left out
	Failed []Exception // tickets that could not be stored and are to be tried again, whatever the window

	// Damaged are the latest runs whose reports can't be read. They count as if
	// they had been killed: the next run continues from those before.
	Damaged []string
}

// Resume reads from the store's latest reports where the next run goes on. A
// run that was killed has left no report, so the one before it counts; of runs
// that went on side by side all count.
func Resume(ctx context.Context, store storage.Store, now time.Time) (*Resumption, error) {
	known, err := recentReports(ctx, store, now)
	if err != nil {
		return nil, err
	}
	r := &Resumption{}
	var reports []*Report
	for _, info := range slices.Backward(known) {
		run := runOf(info.Key)
		if r.Last != nil && !info.Modified.After(r.Last.Started.Add(-sideBySide)) {
			continue // it had ended when the newest began, which so knows what it could not do
		}
		report, err := LoadReport(ctx, store, run)
		if errors.Is(err, ErrDamagedReport) {
			r.Damaged = append(r.Damaged, run)
			continue
		}
		if err != nil {
			return nil, err
		}
		reports = append(reports, report)
		if r.Last == nil {
			r.Last = report
		}
		if at := report.ResumeAt(); r.Since.IsZero() || at.Before(r.Since) {
			r.Since = at
		}
	}
	r.Failed, err = failedStill(ctx, store, reports)
	return r, err
}

// failedStill are the tickets that a run could not store, and none that ended
// later met in the store.
func failedStill(ctx context.Context, store storage.Store, reports []*Report) ([]Exception, error) {
	slices.SortStableFunc(reports, func(a, b *Report) int { return a.Finished.Compare(b.Finished) })
	failed := map[ticketID]Exception{}
	for _, report := range reports {
		if len(failed) > 0 && report.Windows != nil {
			for f, err := range Fates(ctx, store, report.Run) {
				if isNotFound(err) {
					break // then nothing of it is known to be in the store
				}
				if err != nil {
					return nil, err
				}
				delete(failed, ticketID{f.Department, f.Ticket})
			}
		}
		for _, e := range report.failures() {
			failed[ticketID{e.Department, e.Ticket}] = e
		}
	}
	return slices.SortedFunc(maps.Values(failed), compareExceptions), nil
}

// sideBySide is what the clocks of two machines that archive into one store
// may differ by.
const sideBySide = 5 * time.Minute

// recentReports lists the reports of the last runs, oldest first: those of the
// newest month that has any, and of the one before it, in which runs began that
// went on beside them. Months are looked into one by one, since a service leaves
// tens of thousands of runs.
func recentReports(ctx context.Context, store storage.Store, now time.Time) ([]storage.Info, error) {
	var reports []storage.Info
	for _, prefix := range recentMonths(now) {
		found, err := listReports(ctx, store, prefix)
		if err != nil {
			return nil, err
		}
		if prefix == runsPrefix {
			return found, nil
		}
		older := len(reports) > 0
		reports = append(found, reports...)
		if older {
			break
		}
	}
	return reports, nil
}

// recentMonths are the prefixes of the runs of this month and of those before
// it, and at last that of all.
func recentMonths(now time.Time) []string {
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	var list []string
	for back := -1; back < 12; back++ { // a machine before us may have its clock ahead
		list = append(list, runsPrefix+first.AddDate(0, -back, 0).Format("200601"))
	}
	return append(list, runsPrefix)
}

func listReports(ctx context.Context, store storage.Store, prefix string) ([]storage.Info, error) {
	var found []storage.Info
	for info, err := range store.List(ctx, prefix) {
		if err != nil {
			return nil, err
		}
		if strings.HasSuffix(info.Key, reportName) {
			found = append(found, info)
		}
	}
	return found, nil
}

func runOf(key string) string {
	run, _, _ := strings.Cut(strings.TrimPrefix(key, runsPrefix), "/")
	return run
}

// overlap is how far a run that goes on reaches back: the service may list a
// closing some time after it happened.
const overlap = time.Hour

// ResumeAt is where the next run has to begin so that nothing is left out: a
// little before the end of this one, or at its start if a department could not
// be listed. Tickets that failed are tried again by name.
func (r *Report) ResumeAt() time.Time {
	if !r.listedAll() {
		return r.Since
	}
	return r.seenUntil()
}

// seenUntil is how far the run's lists can be relied on.
func (r *Report) seenUntil() time.Time {
	end := r.Until
	if begun := r.begunAt(); begun.Before(end) {
		end = begun // what closes after that, no list has shown yet
	}
	return end.Add(-overlap)
}

// begunAt is when the run began, by the service's clock if that is behind
// ours: it is what closings are dated by.
func (r *Report) begunAt() time.Time {
	offset := time.Duration(r.API.ClockOffset * float64(time.Second))
	return r.Started.Add(min(offset, 0))
}

// failures are the exceptions of tickets that are not in the store.
func (r *Report) failures() []Exception {
	var list []Exception
	for _, e := range r.Exceptions {
		if e.failed() {
			list = append(list, e)
		}
	}
	return list
}

// failed tells a ticket that is not in the store from one that lacks something.
func (e Exception) failed() bool {
	return e.Ticket != 0 && e.Attachment == "" && strings.HasPrefix(e.Code, failurePrefix)
}

// lacks tells an exception of a ticket that is in the store.
func (e Exception) lacks() bool { return e.Ticket != 0 && !e.failed() && e.Code != CodeDamaged }

func compareExceptions(a, b Exception) int {
	return cmp.Or(cmp.Compare(a.Department, b.Department), cmp.Compare(a.Ticket, b.Ticket), cmp.Compare(a.Attachment, b.Attachment))
}
