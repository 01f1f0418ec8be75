package storagetest

import (
	"errors"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

func TestMemory(t *testing.T) {
	Run(t, func(*testing.T) storage.Store { return new(Memory) })
}

func TestFaulty(t *testing.T) {
	fault := None
	f := &Faulty{Store: new(Memory), Fail: func(string, string) Fault { return fault }}
	for _, tt := range []struct {
		fault Fault
		kept  bool
	}{{Before, false}, {After, true}} {
		fault = tt.fault
		want(t, f.Put(t.Context(), "k", object("x")), ErrFault)
		_, err := f.Stat(t.Context(), "k")
		want(t, err, ErrFault)
		var listed int
		for _, err = range f.List(t.Context(), "") {
			listed++
		}
		want(t, err, ErrFault)
		if (listed == 2) != tt.kept {
			t.Errorf("%v: List yields %d", tt.fault, listed)
		}
		fault = None
		if _, err := f.Stat(t.Context(), "k"); errors.Is(err, storage.ErrNotFound) == tt.kept {
			t.Errorf("%v: Stat: %v", tt.fault, err)
		}
	}
}

func TestSet(t *testing.T) {
	m := new(Memory)
	put(t, m, "k", object("x"))
	m.Set("k", []byte("tampered"))
	if got := string(Read(t, m, "k")); got != "tampered" {
		t.Errorf("got %q", got)
	}
	m.Set("k", nil)
	wantNothing(t, m, "k")
}

func TestMemoryKeeps(t *testing.T) {
	RunKeeper(t, func(*testing.T) Safe {
		clock := NewClock()
		m := &Memory{Now: clock.Now}
		return Safe{Keeper: m, Clock: clock, Versions: m.Versions, Ordered: true, Classes: true}
	})
}

// A store without locks takes what asks for none, and nothing else.
func TestUnlocked(t *testing.T) {
	m := &Memory{Unlocked: true}
	want(t, m.Locks(t.Context()), storage.ErrNoLock)
	o := object("x")
	o.Hold = true
	want(t, m.Put(t.Context(), "k", o), storage.ErrNoLock)
	o = retained("x", storage.Retention{Mode: storage.Governance, Until: time.Now().Add(time.Hour)})
	want(t, m.Put(t.Context(), "k", o), storage.ErrNoLock)
	wantNothing(t, m, "k")
	put(t, m, "k", object("x"))
	want(t, m.Extend(t.Context(), "k", o.Retention), storage.ErrNoLock)
}

// plain is a store that is no Keeper, wrapper a decorator that knows nothing of
// Keepers.
type plain struct{ storage.Store }
type wrapper struct{ storage.Store }

func (w wrapper) Unwrap() storage.Store { return w.Store }

func TestAsKeeper(t *testing.T) {
	m := new(Memory)
	for name, tt := range map[string]struct {
		store storage.Store
		want  storage.Keeper
	}{
		"itself":              {m, m},
		"below a decorator":   {wrapper{wrapper{m}}, m},
		"none":                {plain{m}, nil},
		"none below":          {wrapper{plain{m}}, nil},
		"faulty without one":  {&Faulty{Store: plain{m}}, nil},
		"faulty below, alone": {wrapper{&Faulty{Store: plain{m}}}, nil},
	} {
		if got, ok := storage.AsKeeper(tt.store); got != tt.want && ok || ok != (tt.want != nil) {
			t.Errorf("%s: got %v, %v", name, got, ok)
		}
	}
	f := &Faulty{Store: wrapper{m}}
	if got, ok := storage.AsKeeper(f); !ok || got != storage.Keeper(f) {
		t.Errorf("faulty: got %v, %v", got, ok)
	}
	want(t, (&Faulty{Store: plain{m}}).Locks(t.Context()), errors.ErrUnsupported)
}
