package catalog

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// What the store has no more is found no more, and what it has since is.
func TestFollowsTheStore(t *testing.T) {
	store, folder := &storagetest.Memory{}, t.TempDir()
	one, two := talk{id: 1, closed: at(1), messages: []string{"refund"}}, talk{id: 2, closed: at(2), messages: []string{"refund"}}
	put(t, store, one, two)
	c := opened(t, store, folder)
	updated(t, c)
	store.Set(one.key().String(), nil)
	put(t, store, talk{id: 3, closed: at(0), messages: []string{"refund"}})
	if s := updated(t, c); s.Added != 1 || s.Removed != 1 || s.Bundles != 2 {
		t.Errorf("%+v", s)
	}
	if got := found(t, c, search(t, "refund")); !slices.Equal(got, []int64{2, 3}) {
		t.Errorf("found %v", got)
	}
	c.Close()
	again := opened(t, store, folder) // it was kept
	if s := updated(t, again); s.Added != 0 || s.Bundles != 2 {
		t.Errorf("%+v", s)
	}
}

// Of a ticket's revisions the newest counts, unless all are asked for; when it
// goes, the one before it counts.
func TestRevisions(t *testing.T) {
	store := &storagetest.Memory{}
	first, second := talk{id: 1, closed: at(1), messages: []string{"alpha"}}, talk{id: 1, closed: at(1), revision: 1, messages: []string{"alpha beta"}}
	put(t, store, second) // in either order
	c := opened(t, store, t.TempDir())
	updated(t, c)
	put(t, store, first)
	if s := updated(t, c); s.Superseded != 1 {
		t.Errorf("%+v", s)
	}
	check := func(text string, all bool, want ...int64) {
		t.Helper()
		s := search(t, text)
		s.AllRevisions = all
		if got := found(t, c, s); !slices.Equal(got, append([]int64{}, want...)) {
			t.Errorf("%s, all %t: %v", text, all, got)
		}
	}
	check("alpha", false, 1)
	check("alpha", true, 1, 1)
	check("beta", false, 1)
	store.Set(second.key().String(), nil)
	updated(t, c)
	check("alpha", false, 1)
	check("beta", true)
}

// A bundle that cannot be read is named, tried again, and forgotten when it goes.
func TestUnread(t *testing.T) {
	store := &storagetest.Memory{}
	good, bad := talk{id: 1, closed: at(1), messages: []string{"refund"}}, talk{id: 2, closed: at(2), messages: []string{"refund"}}
	put(t, store, good, bad)
	key := bad.key().String()
	store.Set(key, []byte("PK, but no ZIP"))
	c := opened(t, store, t.TempDir())
	for range 2 {
		if s := updated(t, c); len(s.Unread) != 1 || s.Unread[0].Key != key || s.Bundles != 1 {
			t.Fatalf("%+v", s)
		}
	}
	store.Set(key, nil)
	put(t, store, bad)
	if s := updated(t, c); len(s.Unread) != 0 || s.Bundles != 2 {
		t.Errorf("mended: %+v", s)
	}
	store.Set(key, []byte("no ZIP again"))
	if s := updated(t, c); len(s.Unread) != 1 || s.Bundles != 1 {
		t.Errorf("damaged: %+v", s)
	}
	store.Set(key, nil)
	if s := updated(t, c); len(s.Unread) != 0 || s.Bundles != 1 {
		t.Errorf("gone: %+v", s)
	}
}

// A file that is damaged, of another version or none at all is made anew, with
// a word.
func TestMadeAnew(t *testing.T) {
	damage := map[string]func(t *testing.T, path string){
		"no database": func(t *testing.T, path string) { write(t, path, []byte("this is no database at all, it is a text")) },
		"other version": func(t *testing.T, path string) {
			execute(t, path, "PRAGMA user_version = 99")
		},
		"another's": func(t *testing.T, path string) {
			execute(t, path, "DROP TABLE documents")
		},
		"torn": func(t *testing.T, path string) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for i := 4096; i < len(data); i++ {
				data[i] ^= 0x5a
			}
			write(t, path, data)
		},
	}
	for name, do := range damage {
		t.Run(name, func(t *testing.T) {
			store, folder := &storagetest.Memory{}, t.TempDir()
			put(t, store, talk{id: 1, closed: at(1), messages: []string{"refund"}})
			c := opened(t, store, folder)
			updated(t, c)
			path := c.Path()
			c.Close()
			do(t, path)
			var notes []string
			again, err := Open(t.Context(), store, Options{Folder: folder, Note: func(s string) { notes = append(notes, s) }})
			if err != nil {
				t.Fatal(err)
			}
			defer again.Close()
			updated(t, again)
			if got := found(t, again, search(t, "refund")); !slices.Equal(got, []int64{1}) {
				t.Errorf("found %v", got)
			}
			if len(notes) != 1 || !strings.Contains(notes[0], "being rebuilt") {
				t.Errorf("notes: %q", notes)
			}
			if left, _ := filepath.Glob(filepath.Join(folder, "*.sqlite")); len(left) != 1 {
				t.Errorf("files: %v", left)
			}
		})
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func execute(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

// Several at once, and one that makes it anew meanwhile: each finds all.
func TestSeveralAtOnce(t *testing.T) {
	store, folder := &storagetest.Memory{}, t.TempDir()
	for id := int64(1); id <= 60; id++ {
		put(t, store, talk{id: id, closed: at(int(id)), messages: []string{"refund"}})
	}
	var group sync.WaitGroup
	for n := range 4 {
		group.Go(func() {
			c, err := Open(context.Background(), store, Options{Folder: folder})
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			bring := c.Update
			if n == 3 {
				bring = c.Rebuild
			}
			if s, err := bring(context.Background(), nil); err != nil || s.Bundles != 60 {
				t.Errorf("%+v, %v", s, err)
			}
			if got := found(t, c, search(t, "refund")); len(got) != 60 {
				t.Errorf("%d found", len(got))
			}
		})
	}
	group.Wait()
}

// The file is its user's only: it holds what customers wrote.
func TestMode(t *testing.T) {
	store, folder := &storagetest.Memory{}, t.TempDir()
	c := opened(t, store, filepath.Join(folder, "new"))
	updated(t, c)
	for _, path := range []string{c.Path(), c.Path() + "-wal"} {
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v", path, info.Mode())
		}
	}
}

// An Update that is cut off keeps nothing half, and the next one goes on.
func TestCutOff(t *testing.T) {
	store, folder := &storagetest.Memory{}, t.TempDir()
	for id := int64(1); id <= 40; id++ {
		put(t, store, talk{id: id, closed: at(int(id)), messages: []string{"refund"}})
	}
	c := opened(t, store, folder)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := c.Update(ctx, func(read, _ int) {
		if read == 10 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("%v", err)
	}
	if s := updated(t, c); s.Bundles != 40 {
		t.Errorf("%+v", s)
	}
	if err := c.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// A store that cannot be listed to its end loses nothing of the catalogue.
func TestListFails(t *testing.T) {
	store, folder := &storagetest.Memory{}, t.TempDir()
	put(t, store, talk{id: 1, closed: at(1), messages: []string{"refund"}})
	c := opened(t, store, folder)
	updated(t, c)
	broken, err := Open(t.Context(), listless{store}, Options{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	defer broken.Close()
	if _, err := broken.Update(t.Context(), nil); err == nil {
		t.Error("no error")
	}
	if got := found(t, c, search(t, "refund")); !slices.Equal(got, []int64{1}) {
		t.Errorf("found %v", got)
	}
}

// listless is a store that cannot be listed.
type listless struct{ storage.Store }

func (l listless) List(context.Context, string) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) { yield(storage.Info{}, errors.New("no list")) }
}
