package archive

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/storage"
)

// Standing is a bundle that lacks something, and what: the last bundle of its
// ticket, so that nothing later makes up for it.
type Standing struct {
	Key        Key
	Exceptions []Exception
}

// FindStanding reads from the runs' reports and inventories what the store
// lacks still. Memory follows the number of runs, and of tickets that ever
// lacked anything.
func FindStanding(ctx context.Context, store storage.Store) ([]Standing, error) {
	runs, err := loadRuns(ctx, store)
	if err != nil {
		return nil, err
	}
	return runs.standing(ctx, store)
}

// runs are all that the store knows of, oldest first, each with its report if
// it has left one.
type runs struct {
	names   []string
	reports map[string]*Report
	damaged []string // whose reports can't be read
}

// reportsAtOnce is how many reports are read side by side: from S3 one takes
// some hundredths of a second, and a service leaves tens of thousands.
const reportsAtOnce = 16

func loadRuns(ctx context.Context, store storage.Store) (runs, error) {
	all := runs{reports: map[string]*Report{}}
	var mu sync.Mutex
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(reportsAtOnce)
	var listErr error
	for run, err := range Runs(groupCtx, store) {
		if listErr = err; err != nil {
			break
		}
		all.names = append(all.names, run)
		group.Go(func() error {
			report, err := LoadReport(groupCtx, store, run)
			if isNotFound(err) {
				return nil
			}
			mu.Lock()
			defer mu.Unlock()
			if errors.Is(err, ErrDamagedReport) {
				all.damaged = append(all.damaged, run)
				return nil
			}
			all.reports[run] = report
			return err
		})
	}
	return all, cmp.Or(context.Cause(ctx), group.Wait(), listErr)
}

func (all runs) standing(ctx context.Context, store storage.Store) ([]Standing, error) {
	lacking := map[int64]bool{}
	for _, report := range all.reports {
		for _, e := range report.Exceptions {
			if e.lacks() {
				lacking[e.Ticket] = true
			}
		}
	}
	if len(lacking) == 0 {
		return nil, nil
	}
	standing, err := all.lastBundles(ctx, store, lacking)
	if err != nil || len(standing) == 0 {
		return nil, err
	}
	// What was purged lacks nothing any more, and is not to be fetched again.
	purged, err := certificates(ctx, store)
	if err != nil {
		return nil, err
	}
	by, left := certified(purged), []Standing{}
	for _, s := range standing {
		if by[s.Key.String()] != "" {
			if _, err := store.Stat(ctx, s.Key.String()); isNotFound(err) {
				continue
			} else if err != nil {
				return nil, err
			}
		}
		left = append(left, s)
	}
	return left, nil
}

// lastBundles finds the last bundle of each ticket, and what the run that made
// it says that it lacks. Where that run was killed before it had a report, the
// bundles themselves tell.
func (all runs) lastBundles(ctx context.Context, store storage.Store, tickets map[int64]bool) ([]Standing, error) {
	type made struct {
		key Key
		run string
	}
	last := map[ticketID]made{}
	for _, run := range all.names {
		for line, err := range Inventory(ctx, store, run) {
			if isNotFound(err) {
				break
			}
			if err != nil {
				return nil, err
			}
			if k, err := ParseKey(line.Key); err == nil && tickets[line.Ticket] {
				k.Closed = line.Closed
				t := ticketID{k.Department, k.Ticket}
				if before, ok := last[t]; !ok || CompareRevisions(before.key, k) <= 0 {
					last[t] = made{k, run}
				}
			}
		}
	}
	byRun := map[string][]Key{}
	for _, m := range last {
		byRun[m.run] = append(byRun[m.run], m.key)
	}
	var standing []Standing
	for _, run := range slices.Sorted(maps.Keys(byRun)) {
		if report := all.reports[run]; report != nil {
			standing = append(standing, report.lackingOf(byRun[run])...)
			continue
		}
		for _, key := range byRun[run] {
			_, c, err := measure(ctx, store, key.String())
			if err != nil && !isNotFound(err) {
				return nil, err
			}
			if len(c.missing) > 0 {
				standing = append(standing, Standing{key, c.missing})
			}
		}
	}
	return standing, nil
}

// lackingOf is what the report says that its run's bundles lack.
func (r *Report) lackingOf(keys []Key) []Standing {
	slices.SortFunc(keys, func(a, b Key) int { return strings.Compare(a.String(), b.String()) })
	var list []Standing
	for _, k := range keys {
		s := Standing{Key: k}
		for _, e := range r.Exceptions {
			if e.lacks() && e.Ticket == k.Ticket && (e.Department == "" || strings.EqualFold(Segment(e.Department), k.Department)) {
				s.Exceptions = append(s.Exceptions, e)
			}
		}
		if len(s.Exceptions) > 0 {
			list = append(list, s)
		}
	}
	return list
}
