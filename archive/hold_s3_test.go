package archive

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/s3"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// On a real server: a policy that has grown locks what is there, and what a case
// holds can't be deleted until the last one is released. What is due goes, and
// what is locked stays.
func TestHoldsAndApplyOnS3(t *testing.T) {
	server := storagetest.S3Server(t, true)
	server.Setenv(t)
	w := newHarness(t, fetchtest.Generated{})
	store, err := s3.Open(t.Context(), "s3://"+server.Bucket(t, true)+"/x", s3.Options{SpoolDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	w.store = store
	w.tagged("1", "billing")
	w.tagged("2", "other")
	w.run()
	h := newHolding(t, 0)
	log, err := custody.Open(t.Context(), store, h.signer, h.verifier, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	r := Registry{Store: store, Log: log, By: "test"}
	keys, err := Selection{Tags: []string{"Other "}}.Select(t.Context(), store)
	if err != nil || len(keys.Keys) != 1 {
		t.Fatalf("selected %+v, %v", keys, err)
	}
	key := keys.Keys[0].String()
	for _, step := range []struct {
		do   func() (*HoldReport, error)
		held bool
	}{
		{func() (*HoldReport, error) { return r.Place(t.Context(), "a", keys.Keys) }, true},
		{func() (*HoldReport, error) { return r.Place(t.Context(), "b", keys.Keys) }, true},
		{func() (*HoldReport, error) { return r.Release(t.Context(), "a", keys.Keys) }, true},
		{func() (*HoldReport, error) { return r.Release(t.Context(), "b", keys.Keys) }, false},
	} {
		if report, err := step.do(); err != nil || len(report.Failures) > 0 || len(report.Changes) != 1 {
			t.Fatalf("got %+v, %v", report, err)
		}
		if kept, err := store.Kept(t.Context(), key); err != nil || kept.Hold != step.held {
			t.Errorf("kept %+v, %v; want hold %v", kept, err, step.held)
		}
		if step.held {
			if err := store.Delete(t.Context(), key); !errors.Is(err, storage.ErrRetained) {
				t.Errorf("delete: %v", err)
			}
		}
	}
	for i, want := range []int{2, 0} { // the other is promised only
		a, err := Apply(t.Context(), ApplyOptions{Registry: r, View: log.View(), Policy: locking(t), Now: time.Now})
		if err != nil || len(a.Extended) != want || len(a.Failures) != 0 {
			t.Errorf("apply %d: %+v, %v", i, a, err)
		}
	}
	less, err := retention.Parse("p", []byte("version: 1\ndefault: {retain: 1d, lock: none}\nrules:\n  - {name: r, match: {tags: [billing]}, lock: governance, retain: 99y}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if a, err := Apply(t.Context(), ApplyOptions{Registry: r, View: log.View(), Policy: less, Now: time.Now}); err != nil || len(a.Extended) != 0 {
		t.Errorf("a policy that says less: %+v, %v", a, err)
	}

	// By a short policy both are due by now; one is locked on the server, and the
	// other was promised to be kept.
	options := PurgeOptions{Registry: r, View: log.View(), Policy: shortly(t), Now: time.Now, Random: rand.Reader}
	p, err := Purge(t.Context(), options)
	if err != nil || len(p.Destroyed) != 0 || len(p.Refused) != 2 || !errors.Is(p.Refused[0].Err, storage.ErrRetained) || !errors.Is(p.Refused[1].Err, storage.ErrRetained) {
		t.Fatalf("purge: %+v, %v", p, err)
	}
	options.Override = "erasure was asked for"
	p, err = Purge(t.Context(), options)
	if err != nil || len(p.Destroyed) != 1 || p.Destroyed[0].Key != key || len(p.Refused) != 1 || !errors.Is(p.Refused[0].Err, storage.ErrRetained) {
		t.Fatalf("purge: %+v, %v", p, err)
	}
	if _, err := store.Kept(t.Context(), key); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("after the purge: %v", err)
	}
	if v, err := Verify(t.Context(), store, VerifyOptions{}); err != nil || len(v.Differences) != 0 || len(v.Purged) != 1 {
		t.Errorf("verify: %+v, %v", v, err)
	}
}
