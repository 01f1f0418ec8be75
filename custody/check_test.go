package custody

import (
	"bytes"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// attack is what someone who may write to the store does to it, and what is
// found of that.
type attack struct {
	name  string
	do    func(s *scene)
	want  []Code
	blind bool // found only by a user who saw the last checkpoint
}

func (s *scene) get(key string) []byte {
	s.Helper()
	data, err := fetch(s.Context(), s.store, key, 64<<20)
	if err != nil {
		s.Fatal(err)
	}
	return bytes.Clone(data)
}

func (s *scene) put(key, body string) {
	s.Helper()
	s.store.below.Set(key, nil)
	if err := s.store.Put(s.Context(), key, storage.Bytes([]byte(body), "")); err != nil {
		s.Fatal(err)
	}
}

// edit changes the lines of a tile of entries.
func (s *scene) edit(t tile, change func([][]byte) [][]byte) {
	s.Helper()
	lines, err := splitLines(s.get(t.key()))
	if err != nil {
		s.Fatal(err)
	}
	s.put(t.key(), string(joinLines(change(lines))))
}

// flip changes a bit of an object.
func (s *scene) flip(key string, at int) {
	data := s.get(key)
	data[at] ^= 1
	s.put(key, string(data))
}

// remove removes everything that begins so.
func (s *scene) remove(prefixes ...string) {
	s.Helper()
	for _, p := range prefixes {
		var keys []string
		for info, err := range s.store.List(s.Context(), p) {
			if err != nil {
				s.Fatal(err)
			}
			keys = append(keys, info.Key)
		}
		if len(keys) == 0 {
			s.Fatalf("there is nothing at %s", p)
		}
		for _, key := range keys {
			s.store.below.Set(key, nil)
		}
	}
}

// rewrite makes the log anew with other entries, signed by name's key.
func (s *scene) rewrite(name string, n int) {
	s.Helper()
	other := newScene(s.TB)
	other.signer, other.verifier = keys(s, name)
	other.append(other.open(), archived(5000, n))
	s.remove(Prefix)
	for info, err := range other.store.List(s.Context(), Prefix) {
		if err != nil {
			s.Fatal(err)
		}
		s.put(info.Key, string(other.get(info.Key)))
	}
}

var (
	firstEntries = tile{entryTile, 0, 256}
	firstHashes  = tile{0, 0, 256}
	lastEntries  = tile{entryTile, 2, 188}
)

// The log is of 700 entries, in batches of 300, 300 and 100; older is the
// checkpoint of 600.
func attacks(older []byte) []attack {
	text := func(c func([]byte) string) func(*scene) {
		return func(s *scene) { s.put(CheckpointKey, c(s.get(CheckpointKey))) }
	}
	return []attack{
		{"an entry is changed", func(s *scene) { s.flip(firstEntries.key(), 700) }, []Code{EntriesChanged}, false},
		{"the last entry is changed", func(s *scene) {
			s.flip(lastEntries.key(), len(s.get(lastEntries.key()))-9)
		}, []Code{EntriesChanged}, false},
		{"entries change places", func(s *scene) {
			s.edit(firstEntries, func(l [][]byte) [][]byte { l[3], l[9] = l[9], l[3]; return l })
		}, []Code{EntriesChanged}, false},
		{"an entry is left out", func(s *scene) {
			s.edit(firstEntries, func(l [][]byte) [][]byte { return slices.Delete(l, 3, 4) })
		}, []Code{EntriesChanged}, false},
		{"an entry is put in", func(s *scene) {
			s.edit(firstEntries, func(l [][]byte) [][]byte { return slices.Insert(l, 3, []byte("{}\n")) })
		}, []Code{EntriesChanged}, false},
		{"entry and hash are changed alike", func(s *scene) {
			s.edit(firstEntries, func(l [][]byte) [][]byte { l[3] = []byte("{}\n"); return l })
			lines, _ := splitLines(s.get(firstEntries.key()))
			s.put(firstHashes.key(), string(joinHashes(recordHashes(lines))))
		}, []Code{TileChanged, RootMismatch}, false},
		{"a tile of entries is removed", func(s *scene) { s.remove(firstEntries.key()) }, []Code{EntriesMissing}, false},
		{"the last tile of entries is cut", func(s *scene) {
			data := s.get(lastEntries.key())
			s.put(lastEntries.key(), string(data[:len(data)-5]))
		}, []Code{EntriesChanged}, false},
		{"a hash is changed", func(s *scene) { s.flip(firstHashes.key(), 40) }, []Code{TileChanged}, false},
		{"a hash of the upper level is changed", func(s *scene) { s.flip(tile{1, 0, 2}.key(), 40) }, []Code{TileChanged}, false},
		{"a tile of hashes is removed", func(s *scene) { s.remove(firstHashes.key()) }, []Code{TileMissing}, false},
		{"all tiles of hashes are removed", func(s *scene) { s.remove(tilePrefix+"0/", tilePrefix+"1/") }, []Code{TileMissing, TileMissing}, false},
		{"both tiles are removed", func(s *scene) { s.remove(firstEntries.key(), firstHashes.key()) }, []Code{EntriesMissing, TileMissing}, false},
		{"what a tile was before is changed", func(s *scene) { s.flip(tile{entryTile, 1, 44}.key(), 30) }, []Code{EntriesChanged}, false},
		{"what a tile of hashes was before is changed", func(s *scene) { s.flip(tile{0, 1, 44}.key(), 30) }, []Code{TileChanged}, false},
		{"the checkpoint is removed", func(s *scene) { s.remove(CheckpointKey) }, []Code{CheckpointMissing}, false},
		{"the checkpoint's size is changed", text(func(b []byte) string { return strings.Replace(string(b), "\n700\n", "\n600\n", 1) }), []Code{BadSignature}, false},
		{"the checkpoint is cut", text(func(b []byte) string { return string(b[:40]) }), []Code{CheckpointMalformed}, false},
		{"the checkpoint is signed by another key", func(s *scene) {
			other, _ := keys(s, "other")
			c, err := note.Open(s.get(CheckpointKey), note.VerifierList(s.verifier))
			if err != nil {
				s.Fatal(err)
			}
			signed, err := note.Sign(&note.Note{Text: c.Text}, other)
			if err != nil {
				s.Fatal(err)
			}
			s.put(CheckpointKey, string(signed))
		}, []Code{ForeignSignature}, false},
		{"the log is another's", func(s *scene) { s.rewrite("other", 800) }, []Code{ForeignSignature}, false},
		{"the checkpoint is rolled back", func(s *scene) { s.put(CheckpointKey, string(older)) }, []Code{RolledBack}, false},
		{"something else lies among the tiles", func(s *scene) { s.put(tilePrefix+"0/000.x", "") }, []Code{ForeignObject}, false},
		{"log and tiles are rolled back", func(s *scene) {
			s.put(CheckpointKey, string(older))
			s.remove(lastEntries.key(), tile{0, 2, 188}.key())
		}, []Code{RolledBack}, true},
		{"everything is removed", func(s *scene) { s.remove(Prefix) }, []Code{CheckpointMissing}, true},
		{"the key's thief writes another log, longer", func(s *scene) { s.rewrite("acme.example/archive", 800) }, []Code{Forked}, true},
		{"the key's thief writes another log, as long", func(s *scene) { s.rewrite("acme.example/archive", 700) }, []Code{Forked}, true},
	}
}

func TestAttacks(t *testing.T) {
	s := newScene(t)
	l := s.open()
	s.append(l, archived(0, 300))
	older := s.append(l, archived(300, 300))
	for _, a := range attacks(older.Note) {
		t.Run(a.name, func(t *testing.T) {
			s, seen := filled(t, 300, 300, 100)
			if c := s.check(CheckOptions{Seen: seen}); len(c.Differences) > 0 {
				t.Fatalf("before: %v", c.Differences)
			}
			a.do(s)
			if got := codes(s.check(CheckOptions{Seen: seen})); !a.found(got) {
				t.Errorf("found %v, want %v", got, a.want)
			}
			// A reader who does not check everything is not told another story.
			if view, err := Read(t.Context(), s.store, s.verifier); err == nil && (slices.Contains(a.want, RolledBack) || slices.Contains(a.want, Forked) || slices.Contains(a.want, CheckpointMissing)) {
				if err := view.Continues(t.Context(), seen); !errors.Is(err, ErrRolledBack) {
					t.Errorf("it continues what was seen: %v", err)
				}
			}
			if got := codes(s.check(CheckOptions{})); a.blind != (len(got) == 0) {
				t.Errorf("without a checkpoint seen: %v", got)
			}
		})
	}
}

// found: all that is wanted is there, and nothing of another kind.
func (a attack) found(got []Code) bool {
	for _, c := range slices.Concat(a.want, got) {
		if !slices.Contains(got, c) || !slices.Contains(a.want, c) {
			return false
		}
	}
	return true
}

func codes(c *Checked) []Code {
	var list []Code
	for _, d := range c.Differences {
		list = append(list, d.Code)
	}
	return list
}

// A reader takes nothing that was changed, and a writer does not go on from it.
func TestAttackedLogIsNotReadOrWritten(t *testing.T) {
	s, _ := filled(t, 300)
	s.flip(firstEntries.key(), 700)
	view, err := Read(t.Context(), s.store, s.verifier)
	if err != nil {
		t.Fatal(err)
	}
	for r, err := range view.Entries(t.Context(), 0) {
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("got %d, %v", r.Index, err)
		}
	}

	if _, err := Open(t.Context(), s.store, s.signer, s.verifier, clock); !errors.Is(err, storage.ErrConflict) {
		t.Errorf("opening it to write: %v", err)
	}

	s, older := filled(t, 300)
	l := s.open()
	s.append(l, archived(300, 10))
	s.put(CheckpointKey, string(older.Note))
	if _, err := l.Append(t.Context(), archived(310, 10)); !errors.Is(err, ErrRolledBack) {
		t.Errorf("appending to a log that was rolled back: %v", err)
	}
	if _, err := Open(t.Context(), s.store, s.signer, s.verifier, clock); !errors.Is(err, ErrRolledBack) {
		t.Errorf("opening it: %v", err)
	}
}

// What was signed and is no entry is named, and does not keep the others from
// being read.
func TestEntryThatIsNone(t *testing.T) {
	s, _ := filled(t, 3)
	l := s.open()
	if _, err := l.try(t.Context(), []line{lineOf([]byte("no JSON\n"), Entry{})}); err != nil {
		t.Fatal(err)
	}
	s.append(l, archived(4, 1))
	if got := codes(s.check(CheckOptions{})); !slices.Equal(got, []Code{EntryMalformed}) {
		t.Errorf("found %v", got)
	}
	n := 0
	for r, err := range l.View().Entries(t.Context(), 0) {
		if err != nil || (r.Entry == Entry{}) != (string(r.Line) == "no JSON\n") {
			t.Errorf("%d: %q, %v", r.Index, r.Line, err)
		}
		n++
	}
	if n != 5 {
		t.Errorf("%d entries", n)
	}
}

// What is staged is not trusted either: tiles are made of it only if the
// checkpoint speaks for it.
func TestStagedByAnAttacker(t *testing.T) {
	b := &storagetest.Breaker{Op: "put", N: 1, Fault: storagetest.Before, Dead: true}
	s := newScene(t)
	if _, err := s.work(s.store.faulty(b.Fail), false); err == nil {
		t.Fatal("nothing was hit")
	}
	s.flip(stagedKey(300, s.check(CheckOptions{}).Checkpoint.Root), 900)
	if _, err := Open(t.Context(), s.store, s.signer, s.verifier, clock); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if got := codes(s.check(CheckOptions{})); !slices.Equal(got, []Code{EntriesMissing}) {
		t.Errorf("found %v", got)
	}
}

func TestCheckHoldsLittle(t *testing.T) {
	if testing.Short() {
		t.Skip("a large log")
	}
	peak := func(n int) uint64 {
		s, _ := filled(t, n)
		var most uint64
		s.check(CheckOptions{Each: func(r Record) {
			if r.Index%1000 == 999 {
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}})
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		runtime.KeepAlive(s)
		return most - min(most, m.HeapAlloc) // the store is in memory: what Check held beside it
	}
	small, large := peak(4_000), peak(40_000)
	t.Logf("beside the store: %d bytes at 4,000 entries, %d at 40,000", small, large)
	if large > small+4<<20 {
		t.Errorf("it grew from %d to %d bytes", small, large)
	}
}
