package dir

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"

	"github.com/glassix-archiver/archiver/storage"
)

// List walks the folders in the order of the keys. It holds the names of the
// folders on the way to the current key.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		w := walk{ctx, prefix, yield}
		err := storage.CheckPrefix(prefix)
		if err == nil {
			err = w.enter(s.root, folderOf(prefix), folderOf(prefix))
		}
		if err != nil && !errors.Is(err, errStop) {
			yield(storage.Info{}, failed("list", prefix, err))
		}
	}
}

// errStop ends a walk that the caller has had enough of.
var errStop = errors.New("stop")

// folderOf is the folder in which all keys that begin with prefix lie.
func folderOf(prefix string) string {
	return path.Dir(prefix + "x")
}

type walk struct {
	ctx    context.Context
	prefix string
	yield  func(storage.Info, error) bool
}

// enter walks the folder name of parent, whose path in the store is folder. A
// folder that is not there holds nothing.
func (w *walk) enter(parent *os.Root, name, folder string) error {
	root, err := parent.OpenRoot(name)
	if err != nil {
		if fi, err := parent.Stat(name); err == nil && !fi.IsDir() {
			return nil // an object, below which there is nothing
		}
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
			return nil
		}
		return err
	}
	defer root.Close()
	names, err := sorted(root)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := w.visit(root, name, path.Join(folder, name)); err != nil {
			return err
		}
	}
	return nil
}

// sorted are the entries of a folder in the order of their keys, in which a
// folder counts with its slash: "a.zip" comes before "a/b".
func sorted(root *os.Root) ([]string, error) {
	f, err := root.Open(".")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := f.ReadDir(-1)
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name()+"/")
		} else {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, err
}

// visit yields the file name of root, or enters the folder if name ends in a
// slash.
func (w *walk) visit(root *os.Root, name, key string) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if storage.CheckKey(key) != nil {
		return nil
	}
	if strings.HasSuffix(name, "/") {
		if within := key + "/"; strings.HasPrefix(within, w.prefix) || strings.HasPrefix(w.prefix, within) {
			return w.enter(root, strings.TrimSuffix(name, "/"), key)
		}
		return nil
	}
	if !strings.HasPrefix(key, w.prefix) {
		return nil
	}
	fi, err := root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // removed meanwhile
	}
	if err != nil {
		return err
	}
	found, err := info(key, fi)
	if err != nil {
		return &fs.PathError{Op: "look at", Path: key, Err: err}
	}
	if !w.yield(found, nil) {
		return errStop
	}
	return nil
}
