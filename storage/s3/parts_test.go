package s3

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/glassix-archiver/archiver/storage"
)

// noise is an object of that size that does not repeat itself.
func noise(size int) storage.Object {
	b := make([]byte, size)
	source := rand.NewChaCha8([32]byte{1})
	_, _ = source.Read(b)
	return storage.Bytes(b, "application/zip")
}

// What is read in parts is what was put, wherever it is read, and little more
// than that is transferred.
func TestParts(t *testing.T) {
	srv := server(t, false)
	var transferred, requests atomic.Int64
	cut := false
	s := open(t, "s3://"+bucket(t, srv, false), wire(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		res, err := next.RoundTrip(r)
		if err == nil && r.Method == http.MethodGet {
			requests.Add(1)
			transferred.Add(max(0, res.ContentLength))
			if cut {
				cut = false
				res.Body = io.NopCloser(io.MultiReader(io.LimitReader(res.Body, 10), broken{}))
			}
		}
		return res, err
	}).options())
	for _, size := range []int{0, 1, tailPart, tailPart + 1, 5 << 20} {
		o := noise(size)
		if err := s.Put(t.Context(), "k", o); err != nil {
			t.Fatal(err)
		}
		r, err := s.OpenParts(t.Context(), "k")
		if err != nil || r.Info().Size != int64(size) {
			t.Fatalf("%d: %v, %v", size, r, err)
		}
		cut = size > tailPart
		got, err := io.ReadAll(io.NewSectionReader(r, 0, int64(size)))
		want, _ := io.ReadAll(io.NewSectionReader(o.Body, 0, int64(size)))
		if err != nil || !bytes.Equal(got, want) || cut {
			t.Errorf("%d: read %d bytes, %v; cut %v", size, len(got), err, cut)
		}
		if n, err := r.ReadAt(make([]byte, 2), int64(size)-1); size > 0 && (n != 1 || err != io.EOF) {
			t.Errorf("%d: at the end: %d, %v", size, n, err)
		}
		if size < 5<<20 {
			if err := s.Delete(t.Context(), "k"); err != nil {
				t.Fatal(err)
			}
		}
	}
	transferred.Store(0)
	requests.Store(0)
	r, err := s.OpenParts(t.Context(), "k")
	if err == nil {
		_, err = r.ReadAt(make([]byte, 20_000), 1<<20)
	}
	if n, asked := transferred.Load(), requests.Load(); err != nil || n > 200<<10 || asked != 2 {
		t.Errorf("%d bytes in %d requests, %v", n, asked, err)
	}
	if _, err := s.OpenParts(t.Context(), "none"); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	r, err = s.OpenParts(ctx, "k")
	cancel()
	if err == nil {
		_, err = r.ReadAt(make([]byte, 1), 0)
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("connection reset by peer") }

// An object that is another one by now is not read on.
func TestPartsOfAnotherState(t *testing.T) {
	srv := server(t, false)
	s := open(t, "s3://"+bucket(t, srv, false), Options{})
	if err := s.Put(t.Context(), "k", noise(1<<20)); err != nil {
		t.Fatal(err)
	}
	r, err := s.OpenParts(t.Context(), "k")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Delete(t.Context(), "k"), s.Put(t.Context(), "k", noise(2<<20))); err != nil {
		t.Fatal(err)
	}
	if _, err := r.ReadAt(make([]byte, 1), 0); err == nil || strings.Contains(err.Error(), "k: k") {
		t.Errorf("got %v", err)
	}
}
