package dir

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"path"

	"github.com/glassix-archiver/archiver/storage"
)

// Swap compares and renames under the key's lock.
func (s *Store) Swap(ctx context.Context, key string, old, new []byte) error {
	return failed("swap", key, s.swap(ctx, key, old, new))
}

func (s *Store) swap(ctx context.Context, key string, old, new []byte) error {
	if err := storage.CheckSwap(key, len(new)); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.mkdirs(path.Dir(key)); err != nil {
		return err
	}
	unlock, err := s.lock(ctx, key)
	if err != nil {
		return err
	}
	defer unlock()
	have, err := s.small(key)
	switch {
	case err != nil:
		return err
	case have != nil && bytes.Equal(have, new):
		return syncFolder(s.root.Open(path.Dir(key))) // its writer may have died before it did
	case (have == nil) != (old == nil) || !bytes.Equal(have, old):
		return storage.ErrConflict
	}
	if old == nil {
		return s.first(ctx, key, new)
	}
	k, err := s.readSidecar(key)
	if err == nil {
		err = k.Deletable(s.now())
	}
	if err != nil {
		return err
	}
	return s.replace(key, new)
}

// first is the swap of nothing. It's a put, which takes no lock, that may come
// between.
func (s *Store) first(ctx context.Context, key string, new []byte) error {
	d, err := s.draft(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.fill(ctx, storage.Bytes(new, "")); err != nil {
		return err
	}
	if err := d.finish(); err != nil {
		return err
	}
	err = s.publish(ctx, d.name, key)
	if errors.Is(err, fs.ErrExist) {
		return storage.ErrConflict
	}
	if err != nil {
		return err
	}
	return syncFolder(s.root.Open(path.Dir(key)))
}

// small reads a checkpoint; nil if there is none.
func (s *Store) small(key string) ([]byte, error) {
	fi, err := s.root.Lstat(key)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	found, err := info(key, fi)
	if err != nil {
		return nil, err
	}
	if found.Size > storage.MaxSwap {
		return nil, storage.ErrConflict // what it is to be is smaller
	}
	data, err := s.root.ReadFile(key)
	if data == nil && err == nil {
		data = []byte{}
	}
	return data, err
}
