package custody

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/glassix-archiver/archiver/storage"
)

// CheckOptions say what to hold the log against.
type CheckOptions struct {
	// Seen is the last checkpoint that the user saw, as ParseCheckpoint gave
	// it; zero for the first time. Without it a whole log that was rolled back,
	// its tiles included, is not told from one that is just younger.
	Seen Checkpoint
	// Each is called with each entry that is as it was signed, as far as its
	// tile tells, in order; may be nil. The entries count for something only if
	// there is no difference in the end.
	Each func(Record)
}

// Checked is what Check found.
type Checked struct {
	Checkpoint  Checkpoint   // zero if it is not valid, or nobody began the log
	Entries     int64        // that were read
	Differences []Difference // none: all is as it was signed
}

// Check reads the whole log, makes its tree anew from the entries, and holds
// that against the tiles, the signed checkpoint, and the last checkpoint that
// the user saw. It holds some tiles at a time, and some bytes for each tile
// that is not full. The error is for a store that can't be read; differences
// are no error.
func Check(ctx context.Context, store storage.Store, v note.Verifier, o CheckOptions) (*Checked, error) {
	c := &checker{options: o, partial: map[tile][]int{}}
	if err := c.check(ctx, store, v); err != nil {
		return nil, fmt.Errorf("check the custody log: %w", err)
	}
	return &c.result, nil
}

type checker struct {
	options CheckOptions
	view    *View
	end     int64 // of the entries that there are tiles for
	// partial is the widths of tiles that are or were not full, by the full one.
	partial map[tile][]int
	tree    tree
	broken  bool // entries and their hashes are gone: there is no root to compare
	result  Checked
}

func (c *checker) check(ctx context.Context, store storage.Store, v note.Verifier) error {
	// Tiles come after their checkpoint: those that are listed before it is
	// read are within it.
	if err := c.list(ctx, store); err != nil {
		return err
	}
	head, err := readHead(ctx, store, v)
	if err != nil {
		return c.unsigned(err, v)
	}
	if head.Note == nil {
		if c.end > 0 || c.options.Seen.Size > 0 {
			c.differs(CheckpointMissing, CheckpointKey, "is missing; there were at least %d entries", max(c.end, c.options.Seen.Size))
		}
		return nil
	}
	c.view, c.result.Checkpoint = newView(store, head), head
	c.age(head)
	return c.walk(ctx)
}

// list takes down what lies among the tiles.
func (c *checker) list(ctx context.Context, store storage.Store) error {
	for info, err := range store.List(ctx, tilePrefix) {
		if err != nil {
			return err
		}
		t, ok := parseTile(info.Key)
		if !ok {
			c.differs(ForeignObject, info.Key, "is not a tile of the log")
			continue
		}
		c.end = max(c.end, t.end())
		if t.w < tileWidth {
			full := tile{t.level, t.n, tileWidth}
			c.partial[full] = append(c.partial[full], t.w)
		}
	}
	return nil
}

// age compares sizes: a log only grows.
func (c *checker) age(head Checkpoint) {
	seen := c.options.Seen
	if c.end > head.Size {
		c.differs(RolledBack, CheckpointKey, "has %d entries, and there are tiles up to %d", head.Size, c.end)
	}
	if seen.Size > head.Size {
		c.differs(RolledBack, CheckpointKey, "has %d entries, but one of %d was seen before", head.Size, seen.Size)
	}
	if seen.Size == head.Size && seen.Note != nil && seen.Root != head.Root {
		c.differs(Forked, CheckpointKey, "differs from the one seen before, of the same size %d", head.Size)
	}
}

// walk goes through the entries. Where the store has no more tiles, no more is
// read, whatever size was signed.
func (c *checker) walk(ctx context.Context) error {
	size := c.view.head.Size
	n := int64(0)
	for r, err := range ahead(ctx, 0, blocks(size), c.read) {
		if err != nil {
			return err
		}
		t := block(n, size)
		if n*tileWidth >= c.end && r.linesErr != nil && r.hashesErr != nil {
			c.differs(EntriesMissing, t.key(), "and all after it are missing: the checkpoint has %d entries", size)
			c.broken = true
			break
		}
		hashes, err := c.agree(ctx, t, r)
		if err != nil {
			return err
		}
		if err := c.take(ctx, t, r, hashes); err != nil {
			return err
		}
		n++
	}
	return c.finish(ctx)
}

// read is a tile of entries and that of their hashes, as the store has them.
type read struct {
	lines               [][]byte
	hashes              []tlog.Hash
	linesErr, hashesErr error
}

// read has no error of its own: what one is, is said when its turn comes.
func (c *checker) read(ctx context.Context, n int64) (r read, _ error) {
	t := block(n, c.view.head.Size)
	data, err := c.view.tile(ctx, t)
	if r.linesErr = err; err == nil {
		r.lines, r.linesErr = splitLines(data)
	}
	if r.linesErr == nil && len(r.lines) != t.w {
		r.linesErr = fmt.Errorf("%w: %d entries, not %d", ErrDamaged, len(r.lines), t.w)
	}
	data, err = c.view.tile(ctx, tile{0, n, t.w})
	if r.hashesErr = err; err == nil {
		r.hashes = splitHashes(data)
	}
	if r.hashesErr == nil && len(data) != t.w*tlog.HashSize {
		r.hashesErr = fmt.Errorf("%w: %d bytes, not %d", ErrDamaged, len(data), t.w*tlog.HashSize)
	}
	return r, nil
}
