package archive

import (
	"testing"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/storage/s3"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// A run, a second run and a verification against a real S3 server.
func TestRunIntoS3(t *testing.T) {
	for _, scheme := range []string{"http", "https"} {
		t.Run(scheme, func(t *testing.T) {
			h := newHarness(t, fetchtest.Generated{Seed: 11, Tickets: 25, Attachments: 1, AttachmentSize: 20_000})
			server := storagetest.S3Server(t, scheme == "https")
			server.Setenv(t)
			store, err := s3.Open(t.Context(), "s3://"+server.Bucket(t, false)+"/glassix/archive", s3.Options{SpoolDir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			h.store = store
			if report := h.run(); report.Archived != 25 || !report.Complete {
				t.Errorf("report: %+v", report)
			}
			if report := h.run(); report.Unchanged != 25 || report.Archived != 0 {
				t.Errorf("second report: %+v", report)
			}
			if v := h.verify(); v.Bundles != 25 || v.Runs != 2 || len(v.Differences) > 0 || len(v.Unlisted) > 0 {
				t.Errorf("verification: %+v", v)
			}
		})
	}
}
