package dir

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/glassix-archiver/archiver/storage"
)

var errIrregular = errors.New("not a regular file")

// hints are what a user can do about a directory that takes no objects.
var hints = []struct {
	err  error
	hint string
}{
	{syscall.ENOSPC, "free some space, or choose another directory with --store"},
	{syscall.EDQUOT, "the quota is used up: free some space, or choose another directory with --store"},
	{syscall.EROFS, "the file system is read-only: choose another directory with --store"},
	{fs.ErrPermission, "allow this user to write there, or choose another directory with --store"},
}

// unwritable marks an error of the directory itself, as opposed to one of this
// one object. Other errors, and none, pass.
func unwritable(err error) error {
	for _, h := range hints {
		if errors.Is(err, h.err) {
			return fmt.Errorf("%w: %w", storage.ErrUnwritable, h.err)
		}
	}
	return err
}

// isUnsupported tells that the file system can't do it at all. EPERM is what
// link(2) gives where there are no hard links.
func isUnsupported(err error) bool {
	for _, e := range []error{errors.ErrUnsupported, syscall.EPERM, syscall.EINVAL, syscall.EMLINK, syscall.EXDEV} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// failed makes the error that the caller gets, nil of nil.
func failed(op, key string, err error) error {
	if err == nil {
		return nil
	}
	e := &storage.Error{Op: op, Key: key, Err: err}
	switch {
	case errors.Is(err, storage.ErrUnwritable):
		for _, h := range hints {
			if errors.Is(err, h.err) {
				e.Next = h.hint
				break
			}
		}
	case errors.Is(err, syscall.ENOTDIR) && op == "put":
		e.Err = fmt.Errorf("%w: part of its path is an object", storage.ErrConflict)
	case op == "store" && errors.Is(err, fs.ErrNotExist):
		e.Err, e.Next = storage.ErrNotFound, "choose the archive's directory with --store"
	case op != "store" && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)):
		e.Err = storage.ErrNotFound
	case errors.Is(err, errIrregular):
		e.Next = "the store holds only regular files: look at it, and remove it"
	case errors.Is(err, errSidecar):
		e.Next = "look at " + sidecarOf(key) + ", which says how long it is kept"
	}
	return e
}
