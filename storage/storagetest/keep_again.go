package storagetest

import (
	"fmt"
	"sync"
	"testing"

	"github.com/glassix-archiver/archiver/storage"
)

// A put of what is there extends, and never shortens or weakens.
func putAgain(t *testing.T, s Safe) {
	none, gov, comp := storage.Retention{}, storage.Governance, storage.Compliance
	for i, tt := range []struct{ first, again, want storage.Retention }{
		{none, s.in(gov, 5), s.in(gov, 5)},
		{s.in(gov, 5), none, s.in(gov, 5)},
		{s.in(gov, 5), s.in(gov, 9), s.in(gov, 9)},
		{s.in(gov, 9), s.in(gov, 5), s.in(gov, 9)},
		{s.in(comp, 9), s.in(gov, 5), s.in(comp, 9)},
		{s.in(gov, 5), s.in(comp, 9), s.in(comp, 9)},
		{s.in(gov, 9), s.in(comp, 5), s.in(comp, 9)}, // the longer time in the stricter mode
		{s.in(comp, 5), s.in(gov, 9), s.in(comp, 9)},
		{s.in(comp, 5), s.in(gov, -9), s.in(comp, 5)},
	} {
		key := fmt.Sprintf("k%d", i)
		put(t, s, key, retained(key, tt.first))
		o := retained(key, tt.again)
		put(t, s, key, o)
		s.wantKept(t, key, tt.want, false)
		o.Hold = true
		put(t, s, key, o)
		s.wantKept(t, key, tt.want, true)
		s.wantOne(t, key, key)
	}
}

// A put that is refused changes nothing of how the other is kept.
func putOther(t *testing.T, s Safe) {
	other := retained("other", s.in(storage.Compliance, 9))
	other.Hold = true
	for key, r := range map[string]storage.Retention{"bare": {}, "retained": s.in(storage.Governance, 5)} {
		put(t, s, key, retained(key, r))
		want(t, s.Put(t.Context(), key, other), storage.ErrConflict)
		s.wantKept(t, key, r, false)
		s.wantOne(t, key, key)
	}
}

// Of many who put the same with other retentions each is heard.
func raceOfRetentions(t *testing.T, s Safe) {
	objects := make([]storage.Object, 16)
	for i := range objects {
		objects[i] = retained("same", s.in([]storage.Mode{storage.Governance, storage.Compliance}[i%2], 1+i*7%16))
		objects[i].Hold = i == 3
	}
	if !s.Ordered {
		for i := range objects {
			objects[i].Retention = s.in(storage.Governance, 16)
		}
	}
	var wg sync.WaitGroup
	for _, o := range objects {
		wg.Go(func() {
			if err := s.Put(t.Context(), "race/k", o); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if s.Ordered {
		s.wantKept(t, "race/k", s.in(storage.Compliance, 16), true)
	}
	s.wantOne(t, "race/k", "same")
}

func deleteObject(t *testing.T, s Safe) {
	want(t, s.Delete(t.Context(), "a/k"), storage.ErrNotFound)
	for _, key := range []string{"a/k", "a/k.x", "a/kk"} {
		put(t, s, key, object("first"))
	}
	do(t, s.Delete(t.Context(), "a/k"))
	want(t, s.Delete(t.Context(), "a/k"), storage.ErrNotFound)
	_, err := s.Kept(t.Context(), "a/k")
	want(t, err, storage.ErrNotFound)
	if keys := Keys(t, s, ""); len(keys) != 2 {
		t.Errorf("the store holds %q, want the two others", keys)
	}
	put(t, s, "a/k", retained("second", s.in(storage.Governance, 5)))
	s.wantOne(t, "a/k", "second")
}
