package custody

import (
	"errors"
	"strings"
	"testing"
)

func TestProofs(t *testing.T) {
	for _, size := range []int{1, 2, 3, 255, 256, 257, 700} {
		s, _ := filled(t, size)
		view, err := Read(t.Context(), s.store, s.verifier)
		if err != nil {
			t.Fatal(err)
		}
		for r, err := range view.Entries(t.Context(), 0) {
			if err != nil {
				t.Fatal(err)
			}
			if r.Index%7 != 0 && r.Index != int64(size)-1 {
				continue
			}
			proof, err := view.Proof(t.Context(), r.Index)
			if err != nil {
				t.Fatal(err)
			}
			if err := VerifyProof(r.Line, proof, s.verifier); err != nil {
				t.Errorf("size %d, entry %d: %v", size, r.Index, err)
			}
		}
		if _, err := view.Proof(t.Context(), int64(size)); err == nil {
			t.Errorf("size %d: an entry that is not there is proven", size)
		}
	}
}

// proven is an entry with its proof, and the scene they are from.
func proven(t testing.TB) (s *scene, line []byte, proof string) {
	s, _ = filled(t, 300)
	view, err := Read(t.Context(), s.store, s.verifier)
	if err != nil {
		t.Fatal(err)
	}
	data, err := view.Proof(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	for r, err := range view.Entries(t.Context(), 100) {
		if err != nil {
			t.Fatal(err)
		}
		return s, r.Line, string(data)
	}
	t.Fatal("no entry")
	return
}

func TestProofForm(t *testing.T) {
	_, _, proof := proven(t)
	head, checkpoint, _ := strings.Cut(proof, "\n\n")
	lines := strings.Split(head, "\n")
	if len(lines) != 2+9 || lines[0] != "c2sp.org/tlog-proof@v1" || lines[1] != "index 100" {
		t.Errorf("head:\n%s", head)
	}
	if !strings.HasPrefix(checkpoint, "acme.example/archive\n300\n") || !strings.Contains(checkpoint, "\n\n— acme.example/archive ") {
		t.Errorf("checkpoint:\n%s", checkpoint)
	}
}

func TestProofsThatProveNothing(t *testing.T) {
	s, line, proof := proven(t)
	_, other := keys(t, "other")
	change := func(old, new string) string {
		changed := strings.Replace(proof, old, new, 1)
		if changed == proof {
			t.Fatalf("there is no %q", old)
		}
		return changed
	}
	hash := strings.Split(proof, "\n")[4]
	for name, p := range map[string]string{
		"another index":        change("index 100", "index 101"),
		"an index beyond":      change("index 100", "index 300"),
		"a zero before":        change("index 100", "index 0100"),
		"another size":         change("\n300\n", "\n299\n"),
		"a hash less":          change(hash+"\n", ""),
		"a hash more":          change(hash, hash+"\n"+hash),
		"a hash in other form": change(hash, strings.TrimSuffix(hash, "=")+"\r="),
		"no header":            change("c2sp.org/tlog-proof@v1\n", ""),
		"no checkpoint":        proof[:strings.Index(proof, "\n\n")],
		"no signature":         proof[:strings.Index(proof, "— ")],
		"empty":                "",
	} {
		if err := VerifyProof(line, []byte(p), s.verifier); !errors.Is(err, ErrProof) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := VerifyProof(append(line[:len(line):len(line)], '\n'), []byte(proof), s.verifier); !errors.Is(err, ErrProof) {
		t.Errorf("another entry: %v", err)
	}
	if err := VerifyProof(line, []byte(proof), other); !errors.Is(err, ErrForeignSignature) {
		t.Errorf("another key: %v", err)
	}
	if err := VerifyProof(line, []byte(change("index", "extra aGVsbG8=\nindex")), s.verifier); err != nil {
		t.Errorf("extra data: %v", err)
	}
}
