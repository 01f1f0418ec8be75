package storagetest

import (
	"context"
	"errors"

	"github.com/glassix-archiver/archiver/storage"
)

// Unwrap is the store that fails: f is a Keeper, for AsKeeper, if it is one.
func (f *Faulty) Unwrap() storage.Store { return f.Store }

// keep does op on the Keeper below, and fails before or after.
func (f *Faulty) keep(op, key string, do func(storage.Keeper) error) error {
	below, ok := storage.AsKeeper(f.Store)
	if !ok {
		return failed(op, key, errors.ErrUnsupported)
	}
	return f.write(op, key, func() error { return do(below) })
}

// Locks fails, or does not.
func (f *Faulty) Locks(ctx context.Context) error {
	return f.keep("locks", "", func(k storage.Keeper) error { return k.Locks(ctx) })
}

// Kept fails, or does not.
func (f *Faulty) Kept(ctx context.Context, key string) (kept storage.Keeping, err error) {
	err = f.keep("kept", key, func(k storage.Keeper) (err error) {
		kept, err = k.Kept(ctx, key)
		return err
	})
	if err != nil {
		return storage.Keeping{}, err
	}
	return kept, nil
}

// Extend fails before or after the object is kept longer.
func (f *Faulty) Extend(ctx context.Context, key string, r storage.Retention) error {
	return f.keep("extend", key, func(k storage.Keeper) error { return k.Extend(ctx, key, r) })
}

// SetHold fails before or after the hold is placed or lifted.
func (f *Faulty) SetHold(ctx context.Context, key string, on bool) error {
	return f.keep("hold", key, func(k storage.Keeper) error { return k.SetHold(ctx, key, on) })
}

// Delete fails before or after the object is gone.
func (f *Faulty) Delete(ctx context.Context, key string) error {
	return f.keep("delete", key, func(k storage.Keeper) error { return k.Delete(ctx, key) })
}

// Swap fails before or after the object is replaced.
func (f *Faulty) Swap(ctx context.Context, key string, old, new []byte) error {
	return f.keep("swap", key, func(k storage.Keeper) error { return k.Swap(ctx, key, old, new) })
}
