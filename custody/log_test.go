package custody

import (
	"fmt"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// The log's tree is that of package tlog, at every size; its tiles too, with
// the names of c2sp.org/tlog-tiles.
func TestTreeIsRFC6962(t *testing.T) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		list := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			list[i] = stored[x]
		}
		return list, nil
	})
	var ours tree
	size := int64(70_000)
	if testing.Short() {
		size = 3_000
	}
	for n := range size {
		text := fmt.Appendf(nil, "entry %d\n", n)
		hashes, err := tlog.StoredHashes(n, text, reader)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, hashes...)
		objects := ours.grow([][]byte{text})
		if n > 600 && n%977 != 0 && n%256 > 1 && n != 65_535 && n != 69_999 {
			continue
		}
		want, err := tlog.TreeHash(n+1, reader)
		if err != nil || want != ours.root() {
			t.Fatalf("size %d: root %v, want %v (%v)", n+1, ours.root(), want, err)
		}
		for _, wanted := range tlog.NewTiles(tileHeight, n, n+1) {
			data, err := tlog.ReadTileData(wanted, reader)
			if err != nil {
				t.Fatal(err)
			}
			name := tile{wanted.L, wanted.N, wanted.W}
			at := slices.IndexFunc(objects, func(o object) bool { return o.tile == name })
			if at < 0 || string(objects[at].data) != string(data) {
				t.Fatalf("size %d: tile %s is missing or other", n+1, name.key())
			}
		}
	}
	// The specification's own example.
	for level, w := range []int{112, 17, 1} {
		if got := at(level, 70_000).w; got != w {
			t.Errorf("level %d: width %d, want %d", level, got, w)
		}
	}
}

func TestTileNames(t *testing.T) {
	for want, name := range map[string]tile{
		"custody/tile/0/x001/x234/067":  {0, 1234067, 256},
		"custody/tile/entries/000":      {entryTile, 0, 256},
		"custody/tile/entries/999.p/7":  {entryTile, 999, 7},
		"custody/tile/2/x001/000.p/255": {2, 1000, 255},
	} {
		if got := name.key(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if got, ok := parseTile(want); !ok || got != name {
			t.Errorf("%s: parsed as %v, %v", want, got, ok)
		}
	}
	for _, bad := range []string{"", "custody/tile/", "custody/tile/0/00", "custody/tile/00/000", "custody/tile/0/1000", "custody/tile/0/x000/001",
		"custody/tile/0/000.p/0", "custody/tile/0/000.p/256", "custody/tile/0/000.p/07", "custody/tile/-1/000", "custody/tile/0/-01", "custody/tile/9/000",
		"custody/tile/0/x999/x999/x999/x999/x999/x999/999", "custody/tile/entries/000.q/1", "custody/checkpoint"} {
		if got, ok := parseTile(bad); ok {
			t.Errorf("%q is taken for %v", bad, got)
		}
	}
}

func TestAppendAndRead(t *testing.T) {
	s, c := filled(t, 1, 254, 1, 300, 700)
	s.intact(1256)
	if c.Size != 1256 || c.Origin != "acme.example/archive" {
		t.Errorf("checkpoint %+v", c)
	}
	view, err := Read(t.Context(), s.store, s.verifier)
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range []int64{0, 1, 255, 256, 1000, 1255, 1256} {
		next := from
		for r, err := range view.Entries(t.Context(), from) {
			if err != nil {
				t.Fatal(err)
			}
			if r.Index != next || r.Entry.Ticket != 220000000+next || !r.Entry.Time.Equal(clock()) {
				t.Fatalf("from %d: got %d %+v, want %d", from, r.Index, r.Entry, next)
			}
			next++
		}
		if next != 1256 {
			t.Errorf("from %d: ended at %d", from, next)
		}
	}
	for _, err := range view.Entries(t.Context(), 1257) {
		if err == nil {
			t.Error("there is an entry after the last")
		}
	}
}

func TestContinues(t *testing.T) {
	s := newScene(t)
	l := s.open()
	seen := []Checkpoint{{}}
	for from := 0; from < 600; from += 100 {
		seen = append(seen, s.append(l, archived(from, 100)))
	}
	for _, c := range seen {
		if err := l.View().Continues(t.Context(), c); err != nil {
			t.Errorf("size %d: %v", c.Size, err)
		}
	}
}

// A log that was opened again goes on where it was.
func TestOpenAgain(t *testing.T) {
	s, before := filled(t, 300)
	l := s.open()
	if got := l.View().Checkpoint(); got.Root != before.Root {
		t.Errorf("opened at %+v, want %+v", got, before)
	}
	s.append(l, archived(300, 5))
	s.intact(305)
	if c := s.check(CheckOptions{Seen: before}); len(c.Differences) > 0 {
		t.Errorf("it does not continue: %v", c.Differences)
	}
}

func TestNothingBegun(t *testing.T) {
	s := newScene(t)
	if c := s.check(CheckOptions{}); len(c.Differences) > 0 || c.Checkpoint.Note != nil {
		t.Errorf("an empty store: %+v", c)
	}
	view, err := Read(t.Context(), s.store, s.verifier)
	if err != nil || view.Checkpoint().Size != 0 {
		t.Errorf("got %+v, %v", view, err)
	}
	if c := s.append(s.open(), nil); c.Size != 0 || c.Note != nil {
		t.Errorf("appending nothing made %+v", c)
	}
}

func TestForeignSigner(t *testing.T) {
	s := newScene(t)
	other, _ := keys(t, "other")
	if _, err := Open(t.Context(), s.store, other, s.verifier, clock); err == nil {
		t.Error("a log was opened with another's key")
	}
}
