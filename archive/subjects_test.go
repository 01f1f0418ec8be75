package archive

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

func TestEachSubject(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{Seed: 7, Tickets: 12, Attachments: 1, AttachmentSize: 500})
	h.run()
	keys := h.keys()
	h.tamper(keys[0].String(), func(b []byte) []byte { return b[:len(b)/2] })
	var other []byte // another ticket's bundle, in the place of this one
	h.tamper(keys[2].String(), func(b []byte) []byte { other = slices.Clone(b); return b })
	h.tamper(keys[1].String(), func([]byte) []byte { return other })
	for _, names := range []bool{false, true} {
		var bad []string
		seen := map[Key]bool{}
		err := EachSubject(t.Context(), h.store, names, func(held Held) error {
			seen[held.Key] = true
			s := held.Subject
			switch {
			case held.Err != nil:
				bad = append(bad, held.Key.String())
			case s.Ticket != held.Key.Ticket || s.Department != "dep-1" || s.Closed.IsZero() || held.Size == 0 || len(s.Channels) == 0:
				t.Errorf("%s: got %+v", held.Key, held)
			case names != (s.DepartmentName == "One"):
				t.Errorf("names %v: the department is called %q", names, s.DepartmentName)
			}
			return nil
		})
		slices.Sort(bad)
		if err != nil || len(seen) != len(keys) || !slices.Equal(bad, []string{keys[0].String(), keys[1].String()}) {
			t.Errorf("names %v: saw %d of %d, unread %q: %v", names, len(seen), len(keys), bad, err)
		}
	}
}

func TestEachSubjectEnds(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{Seed: 7, Tickets: 12})
	h.run()
	enough := errors.New("enough")
	calls := 0
	err := EachSubject(t.Context(), h.store, false, func(Held) error { calls++; return enough })
	if !errors.Is(err, enough) || calls != 1 {
		t.Errorf("after %d calls: %v", calls, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = EachSubject(ctx, h.store, false, func(Held) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	broken := &storagetest.Faulty{Store: h.store, Fail: func(op, _ string) storagetest.Fault {
		if op == "list" {
			return storagetest.Before
		}
		return storagetest.None
	}}
	err = EachSubject(t.Context(), broken, false, func(Held) error { return nil })
	if !errors.Is(err, storagetest.ErrFault) {
		t.Errorf("a store that cannot be listed: %v", err)
	}
}
