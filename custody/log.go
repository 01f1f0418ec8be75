// Package custody keeps the log of everything that happens to bundles. It is
// append-only, signed, and kept in the store itself. Anyone with the public key
// can check it, and any change to what was once signed is found.
//
// It is a transparency log in the C2SP formats: an RFC 6962 tree in static
// tiles (c2sp.org/tlog-tiles), a signed checkpoint (c2sp.org/tlog-checkpoint),
// and proofs of single entries to take away (c2sp.org/tlog-proof).
package custody

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/glassix-archiver/archiver/storage"
)

// A Store is where a log can be written.
type Store interface {
	storage.Store
	// Swap puts new in the place of old under key, whole and durable when it
	// returns nil, and only if the key still holds old; old nil is for a key
	// that must not exist. Else the error wraps storage.ErrConflict, and what is
	// there stays. Any other error leaves open whether it happened.
	Swap(ctx context.Context, key string, old, new []byte) error
}

// What errors of a log wrap.
var (
	// ErrDamaged: the store no longer holds what was signed.
	ErrDamaged = errors.New("the custody log is damaged")
	// ErrRolledBack: the checkpoint is older than what was seen, or not a
	// continuation of it. Appending would fork the log.
	ErrRolledBack = errors.New("the custody log was rolled back or forked")
	// ErrBusy: other writers were faster, again and again.
	ErrBusy = errors.New("other writers keep the custody log busy")
)

// MaxBatch bounds the entries that one checkpoint adds; Append divides more.
const MaxBatch = 4096

// A Log is open for appending. Its methods are safe for concurrent use, and any
// number of logs on any number of machines may be open on one store.
type Log struct {
	store    Store
	signer   note.Signer
	verifier note.Verifier
	now      func() time.Time

	mu         sync.Mutex
	head       Checkpoint
	tree       *tree // of head
	settled    bool  // the tiles of head are known to be there
	known      known
	remembered bool // known has what lies before this log was opened
}

// Open opens the log for appending, and first completes what a writer that died
// left undone. A log that nobody began is empty. verifier is the public key of
// signer. ErrRolledBack if the store has tiles of a later checkpoint.
func Open(ctx context.Context, store Store, signer note.Signer, verifier note.Verifier, now func() time.Time) (*Log, error) {
	if signer.Name() != verifier.Name() || signer.KeyHash() != verifier.KeyHash() {
		return nil, fmt.Errorf("open the custody log: the key to check with, %s+%08x, is not that of the one to sign with, %s+%08x", verifier.Name(), verifier.KeyHash(), signer.Name(), signer.KeyHash())
	}
	l := &Log{store: store, signer: signer, verifier: verifier, now: now}
	if err := l.open(ctx); err != nil {
		return nil, fmt.Errorf("open the custody log: %w", err)
	}
	return l, nil
}

func (l *Log) open(ctx context.Context) error {
	// Tiles come after their checkpoint, so those seen before it is read are
	// within it.
	var end int64
	for info, err := range l.store.List(ctx, entriesPrefix) {
		if err != nil {
			return err
		}
		if t, ok := parseTile(info.Key); ok {
			end = max(end, t.end())
		}
	}
	head, err := readHead(ctx, l.store, l.verifier)
	if err != nil {
		return err
	}
	if end > head.Size {
		return fmt.Errorf("%w: its checkpoint has %d entries, and there are tiles up to %d", ErrRolledBack, head.Size, end)
	}
	if l.tree, err = settle(ctx, l.store, head); err != nil {
		return err
	}
	l.head, l.settled = head, true
	lines, err := splitLines(l.tree.tail)
	if err != nil {
		return err
	}
	l.learn(lines)
	return nil
}

// learn takes note of lines that the log has.
func (l *Log) learn(lines [][]byte) {
	for _, text := range lines {
		e, _ := ParseEntry(text)
		l.known.add(lineOf(text, e))
	}
}

// View is the log as it was after the last Append, or when it was opened.
func (l *Log) View() *View {
	l.mu.Lock()
	defer l.mu.Unlock()
	return newView(l.store, l.head)
}

// Latest is the log as the store has it now, with what other writers appended.
// ErrRolledBack if that does not continue what this log has seen.
func (l *Log) Latest(ctx context.Context) (*View, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	current, err := readHead(ctx, l.store, l.verifier)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(current.Note, l.head.Note) {
		if err := l.advance(ctx, current); err != nil {
			return nil, fmt.Errorf("read the custody log: %w", err)
		}
	}
	return newView(l.store, l.head), nil
}
