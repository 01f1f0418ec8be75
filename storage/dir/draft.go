package dir

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"

	"github.com/glassix-archiver/archiver/storage"
)

// draft is an object on its way: a temporary file in the store's root.
type draft struct {
	store *Store
	ctx   context.Context // of the one who writes it
	name  string
	file  *os.File
	hash  hash.Hash
	size  int64
}

// Draft begins an object. What is written goes where Put has it, by the same
// system calls.
func (s *Store) Draft(ctx context.Context) (storage.Draft, error) {
	d, err := s.draft(ctx)
	if err != nil {
		return nil, failed("draft", s.name, err)
	}
	return d, nil
}

func (s *Store) draft(ctx context.Context) (*draft, error) {
	d := &draft{store: s, ctx: ctx, name: tempName(), hash: sha256.New()}
	var err error
	d.file, err = s.root.OpenFile(d.name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	return d, unwritable(err)
}

func (d *draft) Write(p []byte) (int, error) {
	n, err := d.write(d.ctx, p)
	return n, failed("draft", d.store.name, err)
}

func (d *draft) write(ctx context.Context, p []byte) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	n, err := d.file.Write(p)
	d.hash.Write(p[:n])
	d.size += int64(n)
	return n, unwritable(err)
}

func (d *draft) Sum() (int64, [32]byte) { return d.size, [32]byte(d.hash.Sum(nil)) }

// Close removes the temporary name. What was put has another by now.
func (d *draft) Close() error {
	d.file.Close()
	_ = d.store.root.Remove(d.name)
	return nil
}

// fill copies o's body and checks it on the way. The body's own errors are
// kept apart from the store's.
func (d *draft) fill(ctx context.Context, o storage.Object) error {
	body := io.NewSectionReader(o.Body, 0, o.Size)
	buf := make([]byte, min(max(o.Size, 1), 64<<10))
	for {
		n, err := body.Read(buf)
		if _, err := d.write(ctx, buf[:n]); err != nil {
			return err
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("read the body: %w", err)
		}
	}
	if d.size != o.Size {
		return fmt.Errorf("%w: %d of %d bytes", storage.ErrMismatch, d.size, o.Size)
	}
	if sum := d.hash.Sum(nil); !bytes.Equal(sum, o.SHA256[:]) {
		return fmt.Errorf("%w: sha256 %x instead of %x", storage.ErrMismatch, sum, o.SHA256)
	}
	return nil
}

// Put puts the draft on the disk and gives it its key.
func (d *draft) Put(ctx context.Context, key string, k storage.Keeping) error {
	err := check(ctx, key)
	if err == nil {
		err = k.Check()
	}
	if err == nil {
		err = d.put(ctx, key, k)
	}
	return failed("put", key, err)
}

func (d *draft) put(ctx context.Context, key string, k storage.Keeping) error {
	s := d.store
	made := make(chan error, 1) // the disk does both in the time of one
	go func() { made <- s.mkdirs(path.Dir(key)) }()
	finished, err := d.finish(), <-made
	if finished != nil {
		return errors.Join(finished, err)
	}
	for range remakes {
		if err == nil {
			err = d.place(ctx, key, k)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		err = s.mkdirs(path.Dir(key))
	}
	return err
}

// remakes bounds how often a folder is made that Delete removes, as it is empty,
// before something is in it.
const remakes = 100

func (d *draft) place(ctx context.Context, key string, k storage.Keeping) error {
	if k = k.At(d.store.now()); k.Protects() || d.store.hasSidecar(key) {
		return d.putKept(ctx, key, k)
	}
	return d.publish(ctx, key)
}

// finish puts the bytes on the disk.
func (d *draft) finish() error {
	return unwritable(errors.Join(d.file.Chmod(0o444), d.file.Sync(), d.file.Close()))
}

// publish gives the draft its key, or settles it with who has it.
func (d *draft) publish(ctx context.Context, key string) error {
	s := d.store
	err := s.publish(ctx, d.name, key)
	if errors.Is(err, fs.ErrExist) {
		size, sum := d.Sum()
		return s.compare(ctx, key, storage.Object{Size: size, SHA256: sum})
	}
	if err != nil {
		return err
	}
	return s.syncUp(path.Dir(key)) // where it is gone again, so is its folder
}

// putKept says how the object is kept before it is there. What a writer who
// died said of a key without an object is forgotten.
func (d *draft) putKept(ctx context.Context, key string, k storage.Keeping) error {
	s := d.store
	unlock, err := s.lock(ctx, key)
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := s.root.Lstat(key); err == nil {
		if err := d.publish(ctx, key); err != nil {
			return err
		}
		return s.changeLocked(key, s.atLeast(k))
	}
	if k.Protects() {
		err = s.writeSidecar(key, k)
	} else {
		err = s.removeSidecar(key)
	}
	if err != nil {
		return err
	}
	err = d.publish(ctx, key)
	if errors.Is(err, storage.ErrConflict) { // a put without retention won
		return errors.Join(err, s.removeSidecar(key))
	}
	return err
}
