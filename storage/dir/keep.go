package dir

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

// Locks finds nothing missing. What a directory promises it keeps against this
// program, and against nobody else: see the BUG of Put.
func (s *Store) Locks(ctx context.Context) error { return failed("locks", s.name, ctx.Err()) }

// Kept reads how an object is kept from the file beside it.
func (s *Store) Kept(ctx context.Context, key string) (storage.Keeping, error) {
	_, err := s.stat(ctx, key)
	if err != nil {
		return storage.Keeping{}, failed("kept", key, err)
	}
	k, err := s.readSidecar(key)
	return k, failed("kept", key, err)
}

// Extend writes a later time, or a stricter mode, beside an object.
func (s *Store) Extend(ctx context.Context, key string, r storage.Retention) error {
	return failed("extend", key, s.change(ctx, key, func(k storage.Keeping) (_ storage.Keeping, err error) {
		k.Retention, err = k.Extend(r, s.now())
		return k, err
	}))
}

// SetHold notes a legal hold, or its end, beside an object.
func (s *Store) SetHold(ctx context.Context, key string, on bool) error {
	return failed("hold", key, s.change(ctx, key, func(k storage.Keeping) (storage.Keeping, error) {
		k.Hold = on
		return k, nil
	}))
}

func (s *Store) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

// change does to how an object is kept what to says, as one step among archivers.
func (s *Store) change(ctx context.Context, key string, to func(storage.Keeping) (storage.Keeping, error)) error {
	if _, err := s.stat(ctx, key); err != nil {
		return err
	}
	unlock, err := s.lock(ctx, key)
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := s.stat(ctx, key); err != nil {
		return err
	}
	return s.changeLocked(key, to)
}

func (s *Store) changeLocked(key string, to func(storage.Keeping) (storage.Keeping, error)) error {
	have, err := s.readSidecar(key)
	if err != nil {
		return err
	}
	k, err := to(have)
	if err != nil {
		return err
	}
	if k == have { // by a writer who may have died before it was durable
		return syncFolder(s.root.Open(path.Dir(key)))
	}
	return s.writeSidecar(key, k)
}

// protect keeps an object that is there at least as k says.
func (s *Store) protect(ctx context.Context, key string, k storage.Keeping) error {
	now := s.now()
	if k = k.At(now); !k.Protects() {
		return nil
	}
	have, err := s.readSidecar(key)
	if err != nil {
		return err
	}
	if have.At(now).Covers(k) {
		return syncFolder(s.root.Open(path.Dir(key)))
	}
	return s.change(ctx, key, s.atLeast(k))
}

// atLeast is a change that takes nothing from what is in force.
func (s *Store) atLeast(k storage.Keeping) func(storage.Keeping) (storage.Keeping, error) {
	return func(have storage.Keeping) (storage.Keeping, error) {
		return have.AtLeast(k, s.now()), nil
	}
}

// Delete removes an object, and then the file that said how it was kept: one
// that is cut off between the two leaves a time that has passed. The folder goes
// too if nothing is left in it, and those above it stay: writers rely on them.
func (s *Store) Delete(ctx context.Context, key string) error {
	return failed("delete", key, s.delete(ctx, key))
}

func (s *Store) delete(ctx context.Context, key string) error {
	if _, err := s.stat(ctx, key); err != nil {
		return err
	}
	unlock, err := s.lock(ctx, key)
	if err != nil {
		return err
	}
	defer unlock()
	k, err := s.readSidecar(key)
	if err != nil {
		return err
	}
	if err := k.Deletable(s.now()); err != nil {
		return err
	}
	if err := s.remove(key); err != nil {
		return unwritable(err)
	}
	if err := s.syncUp(path.Dir(key)); err != nil {
		return err
	}
	if err := s.removeSidecar(key); err != nil {
		return err
	}
	s.removeEmpty(path.Dir(key))
	return nil
}

// removeEmpty removes a folder with nothing in it; one that can't be removed
// harms nobody. A writer who has just made it makes it again. One that others
// have remembered as durable must stay, or what they put into it might not be.
func (s *Store) removeEmpty(folder string) {
	if _, relied := s.durable.Load(folder); !relied && folder != "." {
		_ = s.root.Remove(folder)
	}
}

// hasSidecar tells that something is said of how key is kept.
func (s *Store) hasSidecar(key string) bool {
	_, err := s.root.Lstat(sidecarOf(key))
	return !errors.Is(err, fs.ErrNotExist)
}
