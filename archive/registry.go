package archive

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/custody"
)

func (r *Registry) cases(ctx context.Context) (*CaseBook, error) {
	if r.Log == nil {
		return new(CaseBook), nil
	}
	view, err := r.Log.Latest(ctx)
	if err != nil {
		return nil, err
	}
	return ReadCases(ctx, view)
}

// heldAtOnce is how many objects are asked or changed side by side.
const heldAtOnce = 16

// lapsed are the bundles that a case holds and the store does not. One that
// cannot be asked is none: setting its hold tells what is wrong.
func (r *Registry) lapsed(ctx context.Context, keys []Key, book *CaseBook) map[string]Key {
	var mu sync.Mutex
	lapsed := map[string]Key{}
	var group errgroup.Group
	group.SetLimit(heldAtOnce)
	for _, k := range keys {
		key := k.String()
		if len(book.Cases(key)) == 0 {
			continue
		}
		group.Go(func() error {
			if kept, err := r.Store.Kept(ctx, key); err == nil && !kept.Hold {
				mu.Lock()
				lapsed[key] = k
				mu.Unlock()
			}
			return nil
		})
	}
	group.Wait()
	return lapsed
}

// set places or lifts the hold of each object that has not failed yet. The
// error is that the context ended; an object that fails keeps no other from its
// turn.
func (r *Registry) set(ctx context.Context, keys []Key, on bool, failed map[string]error) error {
	var mu sync.Mutex
	var group errgroup.Group
	group.SetLimit(heldAtOnce)
	for _, k := range keys {
		key := k.String()
		mu.Lock()
		skip := failed[key] != nil
		mu.Unlock()
		if skip || ctx.Err() != nil {
			continue
		}
		group.Go(func() error {
			if err := r.Store.SetHold(ctx, key, on); err != nil {
				mu.Lock()
				failed[key] = err
				mu.Unlock()
			}
			return nil
		})
	}
	group.Wait()
	return context.Cause(ctx)
}

// enterRestored puts into the log which cases' holds were gone and are on again.
func (r *Registry) enterRestored(ctx context.Context, lapsed map[string]Key, failed map[string]error, book *CaseBook) error {
	var holds []heldFor
	for _, key := range slices.Sorted(maps.Keys(lapsed)) {
		if failed[key] != nil {
			continue
		}
		for _, name := range book.Cases(key) {
			holds = append(holds, heldFor{lapsed[key], name})
		}
	}
	return r.enter(ctx, custody.Restored, holds, "")
}

// enter puts the holds into the log.
func (r *Registry) enter(ctx context.Context, event custody.Event, holds []heldFor, detail string) error {
	var entries []custody.Entry
	for _, h := range holds {
		entries = append(entries, custody.Entry{Event: event, Ticket: h.key.Ticket, Department: h.key.Department, Key: h.key.String(), By: r.By, Case: h.name, Detail: detail})
	}
	if len(entries) == 0 || r.Log == nil {
		return nil
	}
	if _, err := r.Log.Append(ctx, entries); err != nil {
		return fmt.Errorf("enter what is %s: %w", event, err)
	}
	return nil
}

func (r *Registry) report(ctx context.Context, holds []heldFor, failed map[string]error, lapsed map[string]Key, changed func(heldFor) bool) (*HoldReport, error) {
	now, err := r.cases(ctx)
	if err != nil {
		return nil, err
	}
	report := &HoldReport{Changes: []HoldChange{}}
	for _, h := range holds {
		if key := h.key.String(); failed[key] == nil {
			_, gone := lapsed[key]
			report.Changes = append(report.Changes, HoldChange{Key: key, Changed: changed(h), Cases: now.Cases(key), Lapsed: gone})
		}
	}
	for key, err := range failed {
		report.Failures = append(report.Failures, Failure{key, err})
	}
	slices.SortFunc(report.Changes, func(a, b HoldChange) int { return cmp.Compare(a.Key, b.Key) })
	slices.SortFunc(report.Failures, func(a, b Failure) int { return strings.Compare(a.Key, b.Key) })
	return report, nil
}

// keysOf are the bundles of holds, each once.
func keysOf(holds []heldFor) []Key {
	met := map[string]bool{}
	var keys []Key
	for _, h := range holds {
		if key := h.key.String(); !met[key] {
			met[key] = true
			keys = append(keys, h.key)
		}
	}
	return keys
}
