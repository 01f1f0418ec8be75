package storage

import (
	"context"
	"slices"
	"sync"
)

// DryRun is a Keeper over another Store that changes nothing. It reads what is
// there, refuses no change, and remembers each.
type DryRun struct {
	Store

	mu   sync.Mutex
	done []Change
}

// A Change is what would have been done.
type Change struct {
	Op        string // as in Error.Op
	Key       string
	Retention Retention // of put and extend
	Hold      bool      // of put and hold
}

// Changes are all that would have been done, in their order.
func (d *DryRun) Changes() []Change {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.done)
}

func (d *DryRun) note(ctx context.Context, c Change) error {
	if err := ctx.Err(); err != nil {
		return &Error{Op: c.Op, Key: c.Key, Err: err}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.done = append(d.done, c)
	return nil
}

// Unwrap is the store that is read: d is a Keeper, for AsKeeper, if it is one.
func (d *DryRun) Unwrap() Store { return d.Store }

// Put keeps nothing.
func (d *DryRun) Put(ctx context.Context, key string, o Object) error {
	return d.note(ctx, Change{Op: "put", Key: key, Retention: o.Retention, Hold: o.Hold})
}

// Locks is what the store below says.
func (d *DryRun) Locks(ctx context.Context) error {
	below, ok := AsKeeper(d.Store)
	if !ok {
		return &Error{Op: "locks", Err: ErrNoLock}
	}
	return below.Locks(ctx)
}

// Kept is what the store below says, whatever was noted.
func (d *DryRun) Kept(ctx context.Context, key string) (Keeping, error) {
	below, ok := AsKeeper(d.Store)
	if !ok {
		return Keeping{}, &Error{Op: "kept", Key: key, Err: ErrNoLock}
	}
	return below.Kept(ctx, key)
}

// Extend extends nothing.
func (d *DryRun) Extend(ctx context.Context, key string, r Retention) error {
	return d.note(ctx, Change{Op: "extend", Key: key, Retention: r})
}

// SetHold neither places nor lifts.
func (d *DryRun) SetHold(ctx context.Context, key string, on bool) error {
	return d.note(ctx, Change{Op: "hold", Key: key, Hold: on})
}

// Delete removes nothing.
func (d *DryRun) Delete(ctx context.Context, key string) error {
	return d.note(ctx, Change{Op: "delete", Key: key})
}

// Swap replaces nothing.
func (d *DryRun) Swap(ctx context.Context, key string, _, _ []byte) error {
	return d.note(ctx, Change{Op: "swap", Key: key})
}
