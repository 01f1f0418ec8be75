package archive

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
)

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
	if w.keep.Mode == storage.None && len(w.cases) == 0 {
		a.extended(Extension{Key: key, Until: w.until, Rule: w.rule, key: w.key})
		return nil
	}
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
	if !covered || a.lacks(w) {
		x := Extension{key, to.Mode, to.Until, have.Mode, have.Until, w.rule, w.key}
		if w.until.After(to.Until) { // which nothing locks for so long
			x.Mode, x.Until = storage.None, w.until
		}
		a.extended(x)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, name := range w.cases {
		if !kept.Hold || a.View != nil && !a.book.Holds(key, name) {
			a.holds = append(a.holds, heldFor{w.key, name})
		}
	}
	return nil
}

func (a *applying) extended(x Extension) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.result.Extended = append(a.result.Extended, x)
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
