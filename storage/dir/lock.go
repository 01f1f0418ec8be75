package dir

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// lockFolder holds the files that are locked, a few for all keys. They stay: one
// that is removed might be locked by two.
const lockFolder = ".locks"

const lockEvery = 5 * time.Millisecond // is a lock tried again

// lock takes the lock under which archivers change how key is kept. The system
// frees it when its holder dies. Where a file system has no such locks, it is a
// claim.
func (s *Store) lock(ctx context.Context, key string) (unlock func(), err error) {
	sum := sha256.Sum256([]byte(key))
	f, err := s.lockFile(hex.EncodeToString(sum[:1]))
	if err != nil {
		return nil, unwritable(err)
	}
	wait := time.NewTicker(lockEvery)
	defer wait.Stop()
	for {
		taken, err := s.flock(f)
		if taken {
			return func() { f.Close() }, nil
		}
		if err != nil {
			f.Close()
			if isUnsupported(err) {
				return s.claim(ctx, "keep-"+hex.EncodeToString(sum[:16]))
			}
			return nil, fmt.Errorf("lock %s: %w", f.Name(), unwritable(err))
		}
		select {
		case <-ctx.Done():
			f.Close()
			return nil, ctx.Err()
		case <-wait.C:
		}
	}
}

func (s *Store) lockFile(name string) (*os.File, error) {
	if err := s.root.Mkdir(lockFolder, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return s.root.OpenFile(lockFolder+"/"+name, os.O_RDWR|os.O_CREATE, 0o660)
}

// claim takes a lock by making a folder, and waits for it as long as ctx lets it
// but not for that of a writer who died.
func (s *Store) claim(ctx context.Context, name string) (unlock func(), err error) {
	name = tempPrefix + "claim-" + name
	wait := time.NewTicker(lockEvery)
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
