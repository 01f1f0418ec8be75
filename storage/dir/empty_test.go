package dir

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

// The folder of what is deleted goes with the last thing in it, and no other.
func TestDeleteLeavesNoEmptyFolder(t *testing.T) {
	s := create(t)
	s.Now = func() time.Time { return crashNow }
	for _, key := range []string{"top", "a/b/1", "a/b/2", "a/c/3"} {
		if err := s.Put(t.Context(), key, locked(key, governance(s, time.Hour))); err != nil {
			t.Fatal(err)
		}
	}
	s.Now = func() time.Time { return crashNow.Add(2 * time.Hour) }
	there := func(name string) bool {
		_, err := os.Lstat(filepath.Join(s.name, name))
		return err == nil
	}
	for _, step := range []struct {
		key    string
		ab, ac bool // are there then
	}{{"a/b/1", true, true}, {"a/b/2", false, true}, {"a/c/3", false, false}, {"top", false, false}} {
		if err := s.Delete(t.Context(), step.key); err != nil {
			t.Fatal(err)
		}
		if there("a/b") != step.ab || there("a/c") != step.ac || !there("a") || !there(".") {
			t.Errorf("%s deleted: a/b %v, a/c %v, a %v", step.key, there("a/b"), there("a/c"), there("a"))
		}
	}
}

// What is put while another archiver deletes the last thing in its folder is
// there, by each way of putting it.
func TestPutBesideDelete(t *testing.T) {
	for name, without := range map[string]func(*Store){"links": func(*Store) {}, "no links": func(s *Store) { s.link = noLinks }} {
		t.Run(name, func(t *testing.T) {
			writer := create(t)
			remover, err := Open(writer.name)
			if err != nil {
				t.Fatal(err)
			}
			defer remover.Close()
			without(writer)
			for i := range 100 {
				gone, stays := fmt.Sprintf("m/t/gone-%d", i), fmt.Sprintf("m/t/stays-%d", i)
				o := text(stays)
				o.Hold = i%2 == 0
				put(t, writer, gone, text(gone))
				var both sync.WaitGroup
				both.Go(func() {
					if err := remover.Delete(t.Context(), gone); err != nil {
						t.Errorf("delete %s: %v", gone, err)
					}
				})
				put(t, writer, stays, o)
				both.Wait()
				if _, err := writer.Stat(t.Context(), stays); err != nil {
					t.Fatal(err)
				}
				if err := errors.Join(writer.SetHold(t.Context(), stays, false), writer.Delete(t.Context(), stays)); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func put(t *testing.T, s *Store, key string, o storage.Object) {
	t.Helper()
	if err := s.Put(t.Context(), key, o); err != nil {
		t.Fatalf("put %s: %v", key, err)
	}
}

// A folder that is taken away right before its first object is made again.
func TestPutMakesItsFolderAgain(t *testing.T) {
	s := create(t)
	taken := 0
	s.link = func(from, to string) error {
		if taken++; taken <= 3 {
			if err := os.Remove(filepath.Join(s.name, "a", "b")); err != nil {
				t.Error(err)
			}
		}
		return s.root.Link(from, to)
	}
	put(t, s, "a/b/1", text("x"))
	if taken != 4 {
		t.Errorf("linked %d times, want 4", taken)
	}
}
