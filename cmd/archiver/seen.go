package main

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"

	"github.com/glassix-archiver/archiver/custody"
)

// seen is where the last checkpoint of a log that this user saw is kept:
// outside the store, since it is what a store that was rolled back is found by.
type seen struct {
	path     string
	verifier note.Verifier
}

func newSeen(sys *sys, v note.Verifier) (seen, error) {
	folder := sys.env("ARCHIVER_CUSTODY_SEEN")
	if folder == "" {
		config, err := os.UserConfigDir()
		if err != nil {
			return seen{}, usage("name a folder that outlasts this run with ARCHIVER_CUSTODY_SEEN", "there is no place to keep the last checkpoint: %w", err)
		}
		folder = filepath.Join(config, "archiver", "seen")
	}
	name := sha256.Sum256(fmt.Appendf(nil, "%s+%08x", v.Name(), v.KeyHash()))
	return seen{filepath.Join(folder, fmt.Sprintf("%x.checkpoint", name[:8])), v}, nil
}

// last is the checkpoint, zero if none was seen.
func (s seen) last() (custody.Checkpoint, error) {
	data, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return custody.Checkpoint{}, nil
	}
	if err != nil {
		return custody.Checkpoint{}, fmt.Errorf("read the last checkpoint that was seen: %w", err)
	}
	c, err := custody.ParseCheckpoint(data, s.verifier)
	if err != nil {
		return c, &coded{code: exitFailed, err: fmt.Errorf("read the last checkpoint that was seen, %s: %w", s.path, err), hint: "find out who changed it; without it the log is taken as it is now"}
	}
	return c, nil
}

// keep puts a later checkpoint in the place of the last one.
func (s seen) keep(c custody.Checkpoint) error {
	last, err := s.last()
	if err != nil || c.Note == nil || last.Note != nil && c.Size <= last.Size {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return fmt.Errorf("keep the checkpoint: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(s.path), ".checkpoint-*")
	if err != nil {
		return fmt.Errorf("keep the checkpoint: %w", err)
	}
	defer os.Remove(f.Name()) // gone already if all went well
	_, err = f.Write(c.Note)
	if err = cmp.Or(err, f.Sync()); err != nil {
		f.Close()
		return fmt.Errorf("keep the checkpoint: %w", err)
	}
	if err := cmp.Or(f.Close(), os.Rename(f.Name(), s.path)); err != nil {
		return fmt.Errorf("keep the checkpoint: %w", err)
	}
	return nil
}
