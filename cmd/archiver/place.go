package main

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/glassix-archiver/archiver/discovery/production"
	"github.com/glassix-archiver/archiver/storage"
)

// checkOut refuses a place for a production before anything is looked at: one
// that is taken, or where it would be a stranger among what is verified as a
// whole.
func checkOut(out string, store storage.Store) error {
	hint := "name another folder with --out, outside of it"
	entries, err := os.ReadDir(out)
	if fi, statErr := os.Stat(out); statErr == nil && !fi.IsDir() {
		return usage("name another folder with --out", "--out %s is a file", visible(out))
	}
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("check --out: %w", err)
	case inStore(out, store):
		return usage(hint, "--out %s is inside the store %s: verify would find files that no run has stored", visible(out), visible(store.String()))
	case len(entries) > 0:
		return refusedProduction(fmt.Errorf("produce into %s: %w", out, production.ErrNotEmpty), produceOptions{})
	}
	for above := range withAncestors(out) {
		if production.IsFolder(above) {
			return usage(hint, "--out %s is inside another production, %s: its manifest would no longer be complete", visible(out), visible(above))
		}
	}
	return nil
}

// inStore tells whether a folder, which need not be there yet, lies in a store
// that is a directory.
func inStore(folder string, store storage.Store) bool {
	if strings.Contains(store.String(), "://") {
		return false
	}
	root, err := os.Stat(store.String())
	if err != nil {
		return false
	}
	for above := range withAncestors(folder) {
		if fi, err := os.Stat(above); err == nil && os.SameFile(fi, root) {
			return true
		}
	}
	return false
}

// withAncestors are a folder and those above it that are there, links resolved,
// the innermost first.
func withAncestors(folder string) iter.Seq[string] {
	return func(yield func(string) bool) {
		path, err := filepath.Abs(folder)
		if err != nil {
			return
		}
		for {
			if real, err := filepath.EvalSymlinks(path); err == nil {
				path = real
				if !yield(path) {
					return
				}
			}
			above := filepath.Dir(path)
			if above == path {
				return
			}
			path = above
		}
	}
}
