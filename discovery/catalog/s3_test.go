package catalog

import (
	"bytes"
	"crypto/rand"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/s3"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// counted counts what comes from a server.
type counted struct {
	http.RoundTripper
	bytes *atomic.Int64
}

func (c counted) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := c.RoundTripper.RoundTrip(r)
	if err == nil {
		answer.Body = countedBody{answer.Body, c.bytes}
	}
	return answer, err
}

type countedBody struct {
	io.ReadCloser
	bytes *atomic.Int64
}

func (b countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.bytes.Add(int64(n))
	return n, err
}

// Of a bundle with large files only what is searched is brought.
func TestReadsLittleFromS3(t *testing.T) {
	server := storagetest.S3Server(t, false)
	server.Setenv(t)
	var came atomic.Int64
	store, err := s3.Open(t.Context(), "s3://"+server.Bucket(t, false), s3.Options{Transport: func(next http.RoundTripper) http.RoundTripper { return counted{next, &came} }})
	if err != nil {
		t.Fatal(err)
	}
	const size = 12 << 20
	film := make([]byte, size)
	rand.Read(film)
	for id := int64(1); id <= 3; id++ {
		one := talk{id: id, closed: at(int(id)), messages: []string{"refund"}, files: []string{"film.mp4"}}
		var made, zip bytes.Buffer
		if err := render.JSON(&made, withFile(one.transcript(), "attachments/0001-film.mp4")); err != nil {
			t.Fatal(err)
		}
		files := []bundle.File{bundle.Bytes("transcript.json", "application/json", made.Bytes()), bundle.Bytes("attachments/0001-film.mp4", "video/mp4", film)}
		if err := bundle.Write(t.Context(), &zip, strconv.FormatInt(id, 10), nil, files); err != nil {
			t.Fatal(err)
		}
		if err := store.Put(t.Context(), one.key().String(), storage.Bytes(zip.Bytes(), "application/zip")); err != nil {
			t.Fatal(err)
		}
	}
	c, err := Open(t.Context(), store, Options{Folder: t.TempDir(), Texts: texts()})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	came.Store(0)
	if s := updated(t, c); s.Bundles != 3 || len(s.Unread) > 0 {
		t.Fatalf("%+v", s)
	}
	if n := came.Load(); n > 3<<20 {
		t.Errorf("%d bytes came for 3 transcripts", n)
	}
	if got := found(t, c, search(t, "refund")); !slices.Equal(got, []int64{3, 2, 1}) {
		t.Errorf("found %v", got)
	}
}

// withFile has the last attachment lie in the bundle.
func withFile(t *render.Transcript, path string) *render.Transcript {
	last := &t.Entries[len(t.Entries)-1]
	last.Attachments[0].Path = path
	return t
}
