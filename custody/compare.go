package custody

import (
	"bytes"
	"context"

	"golang.org/x/mod/sumdb/tlog"
)

// agree holds entries against their hashes and gives the hashes to go on with,
// nil if there are none. Where the two differ, the one that the signed
// checkpoint speaks for is right.
func (c *checker) agree(ctx context.Context, t tile, r read) ([]tlog.Hash, error) {
	leaves := tile{0, t.n, t.w}
	if r.linesErr != nil {
		if err := c.readable(t, r.linesErr); err != nil {
			return nil, err
		}
	}
	if r.hashesErr != nil {
		if err := c.readable(leaves, r.hashesErr); err != nil {
			return nil, err
		}
	}
	if r.linesErr != nil && r.hashesErr != nil {
		return nil, nil
	}
	if r.linesErr != nil {
		return r.hashes, nil
	}
	own := recordHashes(r.lines)
	first, changed := differing(own, r.hashes)
	if r.hashesErr != nil || changed == 0 {
		return own, nil
	}
	if !c.signed(ctx, leaves) {
		c.differs(TileChanged, leaves.key(), "is not that of the entries: %d of %d hashes differ", changed, t.w)
		return own, ctx.Err()
	}
	c.differs(EntriesChanged, t.key(), "entry %d is not the one that was signed; %d of %d differ", t.n*tileWidth+int64(first), changed, t.w)
	return r.hashes, nil
}

// differing counts the places at which two tiles differ, and tells the first.
func differing(a, b []tlog.Hash) (first, n int) {
	for i := min(len(a), len(b)) - 1; i >= 0; i-- {
		if a[i] != b[i] {
			first, n = i, n+1
		}
	}
	return first, n
}

// signed tells whether the tile of hashes is proven by the checkpoint.
func (c *checker) signed(ctx context.Context, leaves tile) bool {
	index := tlog.StoredHashIndex(0, leaves.n*tileWidth)
	_, err := c.view.hashes(ctx).ReadHashes([]int64{index})
	return err == nil
}

// take grows the tree by a tile of entries, and compares what comes of it.
func (c *checker) take(ctx context.Context, t tile, r read, hashes []tlog.Hash) error {
	if r.linesErr == nil {
		c.tell(t, r.lines, hashes)
		if err := c.older(ctx, t, func(w int) []byte { return joinLines(r.lines[:min(w, len(r.lines))]) }); err != nil {
			return err
		}
	}
	if c.broken = c.broken || hashes == nil; c.broken {
		return nil
	}
	var full []object
	for _, h := range hashes {
		c.tree.push(h, func(t tile, hashes []tlog.Hash) { full = append(full, object{t, joinHashes(hashes)}) })
		if seen := c.options.Seen; c.tree.size == seen.Size && seen.Size < c.view.head.Size && c.tree.root() != seen.Root {
			c.differs(Forked, CheckpointKey, "does not continue the one of %d entries that was seen", seen.Size)
		}
	}
	for _, o := range full {
		if err := c.compare(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

// tell hands out the entries that are those of their hashes.
func (c *checker) tell(t tile, lines [][]byte, hashes []tlog.Hash) {
	for i, line := range lines {
		if tlog.RecordHash(line) != hashes[i] {
			continue
		}
		c.result.Entries++
		index := t.n*tileWidth + int64(i)
		e, err := ParseEntry(line)
		if err != nil {
			c.differs(EntryMalformed, t.key(), "entry %d: %v", index, err)
		}
		if c.options.Each != nil {
			c.options.Each(Record{index, line, e})
		}
	}
}

// compare holds a tile of hashes, and what it was before, against what it
// should be. Those of entries were held against them already.
func (c *checker) compare(ctx context.Context, o object) error {
	if o.tile.level > 0 {
		data, err := c.view.tile(ctx, o.tile)
		if err != nil {
			if err := c.readable(o.tile, err); err != nil {
				return err
			}
		} else if !bytes.Equal(data, o.data) {
			c.differs(TileChanged, o.tile.key(), "is not that of the entries")
		}
	}
	return c.older(ctx, o.tile, func(w int) []byte { return o.data[:min(len(o.data), w*tlog.HashSize)] })
}

// older compares what a tile was when it had fewer elements: that is how proofs
// and readers of then know it.
func (c *checker) older(ctx context.Context, t tile, want func(w int) []byte) error {
	for _, w := range c.partial[tile{t.level, t.n, tileWidth}] {
		if w >= t.w {
			continue
		}
		before := tile{t.level, t.n, w}
		data, err := fetch(ctx, c.view.store, before.key(), maxEntryTile)
		if err != nil {
			if err := c.readable(before, err); err != nil {
				return err
			}
			continue
		}
		if !bytes.Equal(data, want(w)) {
			code := TileChanged
			if t.level == entryTile {
				code = EntriesChanged
			}
			c.differs(code, before.key(), "is not the beginning of %s", t.key())
		}
	}
	return nil
}

// finish compares the right end of the tree, and the root.
func (c *checker) finish(ctx context.Context) error {
	if c.broken {
		return nil
	}
	for level, hashes := range c.tree.edge {
		if last := at(level, c.tree.size); last.w > 0 {
			if err := c.compare(ctx, object{last, joinHashes(hashes)}); err != nil {
				return err
			}
		}
	}
	if head := c.view.head; c.tree.root() != head.Root {
		c.differs(RootMismatch, CheckpointKey, "was signed for other entries than these %d", head.Size)
	}
	return nil
}
