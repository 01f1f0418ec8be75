package custody

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/glassix-archiver/archiver/storage"
)

// emptyRoot is the root of a log without entries: the hash of nothing.
var emptyRoot = tlog.Hash(sha256.Sum256(nil))

// maxCheckpoint bounds a checkpoint, in bytes: a few lines, and the signatures
// of witnesses.
const maxCheckpoint = 64 << 10

// A Checkpoint is what a log's owner signed: there were Size entries, and Root
// stands for them all (c2sp.org/tlog-checkpoint). The zero value is that of a
// log that nobody began.
type Checkpoint struct {
	Origin string // the log's name, that of its key
	Size   int64
	Root   tlog.Hash
	Note   []byte // the whole signed text
}

// Errors of a checkpoint.
var (
	ErrMalformed        = errors.New("malformed checkpoint")
	ErrForeignSignature = errors.New("no signature by the log's key")
	ErrBadSignature     = errors.New("the signature does not match the text")
)

// ParseCheckpoint reads a signed text. It must be signed by the key of v and
// carry its name as origin; signatures of others, such as witnesses, are passed
// over.
func ParseCheckpoint(signed []byte, v note.Verifier) (Checkpoint, error) {
	if len(signed) > maxCheckpoint {
		return Checkpoint{}, fmt.Errorf("%w: %d bytes", ErrMalformed, len(signed))
	}
	n, err := note.Open(signed, note.VerifierList(v))
	if _, foreign := errors.AsType[*note.UnverifiedNoteError](err); foreign {
		return Checkpoint{}, fmt.Errorf("%w %s+%08x", ErrForeignSignature, v.Name(), v.KeyHash())
	}
	if _, bad := errors.AsType[*note.InvalidSignatureError](err); bad {
		return Checkpoint{}, ErrBadSignature
	}
	if err != nil {
		return Checkpoint{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	c, ok := parseText(n.Text)
	if !ok {
		return Checkpoint{}, ErrMalformed
	}
	if c.Origin != v.Name() {
		return Checkpoint{}, fmt.Errorf("%w: it belongs to the log %.80q", ErrForeignSignature, c.Origin)
	}
	c.Note = signed
	return c, nil
}

// parseText reads origin, size and root. Lines after these are of no account.
func parseText(text string) (c Checkpoint, ok bool) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) < 3 || lines[0] == "" {
		return c, false
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || size > maxSize || strconv.FormatInt(size, 10) != lines[1] {
		return c, false
	}
	root, ok := parseHash(lines[2])
	return Checkpoint{Origin: lines[0], Size: size, Root: root}, ok && (size > 0 || root == emptyRoot)
}

// parseHash reads base64 in the one way that it is written.
func parseHash(s string) (h tlog.Hash, ok bool) {
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil || len(raw) != tlog.HashSize || base64.StdEncoding.EncodeToString(raw) != s {
		return h, false
	}
	return tlog.Hash(raw), true
}

// sign makes the checkpoint of a tree.
func sign(t *tree, s note.Signer) (Checkpoint, error) {
	c := Checkpoint{Origin: s.Name(), Size: t.size, Root: t.root()}
	text := fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]))
	var err error
	if c.Note, err = note.Sign(&note.Note{Text: text}, s); err != nil {
		return Checkpoint{}, fmt.Errorf("sign a checkpoint: %w", err)
	}
	return c, nil
}

// readHead reads the log's checkpoint, zero if there is none.
func readHead(ctx context.Context, store storage.Store, v note.Verifier) (Checkpoint, error) {
	data, err := fetch(ctx, store, CheckpointKey, maxCheckpoint)
	if errors.Is(err, storage.ErrNotFound) {
		return Checkpoint{Origin: v.Name(), Root: emptyRoot}, nil
	}
	if err != nil {
		return Checkpoint{}, fmt.Errorf("read the custody checkpoint: %w", err)
	}
	c, err := ParseCheckpoint(data, v)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("read %s: %w", CheckpointKey, err)
	}
	return c, nil
}
