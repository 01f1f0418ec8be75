package archive

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// stored is a store with a bill, a ticket of an important person and another
// one, archived without a policy and without a log.
func stored(t *testing.T) *holding {
	t.Helper()
	w := newHarness(t, fetchtest.Generated{})
	h := newHolding(t, 0)
	w.store = h.store
	w.tagged("1", "billing")
	w.tagged("2", "vip")
	w.tagged("3", "other")
	w.run()
	h.keys = w.keys()
	slices.SortFunc(h.keys, func(a, b Key) int { return int(a.Ticket - b.Ticket) })
	return h
}

func (h *holding) apply(store storage.Store, p *retention.Policy) (*Applied, error) {
	h.Helper()
	r := h.registry(store)
	return Apply(h.Context(), ApplyOptions{Registry: *r, View: r.Log.View(), Policy: p, Now: h.clock})
}

// kept says how the bundles are kept, and how many entries the log has of each
// event.
func (h *holding) kept() []string {
	h.Helper()
	var list []string
	for _, k := range h.keys {
		kept, err := h.store.Kept(h.Context(), k.String())
		if err != nil {
			h.Fatal(err)
		}
		list = append(list, fmt.Sprintf("%s %v", kept.Retention, kept.Hold))
	}
	return append(list, fmt.Sprint(h.events()))
}

func (h *holding) events() map[custody.Event]int {
	h.Helper()
	view, err := custody.Read(h.Context(), h.store, h.verifier)
	if err != nil {
		h.Fatal(err)
	}
	events := map[custody.Event]int{}
	for r, err := range view.Entries(h.Context(), 0) {
		if err != nil {
			h.Fatal(err)
		}
		events[r.Entry.Event]++
	}
	return events
}

var asLocked = []string{"governance until 2126-02-03T10:00:01Z false", "no retention true", "no retention false", "map[extended:3 held:1]"}

func TestApply(t *testing.T) {
	h := stored(t)
	a, err := h.apply(h.store, locking(t))
	if err != nil || a.Bundles != 3 || len(a.Extended) != 3 || len(a.Held) != 1 || a.Extended[0].Rule != "billing" || a.Extended[2].Mode != storage.None || a.Extended[2].Until.Year() != 2033 || a.Held[0].Case != "case-1" {
		t.Fatalf("got %+v, %v", a, err)
	}
	if got := h.kept(); !slices.Equal(got, asLocked) {
		t.Errorf("kept %q, want %q", got, asLocked)
	}
	if a, err := h.apply(h.store, locking(t)); err != nil || len(a.Extended)+len(a.Held) != 0 {
		t.Errorf("again: %+v, %v", a, err)
	}
}

// A policy that says less changes nothing, and one that is longer but weaker
// lengthens what is strict.
func TestApplyNeverShortens(t *testing.T) {
	h := stored(t)
	if _, err := h.apply(h.store, locking(t)); err != nil {
		t.Fatal(err)
	}
	strict := storage.Retention{Mode: storage.Compliance, Until: h.now.AddDate(50, 0, 0)}
	if err := h.store.Extend(t.Context(), h.keys[1].String(), strict); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ retain, first, second string }{
		{"2y", "governance until 2126-02-03T10:00:01Z true", "compliance until 2076-11-27T00:00:00Z true"},
		{"60y", "governance until 2126-02-03T10:00:01Z true", "compliance until 2086-02-03T10:00:01Z true"},
	} {
		p, err := retention.Parse("p", []byte("version: 1\ndefault: {retain: "+tt.retain+", lock: governance}\nrules:\n  - {name: r, match: {cultures: [he-IL]}, hold: [case-2]}\n"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.apply(h.store, p); err != nil {
			t.Fatal(err)
		}
		if got := h.kept(); got[0] != tt.first || got[1] != tt.second {
			t.Errorf("%s: kept %q", tt.retain, got)
		}
	}
}

func TestApplyToAStoreThatCannotLock(t *testing.T) {
	h := stored(t)
	h.store.Unlocked = true
	if _, err := h.apply(h.store, locking(t)); !errors.Is(err, storage.ErrNoLock) {
		t.Errorf("got %v", err)
	}
	if a, err := h.apply(h.store, retention.Default()); err != nil || len(a.Extended)+len(a.Held) != 0 || a.Bundles != 3 {
		t.Errorf("without locks: %+v, %v", a, err)
	}
}

func TestApplyDry(t *testing.T) {
	h := stored(t)
	dry := &storage.DryRun{Store: h.store}
	before := h.kept()
	a, err := Apply(t.Context(), ApplyOptions{Registry: Registry{Store: dry}, Policy: locking(t), Now: h.clock})
	if err != nil || len(a.Extended) != 1 || len(a.Held) != 1 {
		t.Fatalf("got %+v, %v", a, err)
	}
	if got := h.kept(); !slices.Equal(got, before) || len(dry.Changes()) == 0 {
		t.Errorf("kept %q, want %q; would do %v", got, before, dry.Changes())
	}
}

// Wherever it dies, the log never says more than what is kept, and the same
// again completes both.
func TestApplyCutOffAnywhere(t *testing.T) {
	whole := stored(t)
	for _, fault := range []storagetest.Fault{storagetest.Before, storagetest.After} {
		for n, done := 1, false; !done; n++ {
			h := newHolding(t, 0)
			h.copyOf(whole)
			d := &dying{left: 1 << 30, fault: fault}
			store := &storagetest.Faulty{Store: h.store, Fail: d.fail}
			r := h.registry(store)
			d.left, d.ops = n, 0
			a, err := Apply(t.Context(), ApplyOptions{Registry: *r, View: r.Log.View(), Policy: locking(t), Now: h.clock})
			if done = d.ops < n; !done && err == nil && len(a.Failures)+len(a.Unread) == 0 {
				t.Errorf("fault %d at %d: it died, and said nothing", fault, n)
			}
			h.protected()
			if _, err := h.apply(h.store, locking(t)); err != nil {
				t.Fatal(err)
			}
			if got := h.kept(); !slices.Equal(got, asLocked) {
				t.Errorf("fault %d at %d: kept %q, want %q", fault, n, got, asLocked)
			}
		}
	}
}

// copyOf puts the bundles of another store.
func (h *holding) copyOf(other *holding) {
	h.Helper()
	h.keys = other.keys
	for _, k := range other.keys {
		body := storagetest.Read(h.T, other.store, k.String())
		if err := h.store.Put(h.Context(), k.String(), storage.Bytes(body, "")); err != nil {
			h.Fatal(err)
		}
	}
}

// What was locked when it was stored, by a run that died before its log, is
// entered; what has passed is left alone.
func TestApplyEntersWhatTheLogLacks(t *testing.T) {
	h := stored(t)
	until := time.Date(2126, 2, 3, 10, 0, 1, 0, time.UTC)
	if err := h.store.Extend(t.Context(), h.keys[0].String(), storage.Retention{Mode: storage.Governance, Until: until}); err != nil {
		t.Fatal(err)
	}
	if err := h.store.SetHold(t.Context(), h.keys[1].String(), true); err != nil {
		t.Fatal(err)
	}
	if _, err := h.apply(h.store, locking(t)); err != nil {
		t.Fatal(err)
	}
	if got := h.kept(); !slices.Equal(got, asLocked) {
		t.Errorf("kept %q, want %q", got, asLocked)
	}
	h.now = until.AddDate(1, 0, 0)
	if a, err := h.apply(h.store, locking(t)); err != nil || len(a.Extended)+len(a.Held) != 0 {
		t.Errorf("when it has passed: %+v, %v", a, err)
	}
}
