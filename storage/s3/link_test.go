package s3

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// Whoever has the link can read the object, and nothing else, for its life.
func TestLink(t *testing.T) {
	srv := server(t, false)
	s := open(t, "s3://"+bucket(t, srv, false)+"/acme", Options{})
	if err := s.Put(t.Context(), "sent/7/a b.zip", storage.Bytes([]byte("parcel"), "application/zip")); err != nil {
		t.Fatal(err)
	}
	linker, ok := storage.AsLinker(&storage.DryRun{Store: s})
	if !ok {
		t.Fatal("a decorator hides the linker")
	}
	address, until, err := linker.Link(t.Context(), "sent/7/a b.zip", "ticket-7.zip", time.Minute)
	if err != nil || time.Until(until) > time.Minute || time.Until(until) < 50*time.Second {
		t.Fatalf("lives until %v: %v", until, err)
	}
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if data, err := io.ReadAll(answer.Body); err != nil || string(data) != "parcel" || answer.Header.Get("Content-Disposition") != "attachment; filename=ticket-7.zip" {
		t.Errorf("answers %q, %v, %v", data, answer.Header, err)
	}
	other, err := http.Get(strings.Replace(address, "a%20b.zip", "c.zip", 1))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Body.Close()
	if other.StatusCode != http.StatusForbidden {
		t.Errorf("another key answers %s", other.Status)
	}
	for _, lives := range []time.Duration{0, -time.Hour, storage.MaxLink + time.Second} {
		if _, _, err := s.Link(t.Context(), "sent/7/a b.zip", "x", lives); err == nil {
			t.Errorf("a link lives for %v", lives)
		}
	}
	if _, _, err := s.Link(t.Context(), "sent/8", "x", time.Hour); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("a link to nothing: %v", err)
	}
	if _, ok := storage.AsLinker(new(storagetest.Memory)); ok {
		t.Error("memory makes links")
	}
}
