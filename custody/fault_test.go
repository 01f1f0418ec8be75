package custody

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// Three batches: over the end of a tile, within one, and to the end of one.
var faultBatches = []int{300, 20, 192}

const faultTotal = 512

// work opens the log and appends the batches, each until it is taken if the
// process lives, and tells how far it came.
func (s *scene) work(store Store, again bool) (int, error) {
	l, err := Open(s.Context(), store, s.signer, s.verifier, clock)
	if err != nil && again {
		l, err = Open(s.Context(), store, s.signer, s.verifier, clock)
	}
	if err != nil {
		return 0, err
	}
	from := 0
	for _, n := range faultBatches {
		entries := archived(from, n)
		_, err := l.Append(s.Context(), entries)
		if err != nil && again {
			_, err = l.Append(s.Context(), entries)
		}
		if err != nil {
			return from, err
		}
		from += n
	}
	return from, nil
}

// TestFaultAtEveryOperation plays each failure of the store once where it
// happened anyway and once where it did not, for a process that tries again
// and for one that died there: on a store where nothing is, and on one that
// another process left when it died with its checkpoint written and no tile.
// What was acknowledged is in the log, readers see a whole and consistent log
// at once, and the next process brings it to where a clean one does: nothing
// lost, nothing twice.
func TestFaultAtEveryOperation(t *testing.T) {
	for name, left := range map[string]func(*scene){"begin": func(*scene) {}, "recover": (*scene).leaveHalf} {
		clean := &storagetest.Breaker{}
		s := newScene(t)
		left(s)
		if n, err := s.work(s.store.faulty(clean.Fail), false); n != faultTotal || err != nil {
			t.Fatal(n, err)
		}
		want := s.check(CheckOptions{}).Checkpoint
		t.Logf("%s: a clean one does %v", name, clean.Seen)
		cases, hit := faultCases(clean.Seen), 0
		for _, b := range cases {
			t.Run(fmt.Sprintf("%s/%s %d/%d/dead %v", name, b.Op, b.N, b.Fault, b.Dead), func(t *testing.T) {
				s := newScene(t)
				left(s)
				s.play(t, b, want)
			})
			if b.Hit {
				hit++
			} else if b.Op != "open" {
				t.Errorf("%s %d was never reached", b.Op, b.N)
			}
		}
		if hit*10 < len(cases)*8 {
			t.Errorf("only %d of %d faults were hit", hit, len(cases))
		}
	}
}

// faultCases hit each operation in every way; with -short each third.
func faultCases(counts map[string]int) []*storagetest.Breaker {
	var cases []*storagetest.Breaker
	stride := 1
	if testing.Short() {
		stride = 3
	}
	for _, op := range []string{"put", "swap", "open", "list"} {
		for n := 0; n < counts[op]; n += stride {
			for _, fault := range []storagetest.Fault{storagetest.Before, storagetest.After} {
				for _, dead := range []bool{false, true} {
					cases = append(cases, &storagetest.Breaker{Op: op, N: n, Fault: fault, Dead: dead})
				}
			}
		}
	}
	return cases
}

// leaveHalf leaves the log as a process does that died with the checkpoint of
// the second batch written, and none of its tiles.
func (s *scene) leaveHalf() {
	s.Helper()
	b := &storagetest.Breaker{Op: "swap", N: 1, Fault: storagetest.After, Dead: true}
	if n, err := s.work(s.store.faulty(b.Fail), false); n != faultBatches[0] || err == nil {
		s.Fatal(n, err)
	}
}

func (s *scene) play(t *testing.T, b *storagetest.Breaker, want Checkpoint) {
	begun := s.check(CheckOptions{}).Checkpoint
	done, err := s.work(s.store.faulty(b.Fail), !b.Dead)
	// Tiles are read side by side, and one that two readers want is opened once
	// or twice: the last opens of the clean process may not come again.
	died := b.Dead && b.Hit
	if died != (err != nil) || err != nil && !errors.Is(err, storagetest.ErrFault) {
		t.Fatalf("came to %d: %v", done, err)
	}
	between := s.check(CheckOptions{Seen: begun, Each: func(r Record) {
		if r.Entry.Ticket != 220000000+r.Index {
			t.Errorf("entry %d is of %d", r.Index, r.Entry.Ticket)
		}
	}})
	if len(between.Differences) > 0 || between.Entries < int64(done) {
		t.Errorf("%d were acknowledged, %d are there, and %v", done, between.Entries, between.Differences)
	}
	s.readable(between.Checkpoint)
	if n, err := s.work(s.store, false); n != faultTotal || err != nil {
		t.Fatalf("the next process came to %d: %v", n, err)
	}
	s.intact(faultTotal)
	after := s.check(CheckOptions{Seen: between.Checkpoint})
	if len(after.Differences) > 0 || after.Checkpoint.Root != want.Root {
		t.Errorf("checkpoint %+v, want root %v; %v", after.Checkpoint, want.Root, after.Differences)
	}
	s.tiles(t)
}

// readable reads and proves the last entry, tiles written or not.
func (s *scene) readable(c Checkpoint) {
	s.Helper()
	if c.Size == 0 {
		return
	}
	view, err := Read(s.Context(), s.store, s.verifier)
	if err != nil {
		s.Fatal(err)
	}
	for r, err := range view.Entries(s.Context(), c.Size-1) {
		if err != nil {
			s.Fatal(err)
		}
		proof, err := view.Proof(s.Context(), r.Index)
		if err != nil {
			s.Fatal(err)
		}
		if err := VerifyProof(r.Line, proof, s.verifier); err != nil {
			s.Error(err)
		}
	}
}

// tiles checks that every tile is there, not only what makes it.
func (s *scene) tiles(t *testing.T) {
	t.Helper()
	for _, name := range []tile{{entryTile, 0, 256}, {entryTile, 1, 256}, {0, 0, 256}, {0, 1, 256}, {1, 0, 2}, {entryTile, 1, 44}, {entryTile, 1, 64}, {0, 1, 64}, {1, 0, 1}} {
		if _, err := fetch(t.Context(), s.store, name.key(), maxEntryTile); err != nil {
			t.Error(err)
		}
	}
}

// Writers on several machines, each with its own view of the log, some of whose
// answers get lost, neither fork it nor lose an entry.
func TestManyWriters(t *testing.T) {
	s := newScene(t)
	random := rand.New(rand.NewPCG(1, 2))
	var mu sync.Mutex
	lost := func(op, _ string) storagetest.Fault {
		mu.Lock()
		defer mu.Unlock()
		if (op == "swap" || op == "put") && random.IntN(8) == 0 {
			return storagetest.Before + storagetest.Fault(random.IntN(2))
		}
		return storagetest.None
	}
	const writers, rounds, each = 6, 8, 13
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			store := s.store.faulty(lost)
			var l *Log
			for round := 0; round < rounds; {
				var err error
				if l == nil {
					if l, err = Open(t.Context(), store, s.signer, s.verifier, clock); err != nil {
						l = nil
						continue
					}
				}
				// Two writers have each batch.
				first := (w/2*rounds + round) * each
				if _, err := l.Append(t.Context(), archived(first, each)); err == nil {
					round++
				} else if !errors.Is(err, storagetest.ErrFault) {
					t.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	if t.Failed() {
		return
	}
	s.intact(writers / 2 * rounds * each)
}

// Two writers may come to the same log by other batches, and so stage other
// bytes for the same checkpoint: what the first one staged does for both.
func TestStagedByAnotherWay(t *testing.T) {
	s := newScene(t)
	both := archived(0, 2)
	dies := &storagetest.Breaker{Op: "swap", Fault: storagetest.Before, Dead: true}
	l, err := Open(t.Context(), s.store.faulty(dies.Fail), s.signer, s.verifier, clock)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Append(t.Context(), both); !errors.Is(err, storagetest.ErrFault) {
		t.Fatal(err)
	}
	l = s.open()
	s.append(l, both[:1])
	s.append(l, both[1:])
	s.intact(2)

	other := s.check(CheckOptions{}).Checkpoint
	if err := stage(t.Context(), s.store, other, [][]byte{[]byte("{}\n")}); err != nil {
		t.Errorf("what is there does: %v", err)
	}
	s.flip(stagedKey(other.Size, other.Root), 20)
	if err := stage(t.Context(), s.store, other, [][]byte{[]byte("{}\n")}); err == nil {
		t.Error("what an attacker staged is taken")
	}
}
