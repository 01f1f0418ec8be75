package archive

import (
	"context"
	"crypto/rand"
	"errors"
	"regexp"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

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

// A bundle that somebody deleted without naming a version is missing and not
// gone, which verify says if it may list versions.
func TestHiddenOnS3(t *testing.T) {
	server := storagetest.S3Server(t, false)
	server.Setenv(t)
	bucket := server.Bucket(t, true)
	store, err := s3.Open(t.Context(), "s3://"+bucket+"/x", s3.Options{SpoolDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	h := newHarness(t, fetchtest.Generated{})
	h.store = store
	for _, id := range []string{"1", "2", "3", "4"} {
		h.add(id)
	}
	h.run()
	keys, client := h.keys(), server.Client(t)
	remove := func(k Key, times int) (markers []string) {
		for range times {
			name := "x/" + k.String()
			out, err := client.DeleteObject(t.Context(), &awss3.DeleteObjectInput{Bucket: &bucket, Key: &name})
			if err != nil {
				t.Fatal(err)
			}
			markers = append(markers, aws.ToString(out.VersionId))
		}
		return markers
	}
	if err := errors.Join(store.SetHold(t.Context(), keys[0].String(), true), store.Delete(t.Context(), keys[3].String())); err != nil {
		t.Fatal(err)
	}
	marker := remove(keys[0], 1)[0]
	remove(keys[1], 2)
	var got []string
	for _, d := range h.verify().Differences {
		got = append(got, d.Key+" "+d.Problem)
	}
	want := []string{
		" is missing: a delete marker hides it; version .+ is still there and locked or on hold, and is back once the marker, version " + regexp.QuoteMeta(marker) + ", is deleted$",
		" is missing: a delete marker hides it; version .+ is still there, and is back once the markers over it are deleted$",
		" is missing$",
	}
	for i, k := range []Key{keys[0], keys[1], keys[3]} {
		if len(got) != 3 || !regexp.MustCompile("^"+regexp.QuoteMeta(k.String())+want[i]).MatchString(got[i]) {
			t.Errorf("%d: got %q", i, got)
		}
	}
	h.store = blind{store}
	for _, d := range h.verify().Differences {
		if d.Problem != "is missing" {
			t.Errorf("without the right to list versions: %v", d)
		}
	}
	name := "x/" + keys[0].String()
	if _, err := client.DeleteObject(t.Context(), &awss3.DeleteObjectInput{Bucket: &bucket, Key: &name, VersionId: &marker}); err != nil {
		t.Fatal(err)
	}
	h.store = store
	if v := h.verify(); v.Bundles != 2 {
		t.Errorf("with the marker deleted: %+v", v)
	}
}

// blind may not list versions.
type blind struct{ *s3.Store }

func (blind) Hidden(context.Context, string) (storage.Hidden, error) {
	return storage.Hidden{}, errors.New("AccessDenied")
}
