package custody

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/glassix-archiver/archiver/storage"
)

// A View is the log as one checkpoint says it to be. It stays so, whatever is
// appended. Its methods are safe for concurrent use.
type View struct {
	store storage.Store
	head  Checkpoint

	mu     sync.Mutex
	proven map[tlog.Tile][]byte // tiles that were held against the checkpoint, those that many others need
	staged map[tile][]byte      // tiles that the checkpoint's writer has not written yet; nil: not looked
}

// Read opens the log for reading, as its checkpoint now says. A log that nobody
// began is no error, and has no entries.
func Read(ctx context.Context, store storage.Store, v note.Verifier) (*View, error) {
	head, err := readHead(ctx, store, v)
	if err != nil {
		return nil, err
	}
	return newView(store, head), nil
}

func newView(store storage.Store, head Checkpoint) *View {
	return &View{store: store, head: head, proven: map[tlog.Tile][]byte{}}
}

// Checkpoint is what the view is of.
func (v *View) Checkpoint() Checkpoint { return v.head }

// Entries yields the entries from number from on, in their order, each held
// against the checkpoint. An error ends the sequence; ErrDamaged tells that the
// store no longer holds what was signed.
func (v *View) Entries(ctx context.Context, from int64) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		if from < 0 || from > v.head.Size {
			yield(Record{}, fmt.Errorf("read custody entries from %d: there are %d", from, v.head.Size))
			return
		}
		n := from / tileWidth
		for lines, err := range ahead(ctx, n, blocks(v.head.Size), v.block) {
			if err != nil {
				yield(Record{}, fmt.Errorf("read custody entries: %w", err))
				return
			}
			for i, line := range lines {
				if r := record(n*tileWidth+int64(i), line); r.Index >= from && !yield(r, nil) {
					return
				}
			}
			n++
		}
	}
}

func record(index int64, line []byte) Record {
	e, _ := ParseEntry(line) // what can't be read is seen by its line
	return Record{index, line, e}
}

// block reads the n-th tile of entries.
func (v *View) block(ctx context.Context, n int64) ([][]byte, error) {
	t := block(n, v.head.Size)
	data, err := v.tile(ctx, t)
	if err != nil {
		return nil, err
	}
	indexes := make([]int64, t.w)
	for i := range indexes {
		indexes[i] = tlog.StoredHashIndex(0, n*tileWidth+int64(i))
	}
	hashes, err := v.hashes(ctx).ReadHashes(indexes)
	if err != nil {
		return nil, v.damaged(err)
	}
	return matching(t, data, hashes)
}

// damaged makes ErrDamaged of the errors of package tlog, which has no name for
// that, and leaves those of the store.
func (v *View) damaged(err error) error {
	if _, ok := errors.AsType[*storage.Error](err); ok || errors.Is(err, ErrDamaged) {
		return err
	}
	return fmt.Errorf("%w: the hashes are not those of the checkpoint of size %d: %w", ErrDamaged, v.head.Size, err)
}

// tile reads a tile, also one that the checkpoint's writer has not come to
// write.
func (v *View) tile(ctx context.Context, t tile) ([]byte, error) {
	data, err := fetchTile(ctx, v.store, t)
	if !errors.Is(err, storage.ErrNotFound) {
		return data, err
	}
	staged, stagedErr := v.fromStaged(ctx)
	if stagedErr != nil {
		return nil, stagedErr
	}
	if data, ok := staged[t]; ok {
		return data, nil
	}
	return nil, err
}

// fromStaged makes the tiles that the checkpoint's writer had to write.
func (v *View) fromStaged(ctx context.Context) (map[tile][]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.staged != nil {
		return v.staged, nil
	}
	_, objects, err := replay(ctx, v.store, v.head)
	if err != nil && !isGone(err) {
		return nil, err
	}
	v.staged = map[tile][]byte{}
	for _, o := range objects {
		v.staged[o.tile] = o.data
	}
	return v.staged, nil
}

// hashes reads hashes of the tree, each proven against the checkpoint.
func (v *View) hashes(ctx context.Context) tlog.HashReader {
	return tlog.TileHashReader(tlog.Tree{N: v.head.Size, Hash: v.head.Root}, tileReader{ctx, v})
}

// tileReader is how package tlog reads tiles.
type tileReader struct {
	ctx  context.Context
	view *View
}

func (r tileReader) Height() int { return tileHeight }

func (r tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, t := range tiles {
		r.view.mu.Lock()
		data[i] = r.view.proven[t]
		r.view.mu.Unlock()
		if data[i] != nil {
			continue
		}
		var err error
		if data[i], err = r.view.tile(r.ctx, tile{t.L, t.N, t.W}); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// SaveTiles keeps the tiles that every proof goes through, and a bounded number
// of others.
func (r tileReader) SaveTiles(tiles []tlog.Tile, data [][]byte) {
	r.view.mu.Lock()
	defer r.view.mu.Unlock()
	for i, t := range tiles {
		if t.L > 0 || t.W < tileWidth {
			if len(r.view.proven) >= 64 {
				clear(r.view.proven)
			}
			r.view.proven[t] = data[i]
		}
	}
}
