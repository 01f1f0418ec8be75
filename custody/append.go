package custody

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/glassix-archiver/archiver/storage"
)

// attempts bounds how often a batch is tried against faster writers. One of
// them gets on each time.
const attempts = 100

// Append adds entries in their order and returns the checkpoint that has them.
// A zero time becomes the time of the call, in entries itself, so that the
// same slice can be appended again.
//
// When it returns nil the entries are in the log, durable and once. After an
// error some of them may be; appending the same again adds only those that are
// missing. No entry is appended that the log has: for Archived and Purged that
// is when the last of the two for the key was the same, within the last 65,536
// entries, and so for Held and Released of a key and case, and for Sent and
// Produced of a Ref; for others when the same line was met since the log was
// opened, or in its last tile then.
func (l *Log) Append(ctx context.Context, entries []Entry) (Checkpoint, error) {
	lines, err := l.lines(entries)
	if err != nil {
		return Checkpoint{}, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for batch := range slices.Chunk(lines, MaxBatch) {
		if err := l.commit(ctx, batch); err != nil {
			return Checkpoint{}, fmt.Errorf("append to the custody log: %w", err)
		}
	}
	return l.head, nil
}

func (l *Log) lines(entries []Entry) ([]line, error) {
	now := l.now().UTC()
	lines := make([]line, len(entries))
	for i := range entries {
		if entries[i].Time.IsZero() {
			entries[i].Time = now
		}
		text, err := entries[i].Line()
		if err != nil {
			return nil, err
		}
		lines[i] = lineOf(text, entries[i])
	}
	return lines, nil
}

// commit appends what of a batch is not in the log.
func (l *Log) commit(ctx context.Context, batch []line) error {
	if err := l.remember(ctx, batch); err != nil {
		return err
	}
	for range attempts {
		if err := l.settle(ctx); err != nil {
			return err
		}
		fresh := l.known.fresh(batch)
		if len(fresh) == 0 {
			return nil
		}
		if done, err := l.try(ctx, fresh); done || err != nil {
			return err
		}
	}
	return ErrBusy
}

// settle writes the tiles that the head's writer may not have written: this
// one after a failure, or another.
func (l *Log) settle(ctx context.Context) error {
	if l.settled {
		return nil
	}
	_, err := settle(ctx, l.store, l.head)
	l.settled = err == nil
	return err
}

// try makes one attempt. Without an error and not done, another writer was
// faster: the next attempt continues from there.
func (l *Log) try(ctx context.Context, fresh []line) (done bool, err error) {
	grown := l.tree.clone()
	texts := make([][]byte, len(fresh))
	for i, f := range fresh {
		texts[i] = f.text
	}
	objects := grown.grow(texts)
	next, err := sign(grown, l.signer)
	if err != nil {
		return false, err
	}
	if err := stage(ctx, l.store, next, texts); err != nil {
		return false, err
	}
	if err := l.store.Swap(ctx, CheckpointKey, l.head.Note, next.Note); err != nil {
		if won, err := l.lost(ctx, next, err); !won || err != nil {
			return false, err
		}
	}
	l.head, l.tree, l.settled = next, grown, false
	for _, f := range fresh {
		l.known.add(f)
	}
	if err := putTiles(ctx, l.store, objects); err != nil {
		return true, err
	}
	l.settled = true
	return true, nil
}

// lost finds out what a Swap that failed did. won is true if it did its work.
func (l *Log) lost(ctx context.Context, next Checkpoint, swapErr error) (won bool, err error) {
	conflict := errors.Is(swapErr, storage.ErrConflict)
	current, err := readHead(ctx, l.store, l.verifier)
	switch {
	case err != nil && conflict:
		return false, err
	case err != nil:
		return false, fmt.Errorf("%w; it is not known whether it was accepted: %w", swapErr, err)
	case bytes.Equal(current.Note, next.Note):
		return true, nil
	case bytes.Equal(current.Note, l.head.Note) && !conflict:
		return false, swapErr
	}
	return false, l.advance(ctx, current)
}

// advance goes on to a checkpoint that another writer made, once it is shown to
// be a continuation of what this log has seen.
func (l *Log) advance(ctx context.Context, current Checkpoint) error {
	if current.Size < l.head.Size {
		return fmt.Errorf("%w: it had %d entries, now it has %d", ErrRolledBack, l.head.Size, current.Size)
	}
	grown, lines, err := l.since(ctx, current)
	if err != nil {
		return err
	}
	if grown.root() != current.Root {
		return fmt.Errorf("%w: its checkpoint of size %d does not continue that of size %d", ErrRolledBack, current.Size, l.head.Size)
	}
	l.head, l.tree, l.settled = current, grown, false
	l.learn(lines)
	return nil
}

// since reads what was appended since head, and grows the tree by it.
func (l *Log) since(ctx context.Context, current Checkpoint) (*tree, [][]byte, error) {
	grown := l.tree.clone()
	var lines [][]byte
	for r, err := range newView(l.store, current).Entries(ctx, l.head.Size) {
		if err != nil {
			return nil, nil, err
		}
		lines = append(lines, r.Line)
	}
	grown.grow(lines)
	return grown, lines, nil
}

// remember reads the log's last entries, once, when a batch has a line for
// which they count.
func (l *Log) remember(ctx context.Context, batch []line) error {
	bundle := func(x line) bool { return x.name != x.state }
	if l.remembered || !slices.ContainsFunc(batch, bundle) {
		return nil
	}
	var all known
	for r, err := range newView(l.store, l.head).Entries(ctx, max(0, l.head.Size-lookback)) {
		if err != nil {
			return err
		}
		all.add(lineOf(r.Line, r.Entry))
	}
	l.known, l.remembered = all, true
	return nil
}
