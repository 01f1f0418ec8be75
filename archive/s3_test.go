package archive

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/s3"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// inS3 is how many tickets there are.
func inS3() int { return 25 / every(2) }

// What a run promises, against a real S3 server; with -short over https only.
func TestRunIntoS3(t *testing.T) {
	for _, scheme := range []string{"http", "https"}[every(2)-1:] {
		t.Run(scheme, func(t *testing.T) {
			server := storagetest.S3Server(t, scheme == "https")
			server.Setenv(t)
			for name, play := range map[string]func(*harness, func() storage.Store){
				"twice": twiceIntoS3, "cut off": cutOffFromS3, "exceptions tried again": retryIntoS3, "side by side": sideBySideIntoS3,
			} {
				t.Run(name, func(t *testing.T) {
					h := newHarness(t, fetchtest.Generated{Seed: 11, Tickets: inS3(), Attachments: 1, AttachmentSize: 20_000})
					location := "s3://" + server.Bucket(t, false) + "/glassix/archive"
					open := func() storage.Store {
						store, err := s3.Open(t.Context(), location, s3.Options{SpoolDir: t.TempDir()})
						if err != nil {
							t.Fatal(err)
						}
						return store
					}
					h.store = open()
					play(h, open)
				})
			}
		})
	}
}

// verified holds the store against its inventories: so many bundles, all of
// them listed.
func (h *harness) verified(bundles int) {
	h.Helper()
	if v := h.verify(); v.Bundles != bundles || len(v.Differences) > 0 || len(v.Unlisted) > 0 {
		h.Errorf("verification: %+v", v)
	}
}

func twiceIntoS3(h *harness, _ func() storage.Store) {
	n := inS3()
	if report := h.run(); report.Archived != n || !report.Complete {
		h.Errorf("report: %+v", report)
	}
	if report := h.run(); report.Unchanged != n || report.Archived != 0 {
		h.Errorf("second report: %+v", report)
	}
	h.verified(n)
}

// cutOffFromS3 ends a run in its middle; the next one, with a connection of its
// own, goes on.
func cutOffFromS3(h *harness, open func() storage.Store) {
	n := inS3()
	ctx, cancel := context.WithCancel(h.Context())
	defer cancel()
	o := h.options()
	o.Progress, o.Workers = new(Progress), 2
	var watching sync.WaitGroup
	watching.Go(func() {
		for o.Progress.Stored.Load() < 5 && ctx.Err() == nil {
			time.Sleep(time.Millisecond)
		}
		cancel()
	})
	_, err := Run(ctx, o)
	cancel()
	watching.Wait()
	if !errors.Is(err, context.Canceled) {
		h.Fatalf("got %v", err)
	}
	h.store = open()
	partial := len(h.keys())
	if v := h.verify(); partial < 5 || partial >= n || len(v.Differences) > 0 || len(v.Unlisted) != partial || v.Runs != 0 {
		h.Errorf("%d bundles after the cut: %+v", partial, v)
	}
	if report := h.run(); report.Unchanged != partial || report.Archived != n-partial || !report.Complete {
		h.Errorf("report: %+v", report)
	}
	h.verified(n)
}

func retryIntoS3(h *harness, open func() storage.Store) {
	n := inS3()
	h.add("5", `"attachments":[{"id":1,`, twoFiles+`{"id":1,`)
	if first := h.run(); first.Archived != n+1 || len(first.Exceptions) != 1 {
		h.Errorf("report: %+v", first)
	}
	h.host("late", "\x89PNG\r\n\x1a\n late")
	h.store = open()
	h.workspace.ResetCounts()
	if mended := h.retry(); mended.Archived != 1 || mended.Unchanged != n || !mended.Complete {
		h.Errorf("report: %+v", mended)
	}
	if n := h.workspace.Counts().Downloads; n["file-5"] != 0 || n["late"] != 1 {
		h.Errorf("downloads: %v", n)
	}
	keys, err := Find(h.Context(), h.store, 5)
	if err != nil || len(keys) != 2 || !slices.Contains(h.bag(keys[1]).Payload(), "attachments/0001-late.png") {
		h.Errorf("bundles %v, %v", keys, err)
	}
	h.verified(n + 2)
}

func sideBySideIntoS3(h *harness, open func() storage.Store) {
	n := inS3()
	var both sync.WaitGroup
	for range 2 {
		o := h.options()
		o.Store = open()
		both.Go(func() {
			report, err := Run(h.Context(), o)
			if err != nil || !report.Complete || report.Archived+report.Unchanged != n {
				h.Errorf("report %+v, %v", report, err)
			}
		})
	}
	both.Wait()
	h.verified(n)
	if report := h.run(); report.Unchanged != n || !report.Complete {
		h.Errorf("report: %+v", report)
	}
}
