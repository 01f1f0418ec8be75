package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

const spoolPrefix = "archiver-spool-"

// spool is a run's folder for work in progress. It holds customers' files, so
// a run that was killed must not leave it lying about: as long as a run lives
// it holds its spool's lock, and the next run removes those that nobody holds.
type spool struct {
	*os.Root
	path string
	lock *os.File
}

// newSpool makes a spool in the given folder, "" being the system's temporary
// one, and sweeps out those of killed runs.
func newSpool(parent string) (*spool, error) {
	if parent == "" {
		parent = os.TempDir()
	}
	sweep(parent)
	s, err := makeSpool(parent)
	for range 4 { // another run may have taken a lock just made for one left behind
		if err == nil {
			break
		}
		s, err = makeSpool(parent)
	}
	return s, err
}

func makeSpool(parent string) (*spool, error) {
	path, err := os.MkdirTemp(parent, spoolPrefix)
	if err != nil {
		return nil, fmt.Errorf("make the spool folder: %w", err)
	}
	s := &spool{path: path}
	if s.Root, err = os.OpenRoot(path); err == nil {
		s.lock, err = hold(filepath.Join(path, "lock"))
	}
	if err == nil {
		err = s.stands()
	}
	if err != nil {
		s.close()
		return nil, fmt.Errorf("make the spool folder: %w", err)
	}
	return s, nil
}

// stands reports whether the lock that is held is that of the folder: another
// run may have swept it away between its making and its locking.
func (s *spool) stands() error {
	held, err := s.lock.Stat()
	if err != nil {
		return err
	}
	there, err := os.Lstat(filepath.Join(s.path, "lock"))
	if err == nil && !os.SameFile(held, there) {
		err = fs.ErrNotExist
	}
	return err
}

func (s *spool) close() {
	if s.Root != nil {
		s.Root.Close()
	}
	os.RemoveAll(s.path)
	if s.lock != nil {
		s.lock.Close()
	}
}

// SpoolError says that work in progress could not be kept on this machine. It
// ends a run: a full disk here must not pass for a file that is missing there.
type SpoolError struct{ Err error }

func (e *SpoolError) Error() string { return "keep work in progress: " + e.Err.Error() }
func (e *SpoolError) Unwrap() error { return e.Err }

// Hint is what the user can do.
func (e *SpoolError) Hint() string {
	return "it needs a temporary folder with room for the files of some tickets: point TMPDIR at one"
}

// inSpool marks an error of the local file system, whose type tells it from
// those of the network.
func inSpool(err error) error {
	if _, local := errors.AsType[*fs.PathError](err); local {
		return &SpoolError{err}
	}
	return err
}

// beingMade is how long a spool may be without its lock, by far.
const beingMade = time.Hour

// sweep removes the spools of runs that are no more. What it may not touch, or
// what is being made at this moment, it leaves.
func sweep(parent string) {
	left, err := filepath.Glob(filepath.Join(parent, spoolPrefix+"*"))
	if err != nil {
		return
	}
	for _, path := range left {
		lock := filepath.Join(path, "lock")
		info, err := os.Lstat(path)
		if err != nil || !info.IsDir() {
			continue
		}
		if _, err := os.Lstat(lock); err != nil {
			if time.Since(info.ModTime()) > beingMade {
				os.Remove(path) // a run was killed on making it, so there is nothing in it
			}
			continue
		}
		if f, err := hold(lock); err == nil {
			os.RemoveAll(path)
			f.Close()
		}
	}
}
