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
// folders on the way to the current key, and follows no link. Odd is told of what
// lies on the way and is neither a folder that can be read nor an object.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		w := walk{ctx, prefix, s.Odd, yield}
		err := storage.CheckPrefix(prefix)
		if err == nil {
			err = w.begin(s.root, folderOf(prefix))
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
	odd    func(string, error) error
	yield  func(storage.Info, error) bool
}

// begin enters the folder, if neither it nor one on the way there is a link.
func (w *walk) begin(root *os.Root, folder string) error {
	for i := range len(folder) + 1 {
		if i < len(folder) && folder[i] != '/' {
			continue
		}
		fi, err := root.Lstat(folder[:i])
		switch {
		case err != nil:
			return w.pass(folder[:i], err)
		case fi.Mode().IsRegular():
			return nil // an object, below which there is nothing
		case !fi.IsDir():
			return w.pass(folder[:i], errIrregular)
		}
	}
	return w.enter(root, folder, folder)
}

// enter walks the folder name of parent, whose path in the store is folder.
func (w *walk) enter(parent *os.Root, name, folder string) error {
	root, err := parent.OpenRoot(name)
	if err != nil {
		return w.pass(folder, err)
	}
	defer root.Close()
	names, err := sorted(root)
	if err != nil {
		if err := w.pass(folder, err); err != nil {
			return err
		}
	}
	for _, name := range names {
		if err := w.visit(root, name, path.Join(folder, name)); err != nil {
			return err
		}
	}
	return nil
}

// pass passes over a name that is no object, nor a folder that can be read. One
// that is not there, or was removed meanwhile, holds nothing.
func (w *walk) pass(key string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR):
		return nil
	case w.odd == nil || errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE):
		return &fs.PathError{Op: "look at", Path: key, Err: bare(err)}
	}
	return w.odd(key, failed("list", key, bare(err)))
}

// bare is err without the path within the folder that it is of.
func bare(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err
	}
	return err
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
	if err != nil {
		return w.pass(key, err)
	}
	found, err := info(key, fi)
	if err != nil {
		return w.pass(key, err)
	}
	if !w.yield(found, nil) {
		return errStop
	}
	return nil
}
