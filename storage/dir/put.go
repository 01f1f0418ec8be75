package dir

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

// Put writes an object by these system calls, in this order:
//
//	openat(root, ".tmp-…", O_CREAT|O_EXCL, 0600)   in the store's root, never listed
//	write …, fchmod 0444, fsync, close             hashed on the way, then compared
//	mkdirat, fsync(parent)                         for each folder that may be new
//	linkat(".tmp-…", key)                          fails if key exists: write-once
//	unlinkat(".tmp-…"), fsync(folder)
//
// So a key's file is whole from its first moment, a crash leaves at most a
// temporary file, and nothing replaces an object. On a file system without hard
// links, linkat becomes mkdirat(".tmp-claim-…") as a lock among archivers, then
// a look at key, renameat and rmdir.
//
// BUG: A lying disk or fsync is believed. A cancel waits for an fsync that is under
// way. Without hard links, a program that is no archiver may win a race for a
// key and be replaced. A file system that ignores case or normalises Unicode
// takes two such keys for one (and answers ErrConflict). Read-only mode and
// fsync keep no administrator from deleting. On Windows folders can't be
// synced.
func (s *Store) Put(ctx context.Context, key string, o storage.Object) error {
	return failed("put", key, s.put(ctx, key, o))
}

func (s *Store) put(ctx context.Context, key string, o storage.Object) error {
	if err := check(ctx, key); err != nil {
		return err
	}
	if _, err := s.root.Lstat(key); err == nil {
		return s.compare(ctx, key, o)
	}
	d, err := s.draft(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.fill(ctx, o); err != nil {
		return err
	}
	return d.put(ctx, key)
}

// publish gives the file temp the name key, fs.ErrExist if the key is taken.
func (s *Store) publish(ctx context.Context, temp, key string) error {
	err := s.link(temp, key)
	if !isUnsupported(err) {
		return unwritable(err)
	}
	unlock, err := s.claim(ctx, key)
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := s.root.Lstat(key); err == nil {
		return fs.ErrExist
	}
	return unwritable(s.root.Rename(temp, key))
}

// claim takes the lock of key, and waits for it as long as ctx lets it but not
// for that of a writer who died.
func (s *Store) claim(ctx context.Context, key string) (unlock func(), err error) {
	sum := sha256.Sum256([]byte(key))
	name := tempPrefix + "claim-" + hex.EncodeToString(sum[:16])
	wait := time.NewTicker(5 * time.Millisecond)
	defer wait.Stop()
	for range 2000 {
		err := s.root.Mkdir(name, 0o700)
		if err == nil {
			return func() { _ = s.root.Remove(name) }, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, unwritable(err)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-wait.C:
		}
	}
	return nil, fmt.Errorf("another writer holds %s; if none runs, remove it", name)
}

// compare settles a put of a key that exists. The file and the folders are
// synced again: the writer that made them may have died before it did so.
func (s *Store) compare(ctx context.Context, key string, o storage.Object) error {
	fi, err := s.root.Lstat(key)
	if err != nil {
		return err
	}
	if !fi.Mode().IsRegular() || fi.Size() != o.Size {
		return storage.ErrConflict
	}
	f, err := s.root.Open(key)
	if err != nil {
		return err
	}
	defer f.Close()
	sum, err := storage.SHA256(ctx, f, o.Size)
	if err != nil {
		return err
	}
	if sum != o.SHA256 {
		return storage.ErrConflict
	}
	if err := f.Sync(); err != nil && !isUnsupported(err) {
		return unwritable(err)
	}
	if err := s.mkdirs(path.Dir(key)); err != nil {
		return err
	}
	return syncFolder(s.root.Open(path.Dir(key)))
}
