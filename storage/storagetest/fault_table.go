package storagetest

import (
	"fmt"
	"testing"

	"github.com/glassix-archiver/archiver/storage"
)

// faults is a table over what a Keeper does. Each operation fails once, done and
// not done, and is done again: nothing is lost, nothing is there twice, and
// nothing is ever less protected than it was or was asked to be.
func faults(t *testing.T, s Safe) {
	ctx, none, gov, comp := t.Context(), storage.Retention{}, s.in(storage.Governance, 5), s.in(storage.Compliance, 9)
	put := func(k storage.Keeper, key string) error { return k.Put(ctx, key, retained(key, comp)) }
	for i, row := range []faultRow{
		{op: "put", do: put, want: storage.Keeping{Retention: comp}},
		{op: "put", there: true, from: storage.Keeping{Retention: gov}, do: put, want: storage.Keeping{Retention: comp}},
		{op: "put", there: true, from: storage.Keeping{Hold: true}, do: put, want: storage.Keeping{Retention: comp, Hold: true}},
		{op: "extend", there: true, from: storage.Keeping{Retention: gov}, want: storage.Keeping{Retention: comp},
			do: func(k storage.Keeper, key string) error { return k.Extend(ctx, key, comp) }},
		{op: "hold", there: true, from: storage.Keeping{Retention: gov}, want: storage.Keeping{Retention: gov, Hold: true},
			do: func(k storage.Keeper, key string) error { return k.SetHold(ctx, key, true) }},
		{op: "hold", there: true, from: storage.Keeping{Retention: gov, Hold: true}, want: storage.Keeping{Retention: gov},
			do: func(k storage.Keeper, key string) error { return k.SetHold(ctx, key, false) }},
		{op: "delete", there: true, from: storage.Keeping{Retention: none}, again: storage.ErrNotFound,
			do: func(k storage.Keeper, key string) error { return k.Delete(ctx, key) }},
	} {
		for _, fault := range []Fault{Before, After} {
			row.run(t, s, fmt.Sprintf("k%d/%d", i, fault), fault)
		}
	}
	for _, fault := range []Fault{Before, After} {
		faultySwap(t, s, fault)
	}
}

type faultRow struct {
	op         string
	there      bool // there is an object already,
	from, want storage.Keeping
	do         func(k storage.Keeper, key string) error
	again      error // what the second says if the first was done; then the object is gone
}

func (row faultRow) run(t *testing.T, s Safe, key string, fault Fault) {
	t.Helper()
	if row.there {
		o := retained(key, row.from.Retention)
		o.Hold = row.from.Hold
		put(t, s, key, o)
	}
	broken, mend := s.broken(t, row.op, fault)
	want(t, row.do(broken, key), ErrFault)
	expect, there := row.from, row.there
	if fault == After {
		expect, there = row.want, row.again == nil
	}
	s.wantState(t, key, there, expect)
	mend()
	if err := row.do(broken, key); fault == After && row.again != nil {
		want(t, err, row.again)
	} else {
		do(t, err)
	}
	s.wantState(t, key, row.again == nil, row.want)
}

// broken fails op until it's mended.
func (s Safe) broken(t *testing.T, op string, fault Fault) (_ storage.Keeper, mend func()) {
	t.Helper()
	f := &Faulty{Store: s.Keeper, Fail: func(o, _ string) Fault {
		if o == op {
			return fault
		}
		return None
	}}
	keeper, ok := storage.AsKeeper(f)
	if !ok {
		t.Fatal("a decorator hides what it wraps")
	}
	return keeper, func() { fault = None }
}

func (s Safe) wantState(t *testing.T, key string, there bool, k storage.Keeping) {
	t.Helper()
	if !there {
		_, err := s.Stat(t.Context(), key)
		want(t, err, storage.ErrNotFound)
		return
	}
	s.wantKept(t, key, k.Retention, k.Hold)
	s.wantOne(t, key, key)
}

// faultySwap tries the same swap again, and finds it done or does it.
func faultySwap(t *testing.T, s Safe, fault Fault) {
	t.Helper()
	key := fmt.Sprintf("custody/%d/checkpoint", fault)
	do(t, s.Swap(t.Context(), key, nil, []byte("old")))
	broken, mend := s.broken(t, "swap", fault)
	want(t, broken.Swap(t.Context(), key, []byte("old"), []byte("new")), ErrFault)
	if got := string(Read(t, s, key)); got != map[Fault]string{Before: "old", After: "new"}[fault] {
		t.Errorf("%v: the store holds %q", fault, got)
	}
	mend()
	do(t, broken.Swap(t.Context(), key, []byte("old"), []byte("new")))
	if got := string(Read(t, s, key)); got != "new" {
		t.Errorf("%v: the store holds %q in the end", fault, got)
	}
}
