package archive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/s3"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// locking is a policy under which bills are locked, and important people on hold.
func locking(t *testing.T) *retention.Policy {
	t.Helper()
	p, err := retention.Parse("policy.yaml", []byte(`version: 1
default: {retain: 7y, lock: none}
rules:
  - name: billing
    match: {tags: [billing]}
    retain: 100y
    lock: governance
  - name: case
    match: {tags: [vip]}
    hold: [case-1]
`))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (h *harness) tagged(id, tag string) {
	h.Helper()
	h.add(id, `"culture":"he-IL"`, `"culture":"he-IL","tags":["`+tag+`"]`)
}

// keptAs says of each bundle how the store keeps it.
func (h *harness) keptAs(k storage.Keeper) []string {
	h.Helper()
	var list []string
	for key, err := range Keys(h.Context(), k) {
		if err != nil {
			h.Fatal(err)
		}
		kept, err := k.Kept(h.Context(), key.String())
		if err != nil {
			h.Fatal(err)
		}
		list = append(list, fmt.Sprintf("%d %s %s %v", key.Ticket, kept.Mode, kept.Until.Format(time.DateOnly), kept.Hold))
	}
	slices.Sort(list)
	return list
}

func (h *harness) locked(store storage.Store) {
	h.Helper()
	h.store = store
	h.tagged("1", "billing")
	h.tagged("2", "vip")
	h.tagged("3", "other")
	for range 2 {
		o := h.options()
		o.Policy = locking(h.T)
		if r, err := Run(h.Context(), o); err != nil || !r.Complete || r.Closed != 3 {
			h.Fatalf("report %+v, %v", r, err)
		}
	}
	keeper, _ := storage.AsKeeper(store)
	want := []string{"1 governance 2126-02-03 false", "2  0001-01-01 true", "3  0001-01-01 false"}
	if got := h.keptAs(keeper); !slices.Equal(got, want) {
		h.Errorf("kept as %q, want %q", got, want)
	}
	for _, k := range h.keys() {
		if err := keeper.Delete(h.Context(), k.String()); errors.Is(err, storage.ErrRetained) != (k.Ticket != 3) {
			h.Errorf("delete %s: %v", k, err)
		}
	}
}

func TestBundlesAreKeptAsThePolicySays(t *testing.T) {
	t.Run("directory", func(t *testing.T) {
		h := newHarness(t, fetchtest.Generated{})
		h.locked(h.store)
	})
	t.Run("by way of the spool", func(t *testing.T) {
		memory := &storagetest.Memory{}
		newHarness(t, fetchtest.Generated{}).locked(memory)
	})
	t.Run("S3", func(t *testing.T) {
		server := storagetest.S3Server(t, true)
		server.Setenv(t)
		h := newHarness(t, fetchtest.Generated{})
		store, err := s3.Open(t.Context(), "s3://"+server.Bucket(t, true)+"/x", s3.Options{SpoolDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		h.locked(store)
	})
}

// A bucket without Object Lock and a policy that wants it: refused before the
// first ticket is asked for.
func TestStoreThatCannotLock(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.tagged("1", "billing")
	o := h.options()
	o.Store, o.Policy = &storagetest.Memory{Unlocked: true}, locking(t)
	if _, err := Run(t.Context(), o); !errors.Is(err, storage.ErrNoLock) {
		t.Fatalf("got %v", err)
	}
	if n := h.workspace.Counts().Calls(); n != 0 {
		t.Errorf("%d calls", n)
	}
}

// broken is a log that takes nothing, a number of times.
type broken struct{ times int }

func (b *broken) Append(context.Context, []custody.Entry) (custody.Checkpoint, error) {
	if b.times--; b.times >= 0 {
		return custody.Checkpoint{}, errors.New("the log takes nothing")
	}
	return custody.Checkpoint{}, nil
}

// What the custody log does not have no inventory lists: the next run takes it
// in.
func TestLogThatTakesNothing(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("1")
	log := &broken{times: 1}
	o := h.options()
	o.Custody = log
	if _, err := Run(t.Context(), o); err == nil {
		t.Fatal("nothing was said")
	}
	if v := h.verify(); len(v.Unlisted) != 1 || v.Runs != 0 {
		t.Errorf("left behind: %+v", v)
	}
	o = h.options()
	o.Custody = log
	if r, err := Run(t.Context(), o); err != nil || r.Unchanged != 1 {
		t.Errorf("report %+v, %v", r, err)
	}
	if v := h.verify(); len(v.Unlisted) != 0 {
		t.Errorf("at the end: %+v", v)
	}
}
