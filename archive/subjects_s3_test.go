package archive

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/storage/s3"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// What a policy asks of large bundles is read by range: a plan over a bucket
// does not download it.
func TestSubjectsOfLargeBundlesOnS3(t *testing.T) {
	server := storagetest.S3Server(t, false)
	server.Setenv(t)
	h := newHarness(t, fetchtest.Generated{})
	var fetched atomic.Int64
	store, err := s3.Open(t.Context(), "s3://"+server.Bucket(t, false)+"/x", s3.Options{SpoolDir: t.TempDir(), Transport: func(next http.RoundTripper) http.RoundTripper {
		return trip(func(r *http.Request) (*http.Response, error) {
			res, err := next.RoundTrip(r)
			if err == nil && r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/"+ticketsPrefix) {
				fetched.Add(res.ContentLength)
			}
			return res, err
		})
	}})
	if err != nil {
		t.Fatal(err)
	}
	h.store = store
	h.tagged("1", "small")
	h.add("2", `"culture":"he-IL"`, `"culture":"he-IL","tags":["large"]`, `{{file:file-2}}`, `{{file:noise}}`, `"type":"Image"`, `"type":"File"`)
	const size = 6 << 20
	if err := h.workspace.AddFile("noise", "application/octet-stream", size, fetchtest.Noise(1, size)); err != nil {
		t.Fatal(err)
	}
	if r := h.run(); !r.Complete || r.Bytes < size {
		t.Fatalf("report %+v", r)
	}
	fetched.Store(0)
	met := map[string]string{}
	err = EachSubject(t.Context(), store, true, func(held Held) error {
		met[strings.Join(held.Subject.Tags, "")] = held.Subject.DepartmentName
		return held.Err
	})
	if err != nil || len(met) != 2 || met["small"] != "One" || met["large"] != "One" {
		t.Errorf("met %v, %v", met, err)
	}
	if n := fetched.Load(); n > 600<<10 {
		t.Errorf("%d bytes were fetched of %d", n, size)
	} else {
		t.Logf("%d KB were fetched of %d", n>>10, size>>10)
	}
}
