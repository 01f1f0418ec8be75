package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// A file that could not be written to its end leaves the one before, and
// nothing beside it.
func TestWriteWhole(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "ticket-1.pdf")
	full := errors.New("disk full")
	for _, tt := range []struct {
		text string
		err  error
		want string
	}{{"first", nil, "first"}, {"sec", full, "first"}, {"third", nil, "third"}} {
		err := writeWhole(path, func(w io.Writer) error {
			if _, err := io.WriteString(w, tt.text); err != nil {
				return err
			}
			return tt.err
		})
		if !errors.Is(err, tt.err) {
			t.Errorf("%s: got %v, want %v", tt.text, err, tt.err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != tt.want {
			t.Errorf("%s: the file holds %q (%v), want %q", tt.text, got, err, tt.want)
		}
		if list, err := os.ReadDir(folder); err != nil || len(list) != 1 {
			t.Errorf("%s: %d files are there, want 1 (%v)", tt.text, len(list), err)
		}
	}
}
