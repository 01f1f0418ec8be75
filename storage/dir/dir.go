// Package dir is a store in a directory: each object is a read-only file at the
// path of its key.
package dir

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

// tempPrefix marks what is not (yet) an object. No key begins so.
const tempPrefix = ".tmp-"

func tempName() string { return tempPrefix + rand.Text() }

// staleAfter is the age from which a temporary file can't be of a living run.
const staleAfter = 24 * time.Hour

// A Store keeps objects in a directory. All access goes through an os.Root, so
// that a symbolic link in the directory can't lead out of it.
type Store struct {
	// Now gives the time that retentions are held against, time.Now if nil. It is
	// set before the store is used.
	Now func() time.Time

	// Odd, if not nil, is told of each name that a listing meets and that is
	// neither an object nor a folder that can be read: a link, a pipe, a socket,
	// another's folder. The listing goes on without it, unless Odd returns an
	// error, with which it ends; without Odd it ends with err. It is set before
	// the store is used, and may be called by several listings at once.
	Odd func(key string, err error) error

	name string
	root *os.Root

	// The root's Link, Rename and Remove, and flock. A test takes them away.
	link, rename func(from, to string) error
	remove       func(name string) error
	flock        func(*os.File) (taken bool, err error)

	durable sync.Map // inner folders whose entry in their parent is on the disk
}

// Open opens the store at name for reading, or for writing into an existing
// directory. It changes nothing. ErrNotFound when the directory does not exist.
func Open(name string) (*Store, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, failed("store", name, err)
	}
	return &Store{name: name, root: root, link: root.Link, rename: root.Rename, remove: root.Remove, flock: flock}, nil
}

// Create opens the store at name for writing. It makes the directory if need
// be, and removes what killed runs left half written more than a day ago.
func Create(name string) (*Store, error) {
	if err := makeAll(filepath.Clean(name)); err != nil {
		return nil, failed("store", name, unwritable(err))
	}
	s, err := Open(name)
	if err == nil {
		s.sweep(time.Now())
	}
	return s, err
}

// makeAll makes the directory name, which is the user's choice, with its parents.
// The archive is of other people's mail: by default it is not for everyone.
func makeAll(name string) error {
	if _, err := os.Stat(name); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	parent := filepath.Dir(name)
	if err := makeAll(parent); err != nil {
		return err
	}
	if err := os.Mkdir(name, 0o750); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(os.Open(parent))
}

// sweep removes temporary files that were stale at now. What can't be removed
// harms nobody and stays.
func (s *Store) sweep(now time.Time) {
	entries, _ := fs.ReadDir(s.root.FS(), ".")
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && strings.HasPrefix(e.Name(), tempPrefix) && now.Sub(info.ModTime()) > staleAfter {
			_ = s.root.Remove(e.Name())
		}
	}
}

// Close releases the directory. Readers stay open.
func (s *Store) Close() error { return s.root.Close() }

// String is the directory's name as it was given.
func (s *Store) String() string { return s.name }

// Stat tells an object's size and time; its hash would take a reading.
func (s *Store) Stat(ctx context.Context, key string) (storage.Info, error) {
	info, err := s.stat(ctx, key)
	return info, failed("stat", key, err)
}

func (s *Store) stat(ctx context.Context, key string) (storage.Info, error) {
	if err := check(ctx, key); err != nil {
		return storage.Info{}, err
	}
	fi, err := s.root.Lstat(key)
	if err != nil {
		return storage.Info{}, err
	}
	return info(key, fi)
}

// info refuses links, pipes and folders: only a regular file is an object.
func info(key string, fi fs.FileInfo) (storage.Info, error) {
	switch {
	case fi.IsDir():
		return storage.Info{}, storage.ErrNotFound
	case !fi.Mode().IsRegular():
		return storage.Info{}, errIrregular
	}
	return storage.Info{Key: key, Size: fi.Size(), Modified: fi.ModTime()}, nil
}

type reader struct {
	*os.File
	info storage.Info
}

func (r reader) Info() storage.Info { return r.info }

// Open opens an object's file.
func (s *Store) Open(ctx context.Context, key string) (storage.Reader, error) {
	info, err := s.stat(ctx, key)
	if err != nil {
		return nil, failed("open", key, err)
	}
	f, err := s.root.Open(key)
	if err != nil {
		return nil, failed("open", key, err)
	}
	return reader{f, info}, nil
}

// check is what each operation on a key begins with.
func check(ctx context.Context, key string) error {
	if err := storage.CheckKey(key); err != nil {
		return err
	}
	return ctx.Err()
}

// mkdirs makes folder and its parents, each durable in its own parent: also one
// that another writer made just now and may not have synced yet. Inner folders
// are few and remembered; there may be as many innermost ones as objects.
func (s *Store) mkdirs(folder string) error {
	if folder == "." {
		return nil
	}
	parent := path.Dir(folder)
	if err := s.mkdirs(parent); err != nil {
		return err
	}
	s.durable.Store(parent, true)
	err := s.root.Mkdir(folder, 0o755)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return unwritable(err)
	}
	if _, durable := s.durable.Load(folder); durable && err != nil {
		return nil
	}
	return syncFolder(s.root.Open(parent))
}

// syncUp makes durable what happened in folder; if that was removed since, that it
// was.
func (s *Store) syncUp(folder string) error {
	err := syncFolder(s.root.Open(folder))
	for errors.Is(err, fs.ErrNotExist) && folder != "." {
		folder = path.Dir(folder)
		err = syncFolder(s.root.Open(folder))
	}
	return err
}

// syncFolder makes the entries of a folder durable, and closes it.
func syncFolder(f *os.File, err error) error {
	if err != nil {
		return err
	}
	defer f.Close()
	if runtime.GOOS == "windows" {
		return nil // there a folder can't be flushed
	}
	if err := f.Sync(); err != nil && !isUnsupported(err) {
		return unwritable(err)
	}
	return nil
}
