package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// holding is a store with some bundles, and a key for its log.
type holding struct {
	*testing.T
	store    *storagetest.Memory
	now      time.Time
	keys     []Key
	signer   note.Signer
	verifier note.Verifier
	runs     byte
}

func newHolding(t *testing.T, bundles int) *holding {
	t.Helper()
	h := &holding{T: t, now: time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)}
	h.store = &storagetest.Memory{Now: h.clock}
	secret, _, err := custody.GenerateKey(bytes.NewReader(make([]byte, 64)), "test")
	if err != nil {
		t.Fatal(err)
	}
	if h.signer, h.verifier, err = custody.ParseSigner(secret); err != nil {
		t.Fatal(err)
	}
	for i := range bundles {
		k := Key{Department: "dep-1", Closed: jan, Ticket: int64(i + 1), Revision: "20260101T000000.0000000Z"}
		if err := h.store.Put(t.Context(), k.String(), storage.Bytes([]byte{byte(i)}, "")); err != nil {
			t.Fatal(err)
		}
		h.keys = append(h.keys, k)
	}
	return h
}

func (h *holding) clock() time.Time { return h.now }

// registry is one as a process of its own would have it.
func (h *holding) registry(store storage.Store) *Registry {
	h.Helper()
	keeper, _ := storage.AsKeeper(store)
	log, err := custody.Open(h.Context(), h.store, h.signer, h.verifier, h.clock)
	if err == nil && store != storage.Store(h.store) {
		log, err = custody.Open(h.Context(), keeper, h.signer, h.verifier, h.clock)
	}
	if err != nil {
		h.Fatal(err)
	}
	return &Registry{Store: keeper, Log: log, By: "test"}
}

// state says of each bundle whether it is on hold, and for which cases.
func (h *holding) state() []string {
	h.Helper()
	view, err := custody.Read(h.Context(), h.store, h.verifier)
	if err != nil {
		h.Fatal(err)
	}
	book, err := ReadCases(h.Context(), view)
	if err != nil {
		h.Fatal(err)
	}
	var list []string
	for _, k := range h.keys {
		kept, err := h.store.Kept(h.Context(), k.String())
		if err != nil {
			h.Fatal(err)
		}
		list = append(list, fmt.Sprintf("%v %s", kept.Hold, strings.Join(book.Cases(k.String()), " ")))
	}
	return list
}

func (h *holding) is(want ...string) {
	h.Helper()
	if got := h.state(); !slices.Equal(got, want) {
		h.Errorf("holds %q, want %q", got, want)
	}
}

// protected fails if a bundle is less protected than the log says.
func (h *holding) protected() {
	h.Helper()
	for i, s := range h.state() {
		if strings.HasPrefix(s, "false ") && s != "false " {
			h.Errorf("bundle %d: %q", i, s)
		}
	}
}

func (h *holding) place(name string, keys ...Key) {
	h.Helper()
	if r, err := h.registry(h.store).Place(h.Context(), name, keys); err != nil || len(r.Failures) > 0 {
		h.Errorf("place %s: %+v, %v", name, r, err)
	}
}

func (h *holding) release(name string, keys ...Key) {
	h.Helper()
	if r, err := h.registry(h.store).Release(h.Context(), name, keys); err != nil || len(r.Failures) > 0 {
		h.Errorf("release %s: %+v, %v", name, r, err)
	}
}

func TestHoldsAreCountedByCase(t *testing.T) {
	h := newHolding(t, 3)
	h.place("a", h.keys[:2]...)
	h.place("b", h.keys[1:2]...)
	h.is("true a", "true a b", "false ")
	h.release("a", h.keys...)
	h.is("false ", "true b", "false ")
	h.release("c", h.keys...)
	h.is("false ", "true b", "false ")
	h.release("b", h.keys...)
	h.place("b", h.keys[2])
	h.is("false ", "false ", "true b")
}

// What some other program put on hold is not this one's to lift.
func TestForeignHoldStays(t *testing.T) {
	h := newHolding(t, 1)
	if err := h.store.SetHold(t.Context(), h.keys[0].String(), true); err != nil {
		t.Fatal(err)
	}
	h.release("a", h.keys...)
	h.is("true ")
}

func TestHoldWhereNoneCanBe(t *testing.T) {
	h := newHolding(t, 1)
	h.store.Unlocked = true
	if _, err := h.registry(h.store).Place(t.Context(), "a", h.keys); !errors.Is(err, storage.ErrNoLock) {
		t.Errorf("got %v", err)
	}
	h.is("false ")
}

// A bundle that fails is named, and keeps no other from its hold.
func TestHoldOfABundleThatIsGone(t *testing.T) {
	h := newHolding(t, 3)
	gone := h.keys[1]
	h.store.Set(gone.String(), nil)
	r, err := h.registry(h.store).Place(t.Context(), "a", h.keys)
	if err != nil || len(r.Changes) != 2 || len(r.Failures) != 1 || r.Failures[0].Key != gone.String() || !errors.Is(r.Failures[0].Err, storage.ErrNotFound) {
		t.Fatalf("got %+v, %v", r, err)
	}
	h.keys = []Key{h.keys[0], h.keys[2]}
	h.is("true a", "true a")
}

// dying is a process that dies at its n-th operation, which is done or not: all
// that it does later fails.
type dying struct {
	mu    sync.Mutex
	left  int
	fault storagetest.Fault
	ops   int
}

func (d *dying) fail(op, _ string) storagetest.Fault {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ops++
	if d.left--; d.left > 0 {
		return storagetest.None
	}
	if d.left == 0 {
		return d.fault
	}
	return storagetest.Before
}

// Wherever place and release die, no bundle is less protected than the log
// says, and the same again completes it.
func TestHoldsCutOffAnywhere(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(*Registry, context.Context, string, []Key) (*HoldReport, error)
		want []string
	}{
		{"place", (*Registry).Place, []string{"true a", "true a b", "false "}},
		{"release", (*Registry).Release, []string{"false ", "true b", "false "}},
	} {
		for _, fault := range []storagetest.Fault{storagetest.Before, storagetest.After} {
			for n, whole := 1, false; !whole; n++ {
				t.Run(fmt.Sprintf("%s/%d/%d", tt.name, fault, n), func(t *testing.T) {
					h := newHolding(t, 3)
					h.place("b", h.keys[1])
					if tt.name == "release" {
						h.place("a", h.keys[:2]...)
					}
					d := &dying{left: 1 << 30, fault: fault}
					r := h.registry(&storagetest.Faulty{Store: h.store, Fail: d.fail})
					d.left, d.ops = n, 0
					report, err := tt.do(r, t.Context(), "a", h.keys[:2])
					whole = d.ops < n
					if !whole && err == nil && len(report.Failures) == 0 {
						t.Error("it died, and said nothing")
					}
					h.protected()
					if _, err := tt.do(h.registry(h.store), t.Context(), "a", h.keys[:2]); err != nil {
						t.Fatal(err)
					}
					h.is(tt.want...)
				})
			}
		}
	}
}

// Two cases that come and go at once never leave a bundle that one of them
// holds without its hold.
func TestHoldsPlacedAndReleasedAtOnce(t *testing.T) {
	h := newHolding(t, 2)
	h.place("a", h.keys...)
	var once sync.Once
	store := &storagetest.Faulty{Store: h.store, Fail: func(op, _ string) storagetest.Fault {
		if op == "hold" { // a's release has found no other case, and lifts the hold
			once.Do(func() { h.place("b", h.keys...) })
		}
		return storagetest.None
	}}
	if _, err := h.registry(store).Release(t.Context(), "a", h.keys); err != nil {
		t.Fatal(err)
	}
	h.is("true b", "true b")

	var again sync.Once
	store = &storagetest.Faulty{Store: h.store, Fail: func(op, _ string) storagetest.Fault {
		if op == "swap" { // c's hold is on, and the log does not have it yet
			again.Do(func() { h.release("b", h.keys...) })
		}
		return storagetest.None
	}}
	if _, err := h.registry(store).Place(t.Context(), "c", h.keys); err != nil {
		t.Fatal(err)
	}
	h.is("true c", "true c")
}

func TestSelection(t *testing.T) {
	h := newHolding(t, 3)
	second := h.keys[0]
	second.Revision = "20260201T000000.0000000Z"
	if err := h.store.Put(t.Context(), second.String(), storage.Bytes([]byte("x"), "")); err != nil {
		t.Fatal(err)
	}
	got, err := Selection{Tickets: []int64{1}, Keys: []Key{h.keys[2], second}}.Select(t.Context(), h.store)
	if err != nil || len(got.Keys) != 3 || got.Keys[1] != second || got.Keys[2] != h.keys[2] {
		t.Errorf("got %v, %v", got.Keys, err)
	}
	if _, err := (Selection{Tickets: []int64{1, 9}}).Select(t.Context(), h.store); err == nil {
		t.Error("a ticket that is not there is not named")
	}
	second.Revision = "20260301T000000.0000000Z"
	if _, err := (Selection{Keys: []Key{second}}).Select(t.Context(), h.store); err == nil {
		t.Error("a bundle that is not there is not named")
	}
	got, err = Selection{Tags: []string{"vip"}}.Select(t.Context(), h.store)
	if err != nil || len(got.Keys) != 0 || len(got.Unread) != 4 {
		t.Errorf("of bundles that can't be read: %+v, %v", got, err)
	}
}

// A hold that somebody lifted in the store is on again, and that is said.
func TestPlaceLapsed(t *testing.T) {
	h := newHolding(t, 2)
	place := func() []HoldChange {
		report, err := h.registry(h.store).Place(t.Context(), "a", h.keys)
		if err != nil {
			t.Fatal(err)
		}
		return report.Changes
	}
	for _, c := range place() {
		if c.Lapsed || !c.Changed {
			t.Errorf("placed: %+v", c)
		}
	}
	if err := h.store.SetHold(t.Context(), h.keys[1].String(), false); err != nil {
		t.Fatal(err)
	}
	for i, c := range place() {
		if c.Lapsed != (i == 1) || c.Changed {
			t.Errorf("placed again: %+v", c)
		}
		if kept, err := h.store.Kept(t.Context(), c.Key); err != nil || !kept.Hold {
			t.Errorf("%s: on hold %v, %v", c.Key, kept.Hold, err)
		}
	}
	h.restored("a " + h.keys[1].String())
}

// So it is when another case's release finds that. What the last case releases
// stays off.
func TestReleaseLapsed(t *testing.T) {
	h := newHolding(t, 2)
	h.place("a", h.keys...)
	h.place("b", h.keys[0])
	for _, k := range h.keys {
		if err := h.store.SetHold(t.Context(), k.String(), false); err != nil {
			t.Fatal(err)
		}
	}
	report, err := h.registry(h.store).Release(t.Context(), "a", h.keys)
	if err != nil || len(report.Changes) != 2 || !report.Changes[0].Lapsed || report.Changes[1].Lapsed {
		t.Errorf("released: %+v, %v", report, err)
	}
	h.is("true b", "false ")
	h.restored("b " + h.keys[0].String())
}

// restored holds the entries of holds that were put back against want.
func (h *holding) restored(want ...string) {
	h.Helper()
	view, err := custody.Read(h.Context(), h.store, h.verifier)
	if err != nil {
		h.Fatal(err)
	}
	var got []string
	for r, err := range view.Entries(h.Context(), 0) {
		if err != nil {
			h.Fatal(err)
		}
		if r.Entry.Event == custody.Restored {
			got = append(got, r.Entry.Case+" "+r.Entry.Key)
		}
	}
	if !slices.Equal(got, want) {
		h.Errorf("put back %q, want %q", got, want)
	}
}
