package storage

import (
	"errors"
	"io"
	"strings"
	"testing"
)

func TestErrorText(t *testing.T) {
	err := &Error{Op: "put", Key: "a/b", Err: ErrConflict, Next: "look"}
	if got, want := err.Error(), "put a/b: the key already holds other bytes"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !errors.Is(err, ErrConflict) || err.Hint() != "look" {
		t.Error("the error lost its cause or hint")
	}
}

func TestSHA256(t *testing.T) {
	o := Bytes([]byte(strings.Repeat("abc", 200_000)), "")
	got, err := SHA256(t.Context(), o.Body, o.Size)
	if err != nil || got != o.SHA256 {
		t.Errorf("got %x, %v; want %x", got, err, o.SHA256)
	}
	if _, err := SHA256(t.Context(), o.Body, o.Size+1); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a short body: got %v", err)
	}
}

// FuzzCheckKey holds the grammar against what os.Root and S3 would do with it.
func FuzzCheckKey(f *testing.F) {
	for _, s := range []string{"a", "a/b", "../a", "a//b", "שלום/😀", ".tmp-x", "a\x00", strings.Repeat("x", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, key string) {
		if CheckKey(key) != nil {
			return
		}
		if strings.HasPrefix(key, "/") || strings.HasSuffix(key, "/") || strings.Contains("/"+key, "/.") || len(key) > MaxKey {
			t.Errorf("%q passes", key)
		}
		for i := range len(key) {
			prefix := key[:i]
			if err := CheckPrefix(prefix); err != nil && strings.ToValidUTF8(prefix, "") == prefix {
				t.Errorf("%q passes, but its beginning does not: %v", key, err)
			}
		}
	})
}
