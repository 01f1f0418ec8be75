package dir

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"path"

	"github.com/glassix-archiver/archiver/storage"
)

// Put writes an object by these system calls, in this order:
//
//	openat(root, ".tmp-…", O_CREAT|O_EXCL, 0600)   in the store's root, never listed
//	write …, fchmod 0444, fsync, close             hashed on the way, then compared
//	mkdirat, fsync(parent)                         meanwhile, for each folder that may be new
//	linkat(".tmp-…", key)                          fails if key exists: write-once
//	unlinkat(".tmp-…"), fsync(folder)
//
// So a key's file is whole from its first moment, a crash leaves at most a
// temporary file, and nothing replaces an object. On a file system without hard
// links, linkat becomes mkdirat(".tmp-claim-…") as a lock among archivers, then
// a look at key, renameat and rmdir.
//
// How an object is kept stands in a hidden file beside it, ".NAME.kept.json",
// which is written first, by the same calls and renameat, under a lock among
// archivers (flock). So an object is never there without it; a crash may leave
// it without an object, and then the next put decides.
//
// BUG: A lying disk or fsync is believed. A cancel waits for an fsync that is under
// way. Without hard links, a program that is no archiver may win a race for a
// key and be replaced. A file system that ignores case or normalises Unicode
// takes two such keys for one (and answers ErrConflict). On Windows folders
// can't be synced.
//
// BUG: A retention and a hold bind this program only. Whoever may write to the
// directory, its administrator above all, can delete a file or change what is
// said beside it: compliance is no stronger here than governance, and it is by
// this machine's clock that a time has passed. An S3 bucket with Object Lock
// promises more. Where flock locks on one machine only, as on some network file
// systems, two machines that change how one key is kept at the same moment may
// lose one of the changes.
func (s *Store) Put(ctx context.Context, key string, o storage.Object) error {
	return failed("put", key, s.put(ctx, key, o))
}

func (s *Store) put(ctx context.Context, key string, o storage.Object) error {
	if err := check(ctx, key); err != nil {
		return err
	}
	if err := o.Retention.Check(); err != nil {
		return err
	}
	if _, err := s.root.Lstat(key); err == nil {
		if err := s.compare(ctx, key, o); err != nil {
			return err
		}
		return s.protect(ctx, key, o.Keeping())
	}
	d, err := s.draft(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.fill(ctx, o); err != nil {
		return err
	}
	return d.put(ctx, key, o.Keeping())
}

// publish gives the file temp the name key, fs.ErrExist if the key is taken.
func (s *Store) publish(ctx context.Context, temp, key string) error {
	err := s.link(temp, key)
	if !isUnsupported(err) {
		return unwritable(err)
	}
	sum := sha256.Sum256([]byte(key))
	unlock, err := s.claim(ctx, hex.EncodeToString(sum[:16]))
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := s.root.Lstat(key); err == nil {
		return fs.ErrExist
	}
	return unwritable(s.rename(temp, key))
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
