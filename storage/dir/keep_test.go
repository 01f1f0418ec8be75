package dir

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

func noLinks(from, to string) error {
	return &os.LinkError{Op: "linkat", Old: from, New: to, Err: syscall.EPERM}
}

func noLocks(*os.File) (bool, error) { return false, errors.ErrUnsupported }

func TestKeeper(t *testing.T) {
	for name, without := range map[string]func(*Store){
		"all":                  func(*Store) {},
		"without links":        func(s *Store) { s.link = noLinks },
		"without locks":        func(s *Store) { s.flock = noLocks },
		"without either of it": func(s *Store) { s.link, s.flock = noLinks, noLocks },
	} {
		t.Run(name, func(t *testing.T) {
			storagetest.RunKeeper(t, func(t *testing.T) storagetest.Safe {
				s, clock := create(t), storagetest.NewClock()
				s.Now = clock.Now
				without(s)
				return storagetest.Safe{Keeper: s, Clock: clock, Ordered: true}
			})
		})
	}
}

func governance(s *Store, d time.Duration) storage.Keeping {
	return storage.Keeping{Retention: storage.Retention{Mode: storage.Governance, Until: s.now().Add(d).Truncate(time.Second).UTC()}}
}

func locked(body string, k storage.Keeping) storage.Object {
	o := text(body)
	o.Retention, o.Hold = k.Retention, k.Hold
	return o
}

// Keys of any length and kind have a sidecar, which is no key and no other's.
func TestSidecarNames(t *testing.T) {
	s := create(t)
	k := governance(s, time.Hour)
	seen := map[string]bool{}
	for _, key := range []string{
		"a", "a.kept.json/a", "b/c", "שלום/קובץ", "b/" + strings.Repeat("l", storage.MaxSegment),
		"b/" + strings.Repeat("m", storage.MaxSegment), "b/" + strings.Repeat("m", storage.MaxSegment-10),
	} {
		name := sidecarOf(key)
		if storage.CheckKey(name) == nil || len(filepath.Base(name)) > storage.MaxSegment || seen[name] {
			t.Errorf("%s: the sidecar is %q", key, name)
		}
		seen[name] = true
		if err := s.Put(t.Context(), key, locked(key, k)); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Kept(t.Context(), key); err != nil || got != k {
			t.Errorf("%s: kept %v, %v", key, got, err)
		}
	}
	if keys := storagetest.Keys(t, s, ""); len(keys) != 7 {
		t.Errorf("lists %q, want the seven objects", keys)
	}
}

// What can't be read is not taken for nothing.
func TestDamagedSidecar(t *testing.T) {
	s := create(t)
	if err := s.Put(t.Context(), "a/k", locked("x", governance(s, time.Hour))); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(s.name, "a", ".k.kept.json")
	if fi, err := os.Stat(file); err != nil || fi.Mode().Perm() != 0o444 {
		t.Errorf("the sidecar is %v, %v; want 0444", fi, err)
	}
	for name, damage := range map[string]func() error{
		"cut off":   func() error { return os.WriteFile(file, []byte(`{"key":"a/k","mo`), 0o600) },
		"empty":     func() error { return os.WriteFile(file, nil, 0o600) },
		"another's": func() error { return os.WriteFile(file, []byte(`{"key":"a/l","hold":false}`), 0o600) },
		"a folder":  func() error { return os.Mkdir(file, 0o700) },
		"a link":    func() error { return os.Symlink("k", file) },
		"huge":      func() error { return os.WriteFile(file, make([]byte, maxSidecar+1), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			if err := errors.Join(os.Remove(file), damage()); err != nil {
				t.Fatal(err)
			}
			_, kept := s.Kept(t.Context(), "a/k")
			for op, err := range map[string]error{
				"kept":   kept,
				"extend": s.Extend(t.Context(), "a/k", governance(s, 2*time.Hour).Retention),
				"hold":   s.SetHold(t.Context(), "a/k", false),
				"delete": s.Delete(t.Context(), "a/k"),
				"put":    s.Put(t.Context(), "a/k", locked("x", governance(s, time.Hour))),
			} {
				e, ok := errors.AsType[*storage.Error](err)
				if !errors.Is(err, errSidecar) || !ok || !strings.Contains(e.Hint(), "a/.k.kept.json") || strings.Contains(err.Error(), "\n") {
					t.Errorf("%s: got %v, want errSidecar and a hint", op, err)
				}
			}
			if got := string(storagetest.Read(t, s, "a/k")); got != "x" {
				t.Errorf("the object reads %q", got)
			}
		})
	}
}

func TestDraftIsKept(t *testing.T) {
	s := create(t)
	k := governance(s, time.Hour)
	k.Hold = true
	for _, key := range []string{"new", "there"} {
		if key == "there" {
			if err := s.Put(t.Context(), key, text(key)); err != nil {
				t.Fatal(err)
			}
		}
		d := drafted(t, s, key)
		if err := d.Put(t.Context(), key, k); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Kept(t.Context(), key); err != nil || got != k {
			t.Errorf("%s: kept %v, %v; want %v", key, got, err, k)
		}
	}
	d := drafted(t, s, "x")
	if err := d.Put(t.Context(), "bad", storage.Keeping{Retention: storage.Retention{Mode: "forever"}}); err == nil {
		t.Error("put with no retention that is one")
	}
}

// FuzzSidecar: what is read is written and read again as the same, and is of the
// key that it was read for.
func FuzzSidecar(f *testing.F) {
	for _, s := range []string{
		`{"key":"a/b","mode":"governance","until":"2033-01-31T00:00:00Z","hold":false}`,
		`{"key":"a/b","hold":true}`, `{"key":"a/c","hold":true}`, `{"key":"a/b","hold":true,"more":1}`, `{"key":"a/b"}{}`,
		`{"key":"a/b","mode":"compliance","until":"2033-01-31T00:00:00.5+02:00"}`, `{"key":"a/b","mode":"compliance"}`, `null`, ``,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		k, err := parseSidecar("a/b", data)
		if err != nil {
			if !errors.Is(err, errSidecar) || k != (storage.Keeping{}) {
				t.Fatalf("got %v, %v", k, err)
			}
			return
		}
		again, err := encodeSidecar("a/b", k)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := parseSidecar("a/b", again); err != nil || got != k {
			t.Errorf("%q was read as %v, written as %q, and read as %v, %v", data, k, again, got, err)
		}
		if _, err := parseSidecar("a/c", again); err == nil {
			t.Errorf("%q passes as another's", again)
		}
	})
}
