package archive

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/glassix-archiver/archiver/discovery/query"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
)

// adopt looks at bundles that the run met again. Those that no run's inventory
// lists it adds to its own: they were left whole by a run that was killed, or
// stored by one that goes on at this moment. It returns the exceptions that
// still stand: files that a bundle lacks, as the run that made it reported, and
// bundles that are damaged.
func (r *run) adopt(ctx context.Context) ([]Exception, error) {
	if len(r.met) == 0 {
		return nil, nil
	}
	standing, err := forgetListed(ctx, r.Store, r.met)
	if err != nil {
		return nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(r.met)) {
		lacks, err := r.takeIn(ctx, key)
		if err != nil {
			return nil, err
		}
		standing = append(standing, lacks...)
	}
	return standing, nil
}

// takeIn adds one bundle, if it is whole, and returns what it lacks.
func (r *run) takeIn(ctx context.Context, key string) ([]Exception, error) {
	k, c, err := measure(ctx, r.Store, key)
	if err != nil {
		return nil, err
	}
	var d retention.Decision
	var ruled []string
	if len(c.problems) == 0 {
		d, ruled, err = r.decideOver(ctx, k, c.size)
		if unread, ok := errors.AsType[*storage.Error](err); ok {
			return nil, unread
		}
		if err != nil { // a bag, and nobody knows of what
			c.problems = []string{err.Error()}
		}
	}
	if len(c.problems) > 0 {
		return c.standing(k), nil
	}
	line := Line{Key: key, Size: c.size, SHA256: c.sha256, Ticket: k.Ticket, Revision: k.Revision, Closed: c.closed, Ruled: ruled, Found: true}
	if err := r.keep(ctx, d, &line); err != nil {
		return nil, fmt.Errorf("keep %s as the policy says: %w", key, err)
	}
	return c.standing(k), r.inventory.add(line)
}

// decideOver is how the policy, and the rules of cases, have a stored bundle kept.
func (r *run) decideOver(ctx context.Context, k Key, size int64) (d retention.Decision, ruled []string, err error) {
	s, err := subject(ctx, r.Store, k, size, r.Policy.NamesDepartments())
	d = r.Policy.Decide(s)
	if err != nil {
		return d, nil, err
	}
	ruled, err = r.rules.cases(ctx, func(files bool) (*query.Document, Contents, error) {
		if files {
			return ReadDocument(ctx, r.Store, k, r.Texts)
		}
		return ReadDocument(ctx, r.Store, k, nil)
	})
	d.Holds = joined(d.Holds, ruled)
	return d, ruled, err
}

// keep has an adopted bundle kept as if this run had stored it: at least as the
// policy says. The line gets how it is kept in truth, which may be longer and
// stricter, as the run that was killed had another policy.
func (r *run) keep(ctx context.Context, d retention.Decision, line *Line) error {
	line.Until, line.Lock, line.Rule, line.Holds = d.Until, string(d.Lock), d.By(), d.Holds
	keeper, ok := storage.AsKeeper(r.Store)
	if !ok {
		return nil
	}
	kept, err := r.protect(ctx, keeper, line.Key, d)
	if err != nil {
		return err
	}
	if have := kept.Retention.At(r.Now()); have.Mode != storage.None && (!have.Until.Equal(d.Until) || have.Mode != storage.Mode(d.Lock)) {
		line.Until, line.Lock, line.Rule = have.Until, string(have.Mode), ""
	}
	return nil
}

// protect keeps a stored bundle at least as decided, and tells how it is kept
// then.
func (r *run) protect(ctx context.Context, keeper storage.Keeper, key string, d retention.Decision) (storage.Keeping, error) {
	want := keepingOf(d, r.Now())
	kept, err := keeper.Kept(ctx, key)
	if err != nil {
		return kept, err
	}
	have := kept.Retention.At(r.Now())
	if !have.Covers(want.Retention) {
		if err := keeper.Extend(ctx, key, have.Join(want.Retention)); err != nil {
			return kept, err
		}
	}
	if want.Hold && !kept.Hold {
		if err := keeper.SetHold(ctx, key, true); err != nil {
			return kept, err
		}
	}
	return keeper.Kept(ctx, key)
}
