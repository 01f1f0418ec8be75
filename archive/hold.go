package archive

import (
	"context"
	"maps"
	"slices"

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
	Changed bool     `json:"changed"`          // the case holds it now, or no longer; it did not before
	Cases   []string `json:"cases"`            // that hold it now, sorted
	Lapsed  bool     `json:"lapsed,omitempty"` // a case held it, and the store did not: somebody had lifted it. It holds it again
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
	failed, lapsed := map[string]error{}, r.lapsed(ctx, keysOf(holds), before)
	if err := r.set(ctx, keysOf(holds), true, failed); err != nil {
		return nil, err
	}
	holds = slices.DeleteFunc(slices.Clone(holds), func(h heldFor) bool { return failed[h.key.String()] != nil })
	if err := r.enterRestored(ctx, lapsed, failed, before); err != nil {
		return nil, err
	}
	if err := r.enter(ctx, custody.Held, holds, detail); err != nil {
		return nil, err
	}
	if err := r.set(ctx, keysOf(holds), true, failed); err != nil {
		return nil, err
	}
	return r.report(ctx, holds, failed, lapsed, func(h heldFor) bool { return !before.Holds(h.key.String(), h.name) })
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
	lapsed := r.lapsed(ctx, keysOf(ours), before)
	if err := r.enter(ctx, custody.Released, holds, ""); err != nil {
		return nil, err
	}
	failed := map[string]error{}
	now, err := r.lift(ctx, keysOf(ours), failed)
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(lapsed, func(key string, _ Key) bool { return len(now.Cases(key)) == 0 }) // the last case went: it stays off
	if err := r.enterRestored(ctx, lapsed, failed, now); err != nil {
		return nil, err
	}
	return r.report(ctx, ours, failed, lapsed, func(h heldFor) bool { return before.Holds(h.key.String(), name) })
}

// lift takes the hold off those bundles that no case holds, and sees to it that
// it is on for the others. It returns the cases as it read them last.
func (r *Registry) lift(ctx context.Context, keys []Key, failed map[string]error) (*CaseBook, error) {
	now, err := r.cases(ctx)
	if err != nil {
		return nil, err
	}
	held := func(k Key) bool { return len(now.Cases(k.String())) > 0 }
	if err := r.set(ctx, slices.DeleteFunc(slices.Clone(keys), held), false, failed); err != nil {
		return nil, err
	}
	if now, err = r.cases(ctx); err != nil {
		return nil, err
	}
	return now, r.set(ctx, slices.DeleteFunc(slices.Clone(keys), func(k Key) bool { return !held(k) }), true, failed)
}
