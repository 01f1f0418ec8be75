package dir

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// create opens a new store, and checks after the test that nothing is left of
// its puts but objects.
func create(t *testing.T) *Store {
	t.Helper()
	s, err := Create(filepath.Join(t.TempDir(), "archive"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		if left, _ := filepath.Glob(filepath.Join(s.name, tempPrefix+"*")); len(left) > 0 {
			t.Errorf("left behind: %q", left)
		}
	})
	return s
}

func text(s string) storage.Object { return storage.Bytes([]byte(s), "") }

func TestStore(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Store { return create(t) })
}

func TestManyObjects(t *testing.T) { storagetest.Many(t, create(t)) }

// On a file system without hard links the same duties hold.
func TestStoreWithoutLinks(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Store {
		s := create(t)
		s.link = func(temp, key string) error {
			return &os.LinkError{Op: "linkat", Old: temp, New: key, Err: syscall.EPERM}
		}
		return s
	})
}

func TestOpenMissing(t *testing.T) {
	name := filepath.Join(t.TempDir(), "none")
	_, err := Open(name)
	if !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	if _, err := os.Stat(name); err == nil {
		t.Error("Open made the directory")
	}
}

func TestOpenFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, open := range []func(string) (*Store, error){Open, Create} {
		if _, err := open(name); err == nil || !strings.Contains(err.Error(), "not a directory") {
			t.Errorf("got %v, want an error that says it is no directory", err)
		}
	}
}

// What killed runs left is swept by age, and not seen as objects before.
func TestStaleFiles(t *testing.T) {
	s := create(t)
	now := time.Now()
	for name, age := range map[string]time.Duration{"old": 25 * time.Hour, "new": time.Hour} {
		file := filepath.Join(s.name, tempPrefix+name)
		if err := os.WriteFile(file, []byte("half"), 0o444); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, now, now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(s.name, tempPrefix+"claim-x"), 0o700); err != nil {
		t.Fatal(err)
	}
	if keys := storagetest.Keys(t, s, ""); len(keys) > 0 {
		t.Errorf("lists %q, want nothing", keys)
	}
	exists := func(name string) bool {
		_, err := os.Stat(filepath.Join(s.name, tempPrefix+name))
		return err == nil
	}
	s.sweep(now)
	if exists("old") || !exists("new") || !exists("claim-x") {
		t.Error("want the old file gone, and the new ones left")
	}
	s.sweep(now.Add(2 * staleAfter))
	if exists("new") || exists("claim-x") {
		t.Error("want all stale files gone")
	}
}

// BenchmarkPut writes bundles of 200 KB as a run does, a folder each.
func BenchmarkPut(b *testing.B) {
	s, err := Create(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	o := text(strings.Repeat("0123456789abcdef", 200*1024/16))
	b.SetBytes(o.Size)
	i := 0
	for b.Loop() {
		if err := s.Put(b.Context(), fmt.Sprintf("tickets/d/2026/01/%d/r.zip", i), o); err != nil {
			b.Fatal(err)
		}
		i++
	}
	b.ReportMetric(float64(i)/b.Elapsed().Seconds(), "objects/s")
}
