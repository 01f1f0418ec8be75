//go:build unix

package dir

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"github.com/glassix-archiver/archiver/storage"
)

// A listing names what is no object, once each, follows no link and waits for no
// pipe, and has all the others.
func TestListPassesOverWhatIsOdd(t *testing.T) {
	s := create(t)
	for _, key := range []string{"a/1", "a/9", "real/x"} {
		if err := s.Put(t.Context(), key, text(key)); err != nil {
			t.Fatal(err)
		}
	}
	in := func(name string) string { return filepath.Join(s.name, name) }
	socket, err := net.Listen("unix", in("a/7"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	if err := errors.Join(
		os.Symlink("1", in("a/2")), os.Symlink("nowhere", in("a/3")), os.Symlink("../real", in("a/4")), os.Symlink("..", in("a/5")),
		syscall.Mkfifo(in("a/6"), 0o600), os.Symlink("real", in("linked")), os.Symlink(".", in(".hidden")),
	); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		prefix    string
		keys, odd []string
	}{
		{"", []string{"a/1", "a/9", "real/x"}, []string{"a/2", "a/3", "a/4", "a/5", "a/6", "a/7", "linked"}},
		{"a/", []string{"a/1", "a/9"}, []string{"a/2", "a/3", "a/4", "a/5", "a/6", "a/7"}},
		{"a/4/", nil, []string{"a/4"}},
		{"linked/x", nil, []string{"linked"}},
		{"linked/none/deeper/", nil, []string{"linked"}},
		{"a/6/x", nil, []string{"a/6"}},
		{"a/1/x", nil, nil},
		{"b/", nil, nil},
	} {
		keys, odd := s.listed(t, tt.prefix)
		if !slices.Equal(keys, tt.keys) || !slices.Equal(odd, tt.odd) {
			t.Errorf("%q: keys %q, odd %q; want %q, %q", tt.prefix, keys, odd, tt.keys, tt.odd)
		}
	}
}

// listed are the keys below a prefix, and what else was met there.
func (s *Store) listed(t *testing.T, prefix string) (keys, odd []string) {
	t.Helper()
	s.Odd = func(key string, err error) error {
		if _, ok := errors.AsType[*storage.Error](err); !ok {
			t.Errorf("%s: %v", key, err)
		}
		odd = append(odd, key)
		return nil
	}
	for info, err := range s.List(t.Context(), prefix) {
		if err != nil {
			t.Fatalf("list %q: %v", prefix, err)
		}
		keys = append(keys, info.Key)
	}
	return keys, odd
}

// Whoever is told can end the listing.
func TestOddEndsTheListing(t *testing.T) {
	s, enough := create(t), errors.New("enough")
	if err := errors.Join(s.Put(t.Context(), "z", text("x")), os.Symlink("z", filepath.Join(s.name, "a"))); err != nil {
		t.Fatal(err)
	}
	s.Odd = func(string, error) error { return enough }
	for info, err := range s.List(t.Context(), "") {
		if !errors.Is(err, enough) {
			t.Errorf("%v, %v", info, err)
		}
	}
}
