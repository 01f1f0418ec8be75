package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/glassix-archiver/archiver/storage/dir"
)

// What lies in a store is told by where it is, not by how it is written.
func TestInStore(t *testing.T) {
	t.Chdir(t.TempDir())
	store, err := dir.Create("archive")
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := os.Symlink("archive", "link"); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join("..", "archive", "tickets"), filepath.Join("archive", "back")); err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]bool{
		"archive": true, "archive/p": true, "archive/a/b/c": true, "link/p": true, "./x/../archive/p": true, "archive/back": true,
		"archive2": false, "archive2/archive": false, "p": false, "..": false, "archive/../p": false,
	} {
		if got := inStore(folder, store); got != want {
			t.Errorf("%s: %t", folder, got)
		}
	}
}
