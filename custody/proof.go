package custody

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// ErrProof: a proof does not prove what it is held against.
var ErrProof = errors.New("not proven")

const (
	proofHeader = "c2sp.org/tlog-proof@v1"
	maxProof    = 1 << 20 // bytes
	maxHashes   = 64      // of a proof: one for each level of the tree
)

// Proof makes the proof that entry number index is in the log: a file
// (c2sp.org/tlog-proof) that anyone can check without the store.
func (v *View) Proof(ctx context.Context, index int64) ([]byte, error) {
	if index < 0 || index >= v.head.Size {
		return nil, fmt.Errorf("prove custody entry %d: there are %d", index, v.head.Size)
	}
	hashes, err := tlog.ProveRecord(v.head.Size, index, v.hashes(ctx))
	if err != nil {
		return nil, fmt.Errorf("prove custody entry %d: %w", index, v.damaged(err))
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nindex %d\n", proofHeader, index)
	for _, h := range hashes {
		fmt.Fprintln(&b, base64.StdEncoding.EncodeToString(h[:]))
	}
	fmt.Fprintf(&b, "\n%s", v.head.Note)
	return b.Bytes(), nil
}

// Continues checks that the log is a continuation of a checkpoint that was seen,
// ErrRolledBack if it is not. It reads some tiles only: that the entries are
// whole is not checked.
func (v *View) Continues(ctx context.Context, seen Checkpoint) error {
	switch {
	case seen.Size == 0:
		return nil
	case seen.Size > v.head.Size:
		return fmt.Errorf("%w: it has %d entries, but one of %d was seen before", ErrRolledBack, v.head.Size, seen.Size)
	}
	proof, err := tlog.ProveTree(v.head.Size, seen.Size, v.hashes(ctx))
	if err != nil {
		return v.damaged(err)
	}
	if tlog.CheckTree(proof, v.head.Size, v.head.Root, seen.Size, seen.Root) != nil {
		return fmt.Errorf("%w: its checkpoint of size %d does not continue the one of %d that was seen", ErrRolledBack, v.head.Size, seen.Size)
	}
	return nil
}

// A Proof is what a proof's file says, before it is checked.
type Proof struct {
	Index      int64
	Extra      []byte // not covered by anything
	Hashes     tlog.RecordProof
	Checkpoint []byte // signed text
}

// ParseProof reads a proof's file.
func ParseProof(data []byte) (*Proof, error) {
	head, checkpoint, ok := bytes.Cut(data, []byte("\n\n"))
	if !ok || len(data) > maxProof {
		return nil, malformed("no checkpoint, or too long")
	}
	lines := strings.Split(string(head), "\n")
	if lines[0] != proofHeader {
		return nil, malformed("its first line is not " + proofHeader)
	}
	p, lines := &Proof{Checkpoint: checkpoint}, lines[1:]
	if len(lines) > 0 {
		if extra, ok := strings.CutPrefix(lines[0], "extra "); ok {
			var err error
			if p.Extra, err = base64.StdEncoding.DecodeString(extra); err != nil {
				return nil, malformed("the extra data is not base64")
			}
			lines = lines[1:]
		}
	}
	return p, p.parse(lines)
}

// parse reads the index and the hashes.
func (p *Proof) parse(lines []string) error {
	if len(lines) == 0 || len(lines) > 1+maxHashes {
		return malformed("no index, or too many hashes")
	}
	text, ok := strings.CutPrefix(lines[0], "index ")
	index, err := strconv.ParseInt(text, 10, 64)
	if !ok || err != nil || index < 0 || strconv.FormatInt(index, 10) != text {
		return malformed("no index")
	}
	p.Index = index
	for _, text := range lines[1:] {
		h, ok := parseHash(text)
		if !ok {
			return malformed("a line is not a hash")
		}
		p.Hashes = append(p.Hashes, h)
	}
	return nil
}

func malformed(why string) error { return fmt.Errorf("%w: malformed proof: %s", ErrProof, why) }

// VerifyProof checks, without the store, that the log of v has this entry. entry
// is the line with its newline, as Entry.Line writes it. ErrProof says that it
// does not follow, and why.
func VerifyProof(entry, proof []byte, v note.Verifier) error {
	p, err := ParseProof(proof)
	if err != nil {
		return err
	}
	c, err := ParseCheckpoint(p.Checkpoint, v)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrProof, err)
	}
	if p.Index >= c.Size {
		return fmt.Errorf("%w: it is for entry %d, and the checkpoint has %d", ErrProof, p.Index, c.Size)
	}
	if tlog.CheckRecord(p.Hashes, c.Size, c.Root, p.Index, tlog.RecordHash(entry)) != nil {
		return fmt.Errorf("%w: entry %d of the log is a different one, or the proof was changed", ErrProof, p.Index)
	}
	return nil
}
