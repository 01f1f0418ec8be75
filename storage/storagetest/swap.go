package storagetest

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/glassix-archiver/archiver/storage"
)

const checkpoint = "custody/a log/checkpoint"

func swap(t *testing.T, s Safe) {
	for _, step := range []struct {
		old, new string // "" is nil
		ok       bool
	}{
		{"a", "b", false}, // there is nothing
		{"", "a", true}, {"", "a", true}, {"", "b", false},
		{"b", "c", false}, {"a", "b", true}, {"a", "b", true}, {"a", "c", false},
		{"b", "b", true}, {"b", "a longer one", true}, {"a longer one", "a", true}, {"", "b", false},
	} {
		var old []byte
		if step.old != "" {
			old = []byte(step.old)
		}
		if err := s.Swap(t.Context(), checkpoint, old, []byte(step.new)); step.ok {
			do(t, err)
			if got := string(Read(t, s, checkpoint)); got != step.new {
				t.Fatalf("after %+v: got %q", step, got)
			}
		} else {
			want(t, err, storage.ErrConflict)
		}
	}
	if keys := Keys(t, s, ""); len(keys) != 1 || keys[0] != checkpoint {
		t.Errorf("the store holds %q, want the checkpoint", keys)
	}
	if info, err := s.Stat(t.Context(), checkpoint); err != nil || info.Size != 1 {
		t.Errorf("Stat: %+v, %v", info, err)
	}
}

// Only what is meant to be replaced can be.
func swapOdd(t *testing.T, s Safe) {
	put(t, s, "tickets/checkpoint", object("a"))
	for _, key := range []string{"tickets/checkpoint", "custody/tile/0", "custody/checkpoints/0", "checkpoint", "custody/../checkpoint", ""} {
		want(t, s.Swap(t.Context(), key, []byte("a"), []byte("b")), storage.ErrKey)
	}
	large := bytes.Repeat([]byte("x"), storage.MaxSwap)
	do(t, s.Swap(t.Context(), checkpoint, nil, large))
	do(t, s.Swap(t.Context(), checkpoint, large, []byte{}))
	do(t, s.Swap(t.Context(), checkpoint, []byte{}, []byte("x")))
	if err := s.Swap(t.Context(), checkpoint, []byte("x"), append(large, 'x')); err == nil {
		t.Error("swapped for more than a checkpoint may have")
	}
	put(t, s, "custody/checkpoint.old", object(string(append(large, 'x'))))
	want(t, s.Swap(t.Context(), "custody/checkpoint.old", large, []byte("x")), storage.ErrConflict)
	put(t, s, "custody/checkpoint.put", object("put"))
	do(t, s.Swap(t.Context(), "custody/checkpoint.put", []byte("put"), []byte("swapped")))
	if got := string(Read(t, s, "custody/checkpoint.put")); got != "swapped" {
		t.Errorf("got %q, want what was swapped", got)
	}
}

// Of many at once one wins each round, and the store holds what it put.
func raceOfSwaps(t *testing.T, s Safe) {
	var old []byte
	for round := range 5 {
		var wg sync.WaitGroup
		errs := make([]error, 16)
		text := func(i int) []byte { return fmt.Appendf(nil, "round %d, writer %02d", round, i) }
		for i := range errs {
			wg.Go(func() { errs[i] = s.Swap(t.Context(), checkpoint, old, text(i)) })
		}
		wg.Wait()
		winner := -1
		for i, err := range errs {
			switch {
			case err == nil && winner >= 0:
				t.Fatalf("round %d: writers %d and %d both won", round, winner, i)
			case err == nil:
				winner = i
			default:
				want(t, err, storage.ErrConflict)
			}
		}
		if winner < 0 {
			t.Fatalf("round %d: nobody won", round)
		}
		if old = Read(t, s, checkpoint); !bytes.Equal(old, text(winner)) {
			t.Fatalf("round %d: the store holds %q, the winner is writer %d", round, old, winner)
		}
	}
}

// Each operation says what is wrong with a key, and ends when it is cancelled.
func keeperErrors(t *testing.T, s Safe) {
	put(t, s, "k", object("x"))
	do(t, s.Swap(t.Context(), checkpoint, nil, []byte("a")))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, op := range map[string]func(ctx context.Context, key string) error{
		"kept":   func(ctx context.Context, key string) error { _, err := s.Kept(ctx, key); return err },
		"extend": func(ctx context.Context, key string) error { return s.Extend(ctx, key, s.in(storage.Governance, 5)) },
		"hold":   func(ctx context.Context, key string) error { return s.SetHold(ctx, key, true) },
		"delete": s.Delete,
	} {
		for key, kind := range map[string]error{"../k": storage.ErrKey, "none": storage.ErrNotFound, "a/none": storage.ErrNotFound} {
			t.Run(name+" "+key, func(t *testing.T) { want(t, op(t.Context(), key), kind) })
		}
		want(t, op(ctx, "k"), context.Canceled)
	}
	want(t, s.Locks(ctx), context.Canceled)
	want(t, s.Swap(ctx, checkpoint, []byte("a"), []byte("b")), context.Canceled)
	s.wantKept(t, "k", storage.Retention{}, false)
	s.wantOne(t, "k", "x")
}
