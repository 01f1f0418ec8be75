package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

// names are keys as they occur, and as they might.
var names = []string{
	"a",
	"tickets/dep-1/2026/01/220000001/20260131T101500Z.zip",
	"runs/2026-02-01T00.00.00Z/report.json",
	"שלום/קובץ מצורף ₪.txt",
	"emoji/👩‍👩‍👧 🎉.bin",
	"with space/and+plus/and%20percent/&=?#;~!@$^()[]{}'\",`<>|*.x",
	"deep/" + strings.Repeat("d/", 40) + "x",
	strings.Repeat("l", storage.MaxSegment),
}

func roundTrip(t *testing.T, s storage.Store) {
	for i, key := range names {
		body := strings.Repeat("x", i*1000) // the first is empty
		before := time.Now().Add(-time.Minute)
		put(t, s, key, object(body))
		if got := string(Read(t, s, key)); got != body {
			t.Fatalf("%s: read %d other bytes, want %d", key, len(got), len(body))
		}
		info, err := s.Stat(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		sum := fmt.Sprintf("%x", object(body).SHA256)
		if info.Key != key || info.Size != int64(len(body)) || info.SHA256 != "" && info.SHA256 != sum {
			t.Errorf("Stat(%q) = %+v, want size %d, sha256 %s", key, info, len(body), sum)
		}
		if info.Modified.Before(before) || info.Modified.After(time.Now().Add(time.Minute)) {
			t.Errorf("%s: modified %v, want about now", key, info.Modified)
		}
	}
}

func notFound(t *testing.T, s storage.Store) {
	put(t, s, "a/b", object("x"))
	for _, key := range []string{"b", "a", "a/c", "a/b/c", "a/b/c/d", "שלום"} {
		_, err := s.Stat(t.Context(), key)
		want(t, err, storage.ErrNotFound)
		_, err = s.Open(t.Context(), key)
		want(t, err, storage.ErrNotFound)
	}
}

func sameAgain(t *testing.T, s storage.Store) {
	for _, body := range []string{"", "the same"} {
		key := fmt.Sprintf("k%d", len(body))
		for range 3 {
			put(t, s, key, object(body))
		}
		if got := string(Read(t, s, key)); got != body {
			t.Errorf("got %q, want %q", got, body)
		}
	}
}

func conflict(t *testing.T, s storage.Store) {
	put(t, s, "k", object("one"))
	for _, other := range []string{"two", "", "longer"} {
		want(t, s.Put(t.Context(), "k", object(other)), storage.ErrConflict)
	}
	if got := string(Read(t, s, "k")); got != "one" {
		t.Errorf("got %q, want the first bytes", got)
	}
}

// race puts all objects under one key at once.
func race(t *testing.T, s storage.Store, objects []storage.Object) []error {
	errs := make([]error, len(objects))
	var wg sync.WaitGroup
	for i, o := range objects {
		wg.Go(func() { errs[i] = s.Put(t.Context(), "race/k", o) })
	}
	wg.Wait()
	return errs
}

func raceOfDifferent(t *testing.T, s storage.Store) {
	objects := make([]storage.Object, 16)
	for i := range objects {
		objects[i] = object(fmt.Sprintf("writer %02d", i))
	}
	winner := -1
	for i, err := range race(t, s, objects) {
		switch {
		case err == nil && winner >= 0:
			t.Fatalf("writers %d and %d both won", winner, i)
		case err == nil:
			winner = i
		default:
			want(t, err, storage.ErrConflict)
		}
	}
	if got := string(Read(t, s, "race/k")); winner < 0 || got != fmt.Sprintf("writer %02d", winner) {
		t.Errorf("the store holds %q, the winner is writer %d", got, winner)
	}
}

func raceOfSame(t *testing.T, s storage.Store) {
	objects := make([]storage.Object, 16)
	for i := range objects {
		objects[i] = object("all the same")
	}
	if err := errors.Join(race(t, s, objects)...); err != nil {
		t.Error(err)
	}
}

// keyUnderKey lets a store refuse a key below another, but not lose either.
func keyUnderKey(t *testing.T, s storage.Store) {
	put(t, s, "a/b", object("first"))
	for _, key := range []string{"a", "a/b/c"} {
		if err := s.Put(t.Context(), key, object("second")); err != nil {
			want(t, err, storage.ErrConflict)
		} else if got := string(Read(t, s, key)); got != "second" {
			t.Errorf("%s: got %q", key, got)
		}
	}
	if got := string(Read(t, s, "a/b")); got != "first" {
		t.Errorf("got %q, want the first bytes", got)
	}
}

func mismatch(t *testing.T, s storage.Store) {
	for _, size := range []int{10, 6 << 20} {
		short, wrong := storage.Bytes(pattern(size), ""), storage.Bytes(pattern(size), "")
		short.Size++
		wrong.SHA256[0] ^= 1
		want(t, s.Put(t.Context(), "k", short), storage.ErrMismatch)
		want(t, s.Put(t.Context(), "k", wrong), storage.ErrMismatch)
		wantNothing(t, s, "k")
	}
}

func brokenBody(t *testing.T, s storage.Store) {
	broken := errors.New("the spool's disk is gone")
	for _, size := range []int{10, 6 << 20} {
		err := s.Put(t.Context(), "k", tap(pattern(size), func(off int64) error {
			if off >= int64(size)/2 || size == 10 {
				return broken
			}
			return nil
		}))
		want(t, err, broken)
		if errors.Is(err, storage.ErrUnwritable) {
			t.Errorf("%v blames the store", err)
		}
		wantNothing(t, s, "k")
	}
}

func badKeys(t *testing.T, s storage.Store) {
	for _, key := range []string{
		"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", ".hidden", "a/.tmp-x",
		`a\b`, "a\nb", "a\x00b", "a\x7fb", "\xff", strings.Repeat("x", storage.MaxSegment+1),
		strings.Repeat("x/", storage.MaxKey/2) + "x",
	} {
		want(t, s.Put(t.Context(), key, object("x")), storage.ErrKey)
		_, err := s.Open(t.Context(), key)
		want(t, err, storage.ErrKey)
		_, err = s.Stat(t.Context(), key)
		want(t, err, storage.ErrKey)
	}
	for _, prefix := range []string{"/", "../", "a//", ".tmp", "\x00"} {
		for _, err := range s.List(t.Context(), prefix) {
			want(t, err, storage.ErrKey)
		}
	}
	wantNothing(t, s, "k")
}

func cancelBefore(t *testing.T, s storage.Store) {
	put(t, s, "there", object("x"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	want(t, s.Put(ctx, "k", object("x")), context.Canceled)
	_, err := s.Open(ctx, "there")
	want(t, err, context.Canceled)
	_, err = s.Stat(ctx, "there")
	want(t, err, context.Canceled)
	for _, err := range s.List(ctx, "") {
		want(t, err, context.Canceled)
	}
	_, err = s.Stat(t.Context(), "k")
	want(t, err, storage.ErrNotFound)
}

func cancelWhile(t *testing.T, s storage.Store) {
	for _, size := range []int{1000, 8 << 20} {
		ctx, cancel := context.WithCancel(t.Context())
		start := time.Now()
		err := s.Put(ctx, "k", tap(pattern(size), func(off int64) error {
			if off >= int64(size)/2 || size == 1000 {
				cancel()
			}
			return nil
		}))
		cancel()
		want(t, err, context.Canceled)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%d bytes: took %v to end", size, took)
		}
		wantNothing(t, s, "k")
	}
}

// neverPartial looks at the store in the middle of a put.
func neverPartial(t *testing.T, s storage.Store) {
	var once sync.Once
	body := pattern(6 << 20)
	put(t, s, "k", tap(body, func(off int64) error {
		if off > 0 {
			once.Do(func() { wantNothing(t, s, "k") })
		}
		return nil
	}))
	if !bytes.Equal(Read(t, s, "k"), body) {
		t.Error("read other bytes than were put")
	}
}
