package dir

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"testing"
)

// A folder that this user may not read is named, and the others are listed.
func TestListOfAnothersFolder(t *testing.T) {
	s := create(t)
	for _, key := range []string{"a/1", "b/2", "c/3", "d/4"} {
		if err := s.Put(t.Context(), key, text(key)); err != nil {
			t.Fatal(err)
		}
	}
	shut, blind := filepath.Join(s.name, "b"), filepath.Join(s.name, "c")
	if err := errors.Join(os.Chmod(s.name, 0o755), os.Chmod(shut, 0), os.Chmod(blind, 0o444)); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(shut, 0o755) // so that it can be removed
	defer os.Chmod(blind, 0o755)
	if os.Geteuid() == 0 { // permissions do not bind root
		runtime.LockOSThread() // and the thread ends with the test
		if err := syscall.Setfsuid(65534); err != nil {
			t.Fatal(err)
		}
		defer syscall.Setfsuid(0)
	}
	keys, odd := s.listed(t, "")
	if !slices.Equal(keys, []string{"a/1", "d/4"}) || !slices.Equal(odd, []string{"b", "c"}) {
		t.Errorf("keys %q, odd %q", keys, odd)
	}
}
