package dir

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"testing"

	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

func drafted(t *testing.T, s *Store, text string) storage.Draft {
	t.Helper()
	d, err := s.Draft(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	for _, c := range text { // in many pieces
		if _, err := io.WriteString(d, string(c)); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// A draft ends as an object put whole would, or as nothing.
func TestDraft(t *testing.T) {
	s := create(t)
	tests := []struct {
		text string
		want error
	}{{"first", nil}, {"first", nil}, {"other", storage.ErrConflict}, {"longer one", storage.ErrConflict}}
	for _, test := range tests {
		d := drafted(t, s, test.text)
		if size, sum := d.Sum(); size != int64(len(test.text)) || sum != text(test.text).SHA256 {
			t.Errorf("%q: size %d and sum %x are another's", test.text, size, sum)
		}
		if err := d.Put(t.Context(), "a/b", storage.Keeping{}); !errors.Is(err, test.want) {
			t.Errorf("put %q: got %v, want %v", test.text, err, test.want)
		}
		d.Close()
	}
	if got := string(storagetest.Read(t, s, "a/b")); got != "first" {
		t.Errorf("the store holds %q", got)
	}
	if err := s.Put(t.Context(), "a/b", text("first")); err != nil {
		t.Errorf("the same bytes again: %v", err)
	}
}

func TestDraftIsNoObject(t *testing.T) {
	s := create(t)
	d := drafted(t, s, "never put")
	for info, err := range s.List(t.Context(), "") {
		t.Errorf("listed: %v, %v", info, err)
	}
	if err := d.Put(t.Context(), "../a", storage.Keeping{}); err == nil {
		t.Error("put under a bad key")
	}
	d.Close()
	if left, _ := filepath.Glob(filepath.Join(s.name, "*")); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

func TestDraftEndsWithItsContext(t *testing.T) {
	s := create(t)
	ctx, cancel := context.WithCancel(t.Context())
	d, err := s.Draft(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	cancel()
	if _, err := d.Write([]byte("late")); !errors.Is(err, context.Canceled) {
		t.Errorf("write: got %v, want canceled", err)
	}
	if err := d.Put(ctx, "k", storage.Keeping{}); !errors.Is(err, context.Canceled) {
		t.Errorf("put: got %v, want canceled", err)
	}
}
