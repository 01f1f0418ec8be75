//go:build unix

package dir

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

func TestFilesAreReadOnly(t *testing.T) {
	s := create(t)
	if err := s.Put(t.Context(), "a/b", text("x")); err != nil {
		t.Fatal(err)
	}
	fi, err := os.Stat(filepath.Join(s.name, "a/b"))
	if err != nil {
		t.Fatal(err)
	}
	if fi.Mode() != 0o444 {
		t.Errorf("mode is %v, want 0444", fi.Mode())
	}
	if sys, ok := fi.Sys().(*syscall.Stat_t); ok && sys.Nlink != 1 {
		t.Errorf("the file has %d names, want 1", sys.Nlink)
	}
}

// Links must not lead out of the store, nor stand for an object in it.
func TestLinksOut(t *testing.T) {
	s := create(t)
	outside := t.TempDir()
	secret := filepath.Join(outside, "secret")
	if err := errors.Join(
		os.WriteFile(secret, []byte("secret"), 0o600),
		os.Symlink(outside, filepath.Join(s.name, "folder")),
		os.Symlink(secret, filepath.Join(s.name, "file")),
		syscall.Mkfifo(filepath.Join(s.name, "pipe"), 0o600),
	); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"folder/secret", "file", "pipe"} {
		if _, err := s.Open(t.Context(), key); err == nil || errors.Is(err, storage.ErrNotFound) {
			t.Errorf("Open(%q): got %v, want an error that is not ErrNotFound", key, err)
		}
		if err := s.Put(t.Context(), key, text("secret")); err == nil {
			t.Errorf("Put(%q) succeeds", key)
		}
	}
	if err := s.Put(t.Context(), "folder/new", text("x")); err == nil {
		t.Error("Put through a link out of the store succeeds")
	}
	if entries, _ := os.ReadDir(outside); len(entries) != 1 {
		t.Errorf("the folder outside holds %v", entries)
	}
	for info, err := range s.List(t.Context(), "") {
		if err == nil {
			t.Errorf("List yields %q, want an error", info.Key)
		}
	}
}

// mount mounts a little file system, or skips.
func mount(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "tmpfs", dir).CombinedOutput(); err != nil {
		if os.Getenv("CI") == "true" && os.Geteuid() == 0 {
			t.Fatalf("mount a tmpfs: %v: %s", err, out)
		}
		t.Skipf("needs the right to mount a tmpfs: %v", err)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, out)
		}
	})
	return dir
}

// wantUnwritable checks the error, its hint, and that it is one line.
func wantUnwritable(t *testing.T, err error, text string) {
	t.Helper()
	if !errors.Is(err, storage.ErrUnwritable) || !strings.Contains(err.Error(), text) || strings.Contains(err.Error(), "\n") {
		t.Fatalf("got %v, want ErrUnwritable with %q in one line", err, text)
	}
	if e, ok := errors.AsType[*storage.Error](err); !ok || !strings.Contains(e.Hint(), "--store") {
		t.Errorf("%v has no hint that names --store", err)
	}
}

func TestFullDisk(t *testing.T) {
	s, err := Create(mount(t, "size=64k"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Put(t.Context(), "fits", text("x")); err != nil {
		t.Fatal(err)
	}
	wantUnwritable(t, s.Put(t.Context(), "big", text(strings.Repeat("x", 100<<10))), "no space left")
	if err := s.Put(t.Context(), "fits too", text("x")); err != nil {
		t.Errorf("the failed put left no room: %v", err)
	}
	entries, _ := os.ReadDir(s.name)
	if len(entries) != 2 {
		t.Errorf("the directory holds %v, want the two that fit", entries)
	}
}

func TestReadOnlyDisk(t *testing.T) {
	dir := mount(t, "size=64k")
	s, err := Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Put(t.Context(), "k", text("x")); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-o", "remount,ro", dir).CombinedOutput(); err != nil {
		t.Fatalf("remount: %v: %s", err, out)
	}
	wantUnwritable(t, s.Put(t.Context(), "new", text("x")), "read-only")
	if err := s.Put(t.Context(), "k", text("x")); err != nil {
		t.Errorf("the same again: %v", err)
	}
	if got := string(storagetest.Read(t, s, "k")); got != "x" {
		t.Errorf("read %q", got)
	}
	_, err = Create(filepath.Join(dir, "new"))
	wantUnwritable(t, err, "read-only")
}

func TestNoPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("permissions do not bind root")
	}
	s := create(t)
	if err := os.Chmod(s.name, 0o555); err != nil {
		t.Fatal(err)
	}
	wantUnwritable(t, s.Put(t.Context(), "k", text("x")), "permission denied")
}
