package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/glassix-archiver/archiver/storage"
)

// promise is what of k a put has to keep, or ErrNoLock.
func (m *Memory) promise(k storage.Keeping) (storage.Keeping, error) {
	if err := k.Check(); err != nil {
		return k, err
	}
	if k = k.At(m.now()); k.Protects() && m.Unlocked {
		return k, errUnlocked
	}
	return k, nil
}

var errUnlocked = fmt.Errorf("%w: it was made so", storage.ErrNoLock)

// Locks is ErrNoLock if m is Unlocked.
func (m *Memory) Locks(ctx context.Context) error {
	err := ctx.Err()
	if err == nil && m.Unlocked {
		err = errUnlocked
	}
	return failed("locks", "", err)
}

// Kept tells how an object is kept.
func (m *Memory) Kept(ctx context.Context, key string) (storage.Keeping, error) {
	k, err := m.get(ctx, key)
	return k.keeping, failed("kept", key, err)
}

// Extend keeps an object longer, or more strictly.
func (m *Memory) Extend(ctx context.Context, key string, r storage.Retention) error {
	return failed("extend", key, m.change(ctx, key, func(k *storage.Keeping) (err error) {
		k.Retention, err = k.Extend(r, m.now())
		return err
	}))
}

// SetHold places a hold, or lifts it.
func (m *Memory) SetHold(ctx context.Context, key string, on bool) error {
	return failed("hold", key, m.change(ctx, key, func(k *storage.Keeping) error {
		k.Hold = on
		return nil
	}))
}

func (m *Memory) change(ctx context.Context, key string, to func(*storage.Keeping) error) error {
	if err := check(ctx, key); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	k, err := m.find(key)
	if err != nil {
		return err
	}
	if m.Unlocked {
		return errUnlocked
	}
	if err := to(&k.keeping); err != nil {
		return err
	}
	m.objects[key] = k
	return nil
}

// Delete removes an object.
func (m *Memory) Delete(ctx context.Context, key string) error {
	return failed("delete", key, m.delete(ctx, key))
}

func (m *Memory) delete(ctx context.Context, key string) error {
	if err := check(ctx, key); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	k, err := m.find(key)
	if err != nil {
		return err
	}
	if err := k.keeping.Deletable(m.now()); err != nil {
		return err
	}
	delete(m.objects, key)
	return nil
}

// Swap compares and replaces, and counts a version.
func (m *Memory) Swap(ctx context.Context, key string, old, new []byte) error {
	return failed("swap", key, m.swap(ctx, key, old, new))
}

func (m *Memory) swap(ctx context.Context, key string, old, new []byte) error {
	if err := errors.Join(storage.CheckSwap(key, len(new)), ctx.Err()); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	k, err := m.find(key)
	there := err == nil
	switch {
	case there && bytes.Equal(k.body, new):
		return nil
	case there != (old != nil) || !bytes.Equal(k.body, old):
		return storage.ErrConflict
	}
	if err := k.keeping.Deletable(m.now()); err != nil {
		return err
	}
	o := storage.Bytes(bytes.Clone(new), "")
	k.body, k.versions = bytes.Clone(new), k.versions+1
	k.info = storage.Info{Key: key, Size: o.Size, SHA256: fmt.Sprintf("%x", o.SHA256), Modified: m.now()}
	m.set(key, k)
	return nil
}

// Versions is how often bytes were written under key: more than once by Swap
// only, and 0 if there are none.
func (m *Memory) Versions(key string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.objects[key].versions
}
