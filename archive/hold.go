package archive

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
)

// Registry keeps legal holds by case: the custody log says which case holds
// which bundle, and the object's one hold is on while any does.
//
// A bundle is never less protected than the log says. So its hold goes on
// before the log has the case, and off after the log has its release. What is
// cut off between the two leaves a hold too much, which the same call again
// completes. Two at once, on one machine or two, can still cross: one has
// found no other case and lifts the hold that the other has just placed. So
// each looks again when it is done: who places sets the hold once more after
// the log has the case, and who lifts reads the log once more and sets the hold
// again if a case came. Whichever comes last sees the other.
type Registry struct {
	Store storage.Keeper
	Log   *custody.Log // nil: the user keeps none, and nothing is known of cases
	By    string       // who, for the log
}

// HoldChange is what became of a bundle.
type HoldChange struct {
	Key     string   `json:"key"`
	Changed bool     `json:"changed"` // the case holds it now, or no longer; it did not before
	Cases   []string `json:"cases"`   // that hold it now, sorted
}

// HoldReport is what became of the bundles, by key. Those that failed are as
// they were, or better protected.
type HoldReport struct {
	Changes  []HoldChange
	Failures []Failure
}

// heldFor is a bundle and a case.
type heldFor struct {
	key  Key
	name string
}

// Place has the case hold the bundles. It may be called again after an error.
func (r *Registry) Place(ctx context.Context, name string, keys []Key) (*HoldReport, error) {
	var holds []heldFor
	for _, k := range keys {
		holds = append(holds, heldFor{k, name})
	}
	return r.place(ctx, holds, "")
}

func (r *Registry) place(ctx context.Context, holds []heldFor, detail string) (*HoldReport, error) {
	if err := r.Store.Locks(ctx); err != nil {
		return nil, err
	}
	before, err := r.cases(ctx)
	if err != nil {
		return nil, err
	}
	failed := map[string]error{}
	if err := r.set(ctx, keysOf(holds), true, failed); err != nil {
		return nil, err
	}
	holds = slices.DeleteFunc(slices.Clone(holds), func(h heldFor) bool { return failed[h.key.String()] != nil })
	if err := r.enter(ctx, custody.Held, holds, detail); err != nil {
		return nil, err
	}
	if err := r.set(ctx, keysOf(holds), true, failed); err != nil {
		return nil, err
	}
	return r.report(ctx, holds, failed, func(h heldFor) bool { return !before.Holds(h.key.String(), h.name) })
}

// Release has the case hold the bundles no longer, and lifts the holds of those
// that no other case holds. Bundles that the case never held stay as they are.
// It may be called again after an error.
func (r *Registry) Release(ctx context.Context, name string, keys []Key) (*HoldReport, error) {
	before, err := r.cases(ctx)
	if err != nil {
		return nil, err
	}
	var holds, ours []heldFor
	for _, k := range keys {
		if before.ever(k.String(), name) {
			ours = append(ours, heldFor{k, name})
		}
		if before.Holds(k.String(), name) {
			holds = append(holds, heldFor{k, name})
		}
	}
	if err := r.enter(ctx, custody.Released, holds, ""); err != nil {
		return nil, err
	}
	failed := map[string]error{}
	if err := r.lift(ctx, keysOf(ours), failed); err != nil {
		return nil, err
	}
	return r.report(ctx, ours, failed, func(h heldFor) bool { return before.Holds(h.key.String(), name) })
}

// lift takes the hold off those bundles that no case holds, and sees to it that
// it is on for the others.
func (r *Registry) lift(ctx context.Context, keys []Key, failed map[string]error) error {
	now, err := r.cases(ctx)
	if err != nil {
		return err
	}
	held := func(k Key) bool { return len(now.Cases(k.String())) > 0 }
	if err := r.set(ctx, slices.DeleteFunc(slices.Clone(keys), held), false, failed); err != nil {
		return err
	}
	if now, err = r.cases(ctx); err != nil {
		return err
	}
	return r.set(ctx, slices.DeleteFunc(slices.Clone(keys), func(k Key) bool { return !held(k) }), true, failed)
}

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

func (r *Registry) report(ctx context.Context, holds []heldFor, failed map[string]error, changed func(heldFor) bool) (*HoldReport, error) {
	now, err := r.cases(ctx)
	if err != nil {
		return nil, err
	}
	report := &HoldReport{Changes: []HoldChange{}}
	for _, h := range holds {
		if key := h.key.String(); failed[key] == nil {
			report.Changes = append(report.Changes, HoldChange{key, changed(h), now.Cases(key)})
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
