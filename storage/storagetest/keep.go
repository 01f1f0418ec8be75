package storagetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

// What is put locked can't be deleted, nor overwritten, nor be there twice.
func locked(t *testing.T, s Safe) {
	do(t, s.Locks(t.Context()))
	for key, want1 := range map[string]storage.Keeping{
		"a/gov":  {Retention: s.in(storage.Governance, 5)},
		"a/comp": {Retention: s.in(storage.Compliance, 6)},
		"a/hold": {Hold: true},
		"a/both": {Retention: s.in(storage.Governance, 7), Hold: true, StorageClass: "STANDARD_IA"},
		"שלום":   {Retention: s.in(storage.Compliance, 8)},
	} {
		o := retained(key, want1.Retention)
		o.Hold, o.StorageClass = want1.Hold, want1.StorageClass
		put(t, s, key, o)
		put(t, s, key, o)
		s.wantKept(t, key, want1.Retention, want1.Hold)
		want(t, s.Delete(t.Context(), key), storage.ErrRetained)
		want(t, s.Put(t.Context(), key, object("other")), storage.ErrConflict)
		s.wantKept(t, key, want1.Retention, want1.Hold)
		s.wantOne(t, key, key)
		if k, err := s.Kept(t.Context(), key); s.Classes && (err != nil || k.StorageClass != want1.StorageClass && want1.StorageClass != "") {
			t.Errorf("%s: in class %q, %v; want %q", key, k.StorageClass, err, want1.StorageClass)
		}
	}
	if keys := Keys(t, s, "a/"); len(keys) != 4 {
		t.Errorf("lists %q, want the four below a/", keys)
	}
}

func notLocked(t *testing.T, s Safe) {
	put(t, s, "k", object("x"))
	s.wantKept(t, "k", storage.Retention{}, false)
	do(t, s.Delete(t.Context(), "k"))
	wantNothing(t, s, "k")
}

// Any time in any zone ends in a whole second of UTC, never before it.
func wholeSeconds(t *testing.T, s Safe) {
	r := s.in(storage.Governance, 5)
	odd := storage.Retention{Mode: r.Mode, Until: r.Until.Add(-300 * time.Millisecond).In(time.FixedZone("", 7200))}
	put(t, s, "k", retained("x", odd))
	s.wantKept(t, "k", r, false)
	do(t, s.Extend(t.Context(), "k", odd))
	s.wantKept(t, "k", r, false)
	if k, err := s.Kept(t.Context(), "k"); err != nil || k.Until.Location() != time.UTC {
		t.Errorf("kept until %v, %v; want UTC", k.Until, err)
	}
}

func passed(t *testing.T, s Safe) {
	put(t, s, "k", retained("x", s.in(storage.Compliance, -1)))
	s.wantKept(t, "k", storage.Retention{}, false)
	do(t, s.Delete(t.Context(), "k"))
	wantNothing(t, s, "k")
}

// What is no retention is not taken for none.
func noRetention(t *testing.T, s Safe) {
	good := s.in(storage.Governance, 5)
	put(t, s, "there", object("x"))
	for _, r := range []storage.Retention{
		{Mode: "GOVERNANCE", Until: good.Until}, {Mode: "forever", Until: good.Until},
		{Mode: storage.Compliance}, {Until: good.Until}, {Mode: storage.Governance, Until: good.Until.AddDate(9000, 0, 0)},
	} {
		if err := s.Put(t.Context(), "k", retained("x", r)); err == nil {
			t.Errorf("put with %v", r)
		}
		if err := s.Extend(t.Context(), "there", r); err == nil {
			t.Errorf("extended to %v", r)
		}
	}
	_, err := s.Stat(t.Context(), "k")
	want(t, err, storage.ErrNotFound)
	s.wantKept(t, "there", storage.Retention{}, false)
}

func extend(t *testing.T, s Safe) {
	none, gov, comp := storage.Retention{}, storage.Governance, storage.Compliance
	for i, tt := range []struct {
		from, to storage.Retention
		ok       bool
	}{
		{none, none, true}, {none, s.in(gov, 5), true}, {none, s.in(comp, 5), true},
		{s.in(gov, 5), s.in(gov, 9), true}, {s.in(comp, 5), s.in(comp, 9), true}, // longer
		{s.in(gov, 5), s.in(gov, 5), true}, {s.in(comp, 5), s.in(comp, 5), true}, // the same
		{s.in(gov, 5), s.in(comp, 5), true}, {s.in(gov, 5), s.in(comp, 9), true}, // stricter
		{s.in(gov, 5), s.in(gov, 4), false}, {s.in(comp, 5), s.in(comp, 4), false}, // shorter
		{s.in(gov, 5), none, false}, {s.in(comp, 5), none, false}, {s.in(gov, 5), s.in(gov, -5), false},
		{s.in(comp, 5), s.in(gov, 5), false}, {s.in(comp, 5), s.in(gov, 9), false}, // weaker
		{s.in(gov, 5), s.in(comp, 4), false}, // stricter, but shorter
	} {
		key := fmt.Sprintf("k%d", i)
		put(t, s, key, retained(key, tt.from))
		for range 2 { // once more makes no difference
			want1 := tt.from
			err := s.Extend(t.Context(), key, tt.to)
			if tt.ok {
				if want1 = tt.to; err != nil {
					t.Fatalf("from %v to %v: %v", tt.from, tt.to, err)
				}
			} else {
				want(t, err, storage.ErrRetained)
			}
			s.wantKept(t, key, want1, false)
		}
		s.wantOne(t, key, key)
	}
}

func extendPassed(t *testing.T, s Safe) {
	put(t, s, "k", object("x"))
	do(t, s.Extend(t.Context(), "k", s.in(storage.Compliance, -1)))
	s.wantKept(t, "k", storage.Retention{}, false)
}

// A hold is apart from the retention, and on or off however often it's said.
func hold(t *testing.T, s Safe) {
	r := s.in(storage.Governance, 5)
	for key, r := range map[string]storage.Retention{"bare": {}, "retained": r} {
		put(t, s, key, retained(key, r))
		for _, on := range []bool{false, true, true, false, true} {
			do(t, s.SetHold(t.Context(), key, on))
			s.wantKept(t, key, r, on)
		}
		want(t, s.Delete(t.Context(), key), storage.ErrRetained)
		put(t, s, key, retained(key, r)) // a put without hold lifts none
		s.wantKept(t, key, r, true)
		s.wantOne(t, key, key)
	}
	do(t, s.SetHold(t.Context(), "bare", false))
	do(t, s.Delete(t.Context(), "bare"))
	do(t, s.SetHold(t.Context(), "retained", false))
	want(t, s.Delete(t.Context(), "retained"), storage.ErrRetained)
}

// When its time has passed an object can be deleted, unless it's on hold.
func expiry(t *testing.T, s Safe) {
	s.putSoon(t, storage.Compliance, "compliance", "held", "again", "last")
	s.putSoon(t, storage.Governance, "governance")
	do(t, s.SetHold(t.Context(), "held", true))
	s.deleteInTime(t, "compliance")
	s.deleteInTime(t, "governance")
	s.deleteInTime(t, "last")
	want(t, s.Delete(t.Context(), "held"), storage.ErrRetained)
	if got := string(Read(t, s, "held")); got != "held" {
		t.Errorf("what is on hold reads %q", got)
	}
	do(t, s.SetHold(t.Context(), "held", false))
	do(t, s.Delete(t.Context(), "held"))
	longer := s.in(storage.Compliance, 5)
	do(t, s.Extend(t.Context(), "again", longer))
	s.wantKept(t, "again", longer, false)
	want(t, s.Delete(t.Context(), "again"), storage.ErrRetained)
	if keys := Keys(t, s, ""); len(keys) != 1 || keys[0] != "again" {
		t.Errorf("the store holds %q, want what was extended", keys)
	}
}
