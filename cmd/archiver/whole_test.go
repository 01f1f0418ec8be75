package main

import (
	"errors"
	"io"
	"net"
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

// What the user has at the path stays what it is: a link a link, a private
// file private, and no device becomes a file.
func TestWriteWholeKeeps(t *testing.T) {
	folder := t.TempDir()
	write := func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }
	private, link := filepath.Join(folder, "private"), filepath.Join(folder, "link")
	if err := errors.Join(os.WriteFile(private, []byte("old"), 0o600), os.Symlink("private", link)); err != nil {
		t.Fatal(err)
	}
	if err := writeWhole(link, write); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode().Type() != os.ModeSymlink {
		t.Errorf("the link became %v (%v)", info, err)
	}
	if got, err := os.ReadFile(private); err != nil || string(got) != "new" {
		t.Errorf("the file holds %q (%v)", got, err)
	}
	if info, err := os.Stat(private); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file became %v (%v)", info, err)
	}
	socket := filepath.Join(folder, "socket")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if err := writeWhole(socket, write); err == nil {
		t.Error("a socket was written to as a file")
	}
	if info, err := os.Stat(socket); err != nil || info.Mode().Type() != os.ModeSocket {
		t.Errorf("the socket became %v (%v)", info, err)
	}
}
