package dir

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// crashing lets the store die at its nth call that changes a name, before or
// after it happened: each later one fails too.
func crashing(s *Store, nth int, after bool) (calls *int) {
	calls = new(int)
	crash := errors.New("the machine is gone")
	step := func(do func() error) error {
		*calls++
		if *calls > nth || *calls == nth && !after {
			return crash
		}
		err := do()
		if *calls == nth {
			return crash
		}
		return err
	}
	s.link = func(from, to string) error { return step(func() error { return s.root.Link(from, to) }) }
	s.rename = func(from, to string) error { return step(func() error { return s.root.Rename(from, to) }) }
	s.remove = func(name string) error { return step(func() error { return s.root.Remove(name) }) }
	return calls
}

var crashNow = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)

// A crashed operation begins with an object kept as from, or with none, and is to
// end with one that is kept as want, or with none.
type crashed struct {
	name       string
	from, want storage.Keeping
	there      bool
	gone       bool
	do         func(*Store) error
}

// TestCrashes ends each operation at each of its steps. What another process then
// finds is never less protected than before, and if the object is new never
// less than was asked; and the operation done again does it.
func TestCrashes(t *testing.T) {
	in := func(mode storage.Mode, d time.Duration) storage.Keeping {
		return storage.Keeping{Retention: storage.Retention{Mode: mode, Until: crashNow.Add(d)}}
	}
	short, long, over := in(storage.Governance, time.Hour), in(storage.Compliance, 2*time.Hour), in(storage.Compliance, -time.Hour)
	put := func(s *Store) error { return s.Put(t.Context(), "a/k", locked("x", long)) }
	for _, c := range []crashed{
		{name: "put", want: long, do: put},
		{name: "put again", there: true, from: short, want: long, do: put},
		{name: "extend", there: true, from: short, want: long, do: func(s *Store) error { return s.Extend(t.Context(), "a/k", long.Retention) }},
		{name: "hold", there: true, from: over, want: storage.Keeping{Retention: over.Retention, Hold: true},
			do: func(s *Store) error { return s.SetHold(t.Context(), "a/k", true) }},
		{name: "delete", there: true, from: over, gone: true, do: func(s *Store) error {
			if err := s.Delete(t.Context(), "a/k"); !errors.Is(err, storage.ErrNotFound) {
				return err
			}
			return nil
		}},
	} {
		nth := 1
		for c.dies(t, nth, false) && c.dies(t, nth, true) {
			nth++
		}
		if nth < 2 || c.dies(t, nth, true) {
			t.Errorf("%s: died at %d steps", c.name, nth-1)
		}
	}
}

// dies tells whether the operation has an nth step to die at, and checks what is
// left then.
func (c crashed) dies(t *testing.T, nth int, after bool) bool {
	s := create(t)
	if c.there {
		s.Now = func() time.Time { return crashNow.Add(-2 * time.Hour) }
		if err := s.Put(t.Context(), "a/k", locked("x", c.from)); err != nil {
			t.Fatal(err)
		}
	}
	s.Now = func() time.Time { return crashNow }
	calls := crashing(s, nth, after)
	err := c.do(s)
	if (err == nil) != (*calls < nth) {
		t.Errorf("%s, step %d, done %v: got %v after %d steps", c.name, nth, after, err, *calls)
	}
	if err != nil {
		t.Run(fmt.Sprintf("%s, step %d, done %v", c.name, nth, after), func(t *testing.T) { c.look(t, s.name) })
	}
	return err != nil
}

// look is what the next process finds, and does.
func (c crashed) look(t *testing.T, name string) {
	s, err := Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.Now = func() time.Time { return crashNow }
	k, err := s.Kept(t.Context(), "a/k")
	switch {
	case errors.Is(err, storage.ErrNotFound):
		if c.there && !c.gone {
			t.Error("the object is lost")
		}
	case err != nil:
		t.Error(err)
	case c.there && !k.Covers(c.from) || !c.there && !k.Covers(c.want):
		t.Errorf("kept %v, from %v to %v", k, c.from, c.want)
	}
	if err := c.do(s); err != nil {
		t.Errorf("again: %v", err)
	}
	k, err = s.Kept(t.Context(), "a/k")
	if c.gone != errors.Is(err, storage.ErrNotFound) || !c.gone && k != c.want {
		t.Errorf("kept %v, %v in the end; want %v", k, err, c.want)
	}
}

// A put that died before its object was there binds no later one.
func TestOrphanedSidecar(t *testing.T) {
	for _, again := range []storage.Keeping{{}, {Hold: true}} {
		s := create(t)
		s.link = func(string, string) error { return errors.New("the machine is gone") }
		if err := s.Put(t.Context(), "a/k", locked("x", governance(s, time.Hour))); err == nil {
			t.Fatal("put without a link")
		}
		s.link = s.root.Link
		if err := s.Put(t.Context(), "a/k", locked("another", again)); err != nil {
			t.Fatal(err)
		}
		if k, err := s.Kept(t.Context(), "a/k"); err != nil || k != again {
			t.Errorf("kept %v, %v; want %v", k, err, again)
		}
	}
}

// A plain put takes no lock, so it may win while a retained one is under way.
// Then it's kept as it was put.
func TestPlainPutBetween(t *testing.T) {
	for body, want := range map[string]error{"x": nil, "other": storage.ErrConflict} {
		s := create(t)
		s.link = func(from, to string) error {
			s.link = s.root.Link
			f := filepath.Join(s.name, "a", "k")
			if err := os.WriteFile(f, []byte(body), 0o444); err != nil {
				t.Fatal(err)
			}
			return s.root.Link(from, to)
		}
		k := governance(s, time.Hour)
		if err := s.Put(t.Context(), "a/k", locked("x", k)); !errors.Is(err, want) {
			t.Fatalf("got %v, want %v", err, want)
		}
		if want != nil {
			k = storage.Keeping{}
		}
		if got, err := s.Kept(t.Context(), "a/k"); err != nil || got != k {
			t.Errorf("kept %v, %v; want %v", got, err, k)
		}
		if got := string(storagetest.Read(t, s, "a/k")); got != body {
			t.Errorf("the object reads %q", got)
		}
	}
}
