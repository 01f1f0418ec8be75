// Package storagetest has what tests need of stores: the conformance suite that
// every store passes, a store in memory, one that fails on demand, and a real
// S3 server.
package storagetest

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/glassix-archiver/archiver/storage"
)

// Run checks that the stores that open gives keep the duties of storage.Store.
// Each call of open gives a new, empty store, which Run fills. Many is left out,
// because it takes its time.
func Run(t *testing.T, open func(t *testing.T) storage.Store) {
	tests := []struct {
		name string
		test func(*testing.T, storage.Store)
	}{
		{"RoundTrip", roundTrip},
		{"NotFound", notFound},
		{"SameAgain", sameAgain},
		{"Conflict", conflict},
		{"RaceOfDifferent", raceOfDifferent},
		{"RaceOfSame", raceOfSame},
		{"KeyUnderKey", keyUnderKey},
		{"Mismatch", mismatch},
		{"BrokenBody", brokenBody},
		{"BadKeys", badKeys},
		{"CancelBefore", cancelBefore},
		{"CancelWhile", cancelWhile},
		{"NeverPartial", neverPartial},
		{"ReadAt", readAt},
		{"Large", large},
		{"List", list},
		{"ListEnds", listEnds},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, open(t)) })
	}
}

// object is a small Object of s.
func object(s string) storage.Object { return storage.Bytes([]byte(s), "text/plain") }

// put puts o, or ends the test.
func put(t *testing.T, s storage.Store, key string, o storage.Object) {
	t.Helper()
	if err := s.Put(t.Context(), key, o); err != nil {
		t.Fatal(err)
	}
}

// Read returns an object's bytes, or ends the test.
func Read(t *testing.T, s storage.Store, key string) []byte {
	t.Helper()
	r, err := s.Open(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(io.NewSectionReader(r, 0, r.Info().Size))
	if err != nil {
		t.Fatalf("read %s: %v", key, err)
	}
	return b
}

// Keys lists the keys that begin with prefix, or ends the test.
func Keys(t *testing.T, s storage.Store, prefix string) []string {
	t.Helper()
	var keys []string
	for info, err := range s.List(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, info.Key)
	}
	return keys
}

// want ends the test unless err is target and a *storage.Error.
func want(t *testing.T, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("got error %v, want %v", err, target)
	}
	if _, ok := errors.AsType[*storage.Error](err); !ok {
		t.Fatalf("error %v is a %T, want a *storage.Error", err, err)
	}
}

// wantNothing ends the test if key, or anything, is to be seen in s.
func wantNothing(t *testing.T, s storage.Store, key string) {
	t.Helper()
	_, err := s.Stat(t.Context(), key)
	want(t, err, storage.ErrNotFound)
	if keys := Keys(t, s, ""); len(keys) != 0 {
		t.Fatalf("the store holds %q, want nothing", keys)
	}
}

// tapped is a body that calls before ahead of each reading.
type tapped struct {
	*bytes.Reader
	before func(off int64) error
}

func (b tapped) ReadAt(p []byte, off int64) (int, error) {
	if err := b.before(off); err != nil {
		return 0, err
	}
	return b.Reader.ReadAt(p, off)
}

// tap makes o call before ahead of each reading of its body, which is b.
func tap(b []byte, before func(off int64) error) storage.Object {
	o := storage.Bytes(b, "")
	o.Body = tapped{bytes.NewReader(b), before}
	return o
}

// pattern is n bytes that repeat nowhere near.
func pattern(n int) []byte {
	b := make([]byte, n)
	x := uint32(2463534242)
	for i := range b {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		b[i] = byte(x)
	}
	return b
}
