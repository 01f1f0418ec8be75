package custody

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// A checkpoint that is taken is signed, and says in one way what it says.
func FuzzCheckpoint(f *testing.F) {
	s, c := filled(f, 3)
	f.Add(c.Note)
	f.Add(bytes.Replace(c.Note, []byte("\n3\n"), []byte("\n03\n"), 1))
	f.Add([]byte("a\n1\n\n— a AAAA\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := ParseCheckpoint(data, s.verifier)
		if err == nil && (got.Size != c.Size || got.Root != c.Root || got.Origin != c.Origin) {
			t.Errorf("%q is taken for %+v", data, got)
		}
		if text, _, ok := strings.Cut(string(data), "\n\n"); ok {
			if got, ok := parseText(text + "\n"); ok && (got.Size < 0 || got.Size > maxSize || got.Origin == "") {
				t.Errorf("%q is taken for %+v", text, got)
			}
		}
	})
}

// What is read as an entry can be written, and reads the same.
func FuzzEntry(f *testing.F) {
	line, err := archived(0, 1)[0].Line()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(line)
	f.Add([]byte(`{"event":"<b>later</b>","time":"2026-01-01T00:00:00+02:00","x":[1]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := ParseEntry(data)
		if err != nil {
			return
		}
		line, err := e.Line()
		if err != nil {
			return // a year beyond 9999, or it is too long now
		}
		again, err := ParseEntry(line)
		if err != nil {
			t.Fatalf("%q became %q: %v", data, line, err)
		}
		twice, err := again.Line()
		if err != nil || !bytes.Equal(line, twice) {
			t.Errorf("%q became %q, then %q (%v)", data, line, twice, err)
		}
		if !json.Valid(line) || bytes.Count(line, []byte("\n")) != 1 || line[len(line)-1] != '\n' {
			t.Errorf("%q is not one line of JSON", line)
		}
	})
}

// A tile is what it is put together from.
func FuzzTile(f *testing.F) {
	f.Add(joinLines([][]byte{[]byte("a\n"), nil, []byte("{}\n")}), 2, "custody/tile/entries/x001/x234/067.p/8")
	f.Add([]byte{0, 9, 1}, 1, "custody/tile/0/000")
	f.Fuzz(func(t *testing.T, data []byte, w int, key string) {
		lines, err := splitLines(data)
		if err == nil && !bytes.Equal(joinLines(lines), data) {
			t.Errorf("%x is not its lines", data)
		}
		if cut := cutLines(data, min(w, 300)); err == nil && w > 0 && w <= len(lines) && !bytes.Equal(cut, joinLines(lines[:w])) {
			t.Errorf("%x: the first %d are %x", data, w, cut)
		}
		if hashes := splitHashes(data); len(hashes) != len(data)/tlog.HashSize || !bytes.HasPrefix(data, joinHashes(hashes)) {
			t.Errorf("%x is not its hashes", data)
		}
		if name, ok := parseTile(key); ok && (name.key() != key || name.end() > maxSize || name.end() < 1) {
			t.Errorf("%q is taken for %+v", key, name)
		}
	})
}

// No proof but those that the log made is taken, and only for their entry.
func FuzzProof(f *testing.F) {
	s, line, proof := proven(f)
	f.Add(line, []byte(proof))
	f.Add(line, []byte("c2sp.org/tlog-proof@v1\nextra AAAA\nindex 0\n\na\n1\n"))
	honest, err := ParseProof([]byte(proof))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, entry, proof []byte) {
		if VerifyProof(entry, proof, s.verifier) != nil {
			return
		}
		p, err := ParseProof(proof)
		if err != nil || !bytes.Equal(entry, line) || p.Index != honest.Index || !slices.Equal(p.Hashes, honest.Hashes) {
			t.Errorf("%q is proven by %q", entry, proof)
		}
	})
}
