package custody

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// swapper is a store in memory that can swap. With fail its operations fail on
// demand, swaps as "swap".
type swapper struct {
	storage.Store
	below *storagetest.Memory
	fail  func(op, key string) storagetest.Fault

	mu *sync.Mutex
}

func newSwapper() *swapper {
	m := &storagetest.Memory{}
	return &swapper{Store: m, below: m, mu: new(sync.Mutex)}
}

// faulty is the same store, seen through faults.
func (s *swapper) faulty(fail func(op, key string) storagetest.Fault) *swapper {
	return &swapper{Store: &storagetest.Faulty{Store: s.below, Fail: fail}, below: s.below, fail: fail, mu: s.mu}
}

func (s *swapper) Swap(ctx context.Context, key string, old, new []byte) error {
	fault := storagetest.None
	if s.fail != nil {
		fault = s.fail("swap", key)
	}
	if fault == storagetest.Before {
		return &storage.Error{Op: "swap", Key: key, Err: storagetest.ErrFault}
	}
	err := s.swap(ctx, key, old, new)
	if fault == storagetest.After {
		return &storage.Error{Op: "swap", Key: key, Err: storagetest.ErrFault}
	}
	return err
}

func (s *swapper) swap(ctx context.Context, key string, old, new []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	current, err := fetch(ctx, s.below, key, 1<<20)
	if errors.Is(err, storage.ErrNotFound) && old == nil {
		return s.below.Put(ctx, key, storage.Bytes(new, ""))
	}
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	if err != nil || old == nil || !bytes.Equal(current, old) {
		return &storage.Error{Op: "swap", Key: key, Err: storage.ErrConflict}
	}
	s.below.Set(key, new)
	return nil
}

// keys makes a key pair that is the same each time.
func keys(t testing.TB, name string) (note.Signer, note.Verifier) {
	t.Helper()
	text, _, err := GenerateKey(strings.NewReader(strings.Repeat(name, 32)), name)
	if err != nil {
		t.Fatal(err)
	}
	s, v, err := ParseSigner(text)
	if err != nil {
		t.Fatal(err)
	}
	return s, v
}

func clock() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// scene is a log on a store in memory.
type scene struct {
	testing.TB
	store    *swapper
	signer   note.Signer
	verifier note.Verifier
}

func newScene(t testing.TB) *scene {
	s, v := keys(t, "acme.example/archive")
	return &scene{t, newSwapper(), s, v}
}

func (s *scene) open() *Log {
	s.Helper()
	l, err := Open(s.Context(), s.store, s.signer, s.verifier, clock)
	if err != nil {
		s.Fatal(err)
	}
	return l
}

func (s *scene) append(l *Log, entries []Entry) Checkpoint {
	s.Helper()
	c, err := l.Append(s.Context(), entries)
	if err != nil {
		s.Fatal(err)
	}
	return c
}

// filled is a log with these batches of entries.
func filled(t testing.TB, batches ...int) (*scene, Checkpoint) {
	s := newScene(t)
	l := s.open()
	from := 0
	var c Checkpoint
	for _, n := range batches {
		c = s.append(l, archived(from, n))
		from += n
	}
	return s, c
}

// archived makes n entries of bundles, from number from on.
func archived(from, n int) []Entry {
	entries := make([]Entry, n)
	for i := range entries {
		id := from + i
		entries[i] = Entry{
			Event: Archived, Ticket: 220000000 + int64(id), Department: "3f0d6c1e-5a58-4c1b-9d0e-7f2f6a1b9c10",
			Key:    fmt.Sprintf("tickets/3f0d6c1e-5a58-4c1b-9d0e-7f2f6a1b9c10/2026/02/%d/20260212T073144.3260000Z.zip", 220000000+id),
			SHA256: fmt.Sprintf("%064x", id), By: "archiver devel", Run: "20260301T120000Z-abcd",
		}
	}
	return entries
}

func (s *scene) check(o CheckOptions) *Checked {
	s.Helper()
	c, err := Check(s.Context(), s.store, s.verifier, o)
	if err != nil {
		s.Fatal(err)
	}
	return c
}

// intact checks that the log holds exactly these bundles, each once.
func (s *scene) intact(n int) {
	s.Helper()
	seen := map[string]int{}
	c := s.check(CheckOptions{Each: func(r Record) { seen[r.Entry.Key]++ }})
	if len(c.Differences) > 0 || c.Entries != int64(n) || c.Checkpoint.Size != int64(n) {
		s.Errorf("%d entries, a checkpoint of %d, want %d; differences %v", c.Entries, c.Checkpoint.Size, n, c.Differences)
	}
	for _, e := range archived(0, n) {
		if seen[e.Key] != 1 {
			s.Errorf("%s is in the log %d times", e.Key, seen[e.Key])
		}
	}
}
