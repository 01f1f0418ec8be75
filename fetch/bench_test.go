package fetch_test

import (
	"net/http/httptest"
	"testing"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

// One file of a GiB each time, over TCP: what is allocated must not depend on
// its size.
func BenchmarkDownloadGiB(b *testing.B) {
	const size = 1 << 30
	w := fetchtest.New("test", department)
	if err := w.AddFile("big", "video/mp4", size, fetchtest.Noise(1, size)); err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(w)
	defer server.Close()
	access := credentials()
	access.URL = server.URL
	c, err := fetch.New(access, fetch.Options{})
	if err != nil {
		b.Fatal(err)
	}
	f := spool(b)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		if got, err := c.Download(b.Context(), fetch.Link{URI: w.SignURL(server.URL, "big")}, f, 0); err != nil || got.Size != size {
			b.Fatalf("%d bytes, %v", got.Size, err)
		}
	}
}
