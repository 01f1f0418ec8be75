package archive

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
)

// ApplyOptions say how a policy is applied to what is stored.
type ApplyOptions struct {
	// Registry has the store, and the log. Its store may be a storage.DryRun;
	// then it has no log.
	Registry Registry
	// View is the log as it was at the beginning; nil if there is none to be read.
	View   *custody.View
	Policy *retention.Policy
	Now    func() time.Time
}

// Extension is a retention that was made longer or stricter, or that the log
// did not know of.
type Extension struct {
	Key      string       `json:"key"`
	Mode     storage.Mode `json:"mode"`
	Until    time.Time    `json:"until"`
	WasMode  storage.Mode `json:"was_mode"` // as the store had it, "" is not at all
	WasUntil time.Time    `json:"was_until,omitzero"`
	Rule     string       `json:"rule"`
	key      Key
}

// Applied is what Apply did, each by key.
type Applied struct {
	Bundles  int // looked at
	Extended []Extension
	Held     []Placed
	Unread   []Failure // bundles that could not be read: nothing is decided over them
	Failures []Failure
}

// Placed is a hold that the policy wants and that was missing, in the store or
// in the log.
type Placed struct {
	Key  string `json:"key"`
	Case string `json:"case"`
}

// wanted is what the policy wants of a bundle, beyond keeping it.
type wanted struct {
	key   Key
	keep  storage.Retention // in force now, or none
	cases []string
	rule  string
}

// Apply has every bundle kept at least as the policy decides now. It never
// shortens or weakens, and lifts no hold. A retention is extended before the log
// has it; where that was cut off, the next Apply finds that the log lacks it.
// ErrNoLock, before anything is done, if the policy wants what the store cannot
// promise.
func Apply(ctx context.Context, o ApplyOptions) (*Applied, error) {
	a := &applying{ApplyOptions: o, result: Applied{Extended: []Extension{}, Held: []Placed{}}, logged: map[string]storage.Retention{}, book: &CaseBook{map[string]map[string]bool{}}, failed: map[string]error{}}
	if o.Policy.Retains() {
		if err := o.Registry.Store.Locks(ctx); err != nil {
			return nil, err
		}
	}
	if err := EachSubject(ctx, o.Registry.Store, o.Policy.NamesDepartments(), a.decide); err != nil {
		return nil, err
	}
	if err := a.readLog(ctx); err != nil {
		return nil, err
	}
	slices.SortFunc(a.wants, func(x, y wanted) int { return strings.Compare(x.key.String(), y.key.String()) })
	for batch := range slices.Chunk(a.wants, logged) {
		if err := a.apply(ctx, batch); err != nil {
			return nil, err
		}
	}
	return a.done(ctx)
}

type applying struct {
	ApplyOptions
	wants  []wanted
	book   *CaseBook
	logged map[string]storage.Retention // what the log says of retentions, by key

	mu     sync.Mutex
	result Applied
	holds  []heldFor // that are missing
	failed map[string]error
}

func (a *applying) decide(h Held) error {
	a.result.Bundles++
	if h.Err != nil {
		a.result.Unread = append(a.result.Unread, Failure{h.Key.String(), h.Err})
		return nil
	}
	d := a.Policy.Decide(h.Subject)
	w := wanted{h.Key, keepingOf(d, a.Now()).Retention.At(a.Now()), d.Holds, d.By()}
	if w.keep.Mode != storage.None || len(w.cases) > 0 {
		a.wants = append(a.wants, w)
	}
	return nil
}

// readLog gathers what the log says of holds and retentions.
func (a *applying) readLog(ctx context.Context) error {
	if a.View == nil {
		return nil
	}
	for r, err := range a.View.Entries(ctx, 0) {
		if err != nil {
			return err
		}
		a.book.take(r.Entry)
		switch e := r.Entry; e.Event {
		case custody.Archived, custody.Extended:
			a.logged[e.Key] = storage.Retention{Mode: storage.Mode(e.Mode), Until: e.Until}
		}
	}
	return nil
}

// apply does so for some bundles, several at a time, and enters what it did.
func (a *applying) apply(ctx context.Context, batch []wanted) error {
	var group errgroup.Group
	group.SetLimit(heldAtOnce)
	before := len(a.result.Extended)
	for _, w := range batch {
		group.Go(func() error {
			if err := a.one(ctx, w); err != nil {
				a.mu.Lock()
				defer a.mu.Unlock()
				a.failed[w.key.String()] = err
			}
			return nil
		})
	}
	group.Wait()
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return a.enter(ctx, a.result.Extended[before:])
}

// one extends a bundle's retention if need be, and notes the holds that it
// lacks.
func (a *applying) one(ctx context.Context, w wanted) error {
	key := w.key.String()
	kept, err := a.Registry.Store.Kept(ctx, key)
	if err != nil {
		return err
	}
	have := kept.Retention.At(a.Now())
	to := have.Join(w.keep)
	covered := have.Covers(w.keep)
	if !covered {
		if err := a.Registry.Store.Extend(ctx, key, to); err != nil {
			return err
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if !covered || a.View != nil && !a.logged[key].Covers(w.keep) {
		a.result.Extended = append(a.result.Extended, Extension{key, to.Mode, to.Until, have.Mode, have.Until, w.rule, w.key})
	}
	for _, name := range w.cases {
		if !kept.Hold || a.View != nil && !a.book.Holds(key, name) {
			a.holds = append(a.holds, heldFor{w.key, name})
		}
	}
	return nil
}

func (a *applying) enter(ctx context.Context, extended []Extension) error {
	slices.SortFunc(extended, func(x, y Extension) int { return cmp.Compare(x.Key, y.Key) })
	var entries []custody.Entry
	for _, x := range extended {
		entries = append(entries, custody.Entry{Event: custody.Extended, Ticket: x.key.Ticket, Department: x.key.Department, Key: x.Key, By: a.Registry.By, Mode: string(x.Mode), Until: x.Until, Rule: x.Rule})
	}
	if len(entries) == 0 || a.Registry.Log == nil {
		return nil
	}
	if _, err := a.Registry.Log.Append(ctx, entries); err != nil {
		return fmt.Errorf("enter what was extended: %w", err)
	}
	return nil
}

// done places the holds that are missing, and makes the result.
func (a *applying) done(ctx context.Context) (*Applied, error) {
	r := &a.result
	for key, err := range a.failed {
		r.Failures = append(r.Failures, Failure{key, err})
	}
	if len(a.holds) > 0 {
		report, err := a.Registry.place(ctx, a.holds, byPolicy)
		if err != nil {
			return nil, err
		}
		r.Failures = append(r.Failures, report.Failures...)
		for _, h := range a.holds {
			p := Placed{h.key.String(), h.name}
			if !slices.ContainsFunc(report.Failures, func(f Failure) bool { return f.Key == p.Key }) {
				r.Held = append(r.Held, p)
			}
		}
	}
	byKey := func(x, y Failure) int { return strings.Compare(x.Key, y.Key) }
	slices.SortFunc(r.Held, func(x, y Placed) int { return cmp.Or(cmp.Compare(x.Key, y.Key), cmp.Compare(x.Case, y.Case)) })
	slices.SortFunc(r.Failures, byKey)
	slices.SortFunc(r.Unread, byKey)
	return r, nil
}
