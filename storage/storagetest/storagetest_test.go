package storagetest

import (
	"errors"
	"testing"

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
