package storagetest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassix-archiver/archiver/storage"
)

func readAt(t *testing.T, s storage.Store) {
	put(t, s, "k", object("0123456789"))
	r, err := s.Open(t.Context(), "k")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		off  int64
		n    int
		want string
		eof  bool
	}{
		{0, 10, "0123456789", false}, {0, 0, "", false}, {3, 4, "3456", false},
		{8, 4, "89", true}, {10, 1, "", true}, {99, 1, "", true},
	} {
		p := make([]byte, tt.n)
		n, err := r.ReadAt(p, tt.off)
		whole := tt.off+int64(tt.n) == 10 // then io.EOF is allowed
		if got := string(p[:n]); got != tt.want || (err == io.EOF) != tt.eof && !whole || err != nil && err != io.EOF {
			t.Errorf("ReadAt(%d bytes, %d) = %q, %v; want %q, EOF %v", tt.n, tt.off, got, err, tt.want, tt.eof)
		}
	}
	if _, err := r.ReadAt(make([]byte, 1), -1); err == nil {
		t.Error("ReadAt at a negative offset succeeds")
	}
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			p := make([]byte, 1)
			if _, err := r.ReadAt(p, int64(i)); err != nil && err != io.EOF || p[0] != byte('0'+i) {
				t.Errorf("byte %d is %q, %v", i, p, err)
			}
		})
	}
	wg.Wait()
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

func large(t *testing.T, s storage.Store) {
	body := pattern(11<<20 + 12345) // more than two parts of 5 MiB
	put(t, s, "large", storage.Bytes(body, "application/zip"))
	if !bytes.Equal(Read(t, s, "large"), body) {
		t.Fatal("read other bytes than were put")
	}
	put(t, s, "large", storage.Bytes(body, "application/zip"))
	body[len(body)-1]++
	want(t, s.Put(t.Context(), "large", storage.Bytes(body, "")), storage.ErrConflict)
}

func list(t *testing.T, s storage.Store) {
	keys := []string{
		"runs/1/report.json", "tickets/1/a.zip", "tickets/1/a/b", "tickets/1/a-b", "tickets/10/x",
		"tickets/2/x", "tickets/a+b", "tickets/שלום", "tickets/😀", "tickets/ﬀ", "z",
	}
	for _, key := range keys {
		put(t, s, key, object(key))
	}
	slices.Sort(keys)
	for _, prefix := range []string{
		"", "t", "tickets", "tickets/", "tickets/1", "tickets/1/", "tickets/1/a", "tickets/1/a/", "tickets/1/a/b",
		"tickets/1/a/b/", "tickets/1/a/b/c", "tickets/ש", "tickets/3", "nothing/", "z", "zz", "runs/1/report.json",
	} {
		var all []string
		for _, key := range keys {
			if len(key) >= len(prefix) && key[:len(prefix)] == prefix {
				all = append(all, key)
			}
		}
		if diff := cmp.Diff(all, Keys(t, s, prefix)); diff != "" {
			t.Errorf("List(%q): (-want +got)\n%s", prefix, diff)
		}
	}
	for info, err := range s.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		if info.Size != int64(len(info.Key)) || info.Modified.IsZero() {
			t.Errorf("List yields %+v, want its size and time", info)
		}
	}
}

func listEnds(t *testing.T, s storage.Store) {
	for i := range 5 {
		put(t, s, fmt.Sprint(i), object("x"))
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for range s.List(ctx, "") {
		break // a loop may stop early
	}
	for _, err := range s.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Many checks that s lists 1,100 objects, which S3 gives in pages of 1,000.
func Many(t *testing.T, s storage.Store) {
	const n, writers = 1100, 8
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := w; i < n; i += writers {
				if err := s.Put(t.Context(), fmt.Sprintf("many/%03d/%04d", i/20, i), object("x")); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	got := Keys(t, s, "many/")
	if len(got) != n || !slices.IsSorted(got) || len(slices.Compact(got)) != n {
		t.Errorf("listed %d keys (sorted: %v), want %d", len(got), slices.IsSorted(got), n)
	}
}
