package main

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// writeWhole writes a file that the user named so that it is never half there:
// what stood at the path stays until the new file is whole. A link is
// followed, an existing file keeps its permissions, and what is no file (a
// pipe, a device) is written to as it is.
func writeWhole(path string, write func(io.Writer) error) error {
	mode := fs.FileMode(0o666) // the user's umask cuts it
	switch info, err := os.Stat(path); {
	case err == nil && !info.Mode().IsRegular():
		return writeThrough(path, write)
	case err == nil:
		mode = info.Mode().Perm()
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return err
		}
	}
	temporary := filepath.Join(filepath.Dir(path), ".archiver-"+rand.Text())
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		p.Path = path // the name that the user knows
	}
	if err != nil {
		return err
	}
	defer os.Remove(temporary) // gone already when all went well
	if err := errors.Join(write(f), f.Close()); err != nil {
		return err
	}
	return os.Rename(temporary, path)
}

func writeThrough(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
