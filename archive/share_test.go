package archive

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

// remembered is a ReadBook in memory.
type remembered struct {
	mu    sync.Mutex
	times map[string]time.Time
}

func (r *remembered) Last(key string, sum [sha256.Size]byte) time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.times[fmt.Sprint(key, sum)]
}

func (r *remembered) Note(key string, sum [sha256.Size]byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.times == nil {
		r.times = map[string]time.Time{}
	}
	r.times[fmt.Sprint(key, sum)] = time.Now()
}

// verifiedBy verifies by o, and holds the counts against each other.
func (h *harness) verifiedBy(o VerifyOptions) *Verification {
	h.Helper()
	v, err := Verify(h.Context(), h.store, o)
	if err != nil {
		h.Fatal(err)
	}
	if r := v.Read; r.Now+r.Earlier+r.Never != v.Bundles || (r.Earlier > 0) == r.First.IsZero() || r.Last.Before(r.First) {
		h.Errorf("of %d bundles read %+v", v.Bundles, r)
	}
	return v
}

func (v *Verification) names(key Key) bool {
	for _, d := range v.Differences {
		if d.Key == key.String() {
			return true
		}
	}
	return false
}

// Each bundle is read in one of the shares; what is damaged is found on the day
// of its share and not before, what is gone every day.
func TestVerifyShares(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{Seed: 3, Tickets: 40})
	h.run()
	keys := h.keys()
	damaged, gone := keys[7], keys[20]
	h.tamper(damaged.String(), func(b []byte) []byte { b[len(b)/2] ^= 1; return b })
	h.tamper(gone.String(), func([]byte) []byte { return nil })
	book, read, found := &remembered{}, 0, 0
	const shares = 5
	for day := range shares {
		share := ShareOn(time.Date(2026, 3, 1+day, 23, 59, 0, 0, time.UTC), shares)
		v := h.verifiedBy(VerifyOptions{Share: share, Reads: book})
		if v.Bundles != 39 || !v.names(gone) || v.names(damaged) != share.Has(damaged.String()) || *v.Share != share {
			t.Errorf("share %+v: %+v", share, v)
		}
		if v.names(damaged) {
			found++
		}
		if v.Read.Earlier > read || v.Read.Never < 39-read-v.Read.Now {
			t.Errorf("%d were read before, it says %+v", read, v.Read)
		}
		read += v.Read.Now
	}
	if read != 39 || found != 1 {
		t.Errorf("%d of 39 bundles were read, the damaged one was found %d times", read, found)
	}
	// All but the damaged one are known to have been right.
	if v := h.verifiedBy(VerifyOptions{Quick: true, Reads: book}); v.Read.Now != 0 || v.Read.Earlier != 38 || v.Read.Never != 1 {
		t.Errorf("remembered: %+v", v.Read)
	}
	if ShareOn(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), 7) != ShareOn(time.Date(2026, 3, 1, 23, 59, 59, 0, time.UTC), 7) {
		t.Error("a day has two shares")
	}
}

// A verification that was interrupted is gone on with: what it read is not read
// again, unless it was changed since, and is not said to be read now.
func TestVerifyGoesOn(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{Seed: 4, Tickets: 20})
	h.run()
	keys, book, began := h.keys(), &remembered{}, time.Now()
	ctx, cancel := context.WithCancel(t.Context())
	once := make(chan struct{}, 8)
	_, err := Verify(ctx, h.store, VerifyOptions{Reads: book, ReadSince: began, Checked: func(int64) {
		select {
		case once <- struct{}{}:
		default:
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	before := len(book.times)
	v := h.verifiedBy(VerifyOptions{Reads: book, ReadSince: began})
	if before < 8 || before >= 20 || v.Read.Earlier != before || v.Read.Now != 20-before || len(v.Differences) > 0 {
		t.Errorf("%d were read before the interruption, then %+v, %v", before, v.Read, v.Differences)
	}
	// All are read by now. One is changed and its time put back: that is not
	// found, nor is it claimed to have been looked at. One whose time tells is.
	for _, k := range keys[:2] {
		h.tamper(k.String(), func(b []byte) []byte { b[len(b)/2] ^= 1; return b })
	}
	hidden := filepath.Join(h.folder, filepath.FromSlash(keys[0].String()))
	if err := os.Chtimes(hidden, began.Add(-time.Hour), began.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	v = h.verifiedBy(VerifyOptions{Reads: book, ReadSince: began})
	if v.Read.Now != 1 || v.Read.Earlier != 19 || v.names(keys[0]) || !v.names(keys[1]) {
		t.Errorf("after changes: %+v, %v", v.Read, v.Differences)
	}
	if v = h.verifiedBy(VerifyOptions{Reads: book}); v.Read.Now != 20 || !v.names(keys[0]) || !v.names(keys[1]) {
		t.Errorf("wholly: %+v, %v", v.Read, v.Differences)
	}
}

// A bundle that lacks something is not named for it if another completes it,
// whether or not that one is in the share.
func TestSharesOfCompletedBundles(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{Seed: 11, Tickets: 1})
	h.add("5", `"attachments":[{"id":1,`, twoFiles+`{"id":1,`)
	h.run()
	h.host("late", "\x89PNG\r\n\x1a\n late")
	h.retry()
	var first Key
	for _, k := range h.keys() {
		if strings.Contains(k.String(), "_1.zip") {
			first = k.before()
		}
	}
	for of := 2; ; of++ {
		for n := range of {
			share := Share{n + 1, of}
			if share.Has(first.String()) && !share.Has(first.completed().String()) {
				if v := h.verifiedBy(VerifyOptions{Share: share}); len(v.Missing) > 0 || v.Read.Now == 0 {
					t.Errorf("%+v: %+v", share, v)
				}
				return
			}
		}
	}
}
