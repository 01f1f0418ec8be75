package custody

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/glassix-archiver/archiver/storage"
)

// Bounds of what is read from the store, in bytes.
const (
	maxEntryTile = tileWidth * (2 + MaxEntry)
	maxStaged    = MaxBatch * (2 + MaxEntry)
)

// fetch reads an object of at most limit bytes.
func fetch(ctx context.Context, store storage.Store, key string, limit int64) ([]byte, error) {
	r, err := store.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	size := r.Info().Size
	if size > limit {
		return nil, fmt.Errorf("%w: %s has %d bytes", ErrDamaged, key, size)
	}
	data := make([]byte, size)
	if n, err := r.ReadAt(data, 0); int64(n) < size || err != nil && err != io.EOF {
		return nil, fmt.Errorf("read %s: %w", key, noEOF(err))
	}
	return data, nil
}

// noEOF tells the end of an object that comes too soon from the one at its end.
func noEOF(err error) error {
	if err == nil || err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// fetchTile reads a tile. Of one that is not full the full one may be there
// instead.
func fetchTile(ctx context.Context, store storage.Store, t tile) ([]byte, error) {
	data, err := fetch(ctx, store, t.key(), maxEntryTile)
	if !errors.Is(err, storage.ErrNotFound) || t.w == tileWidth {
		return data, err
	}
	full, fullErr := fetch(ctx, store, tile{t.level, t.n, tileWidth}.key(), maxEntryTile)
	if errors.Is(fullErr, storage.ErrNotFound) {
		return nil, err
	}
	if fullErr != nil {
		return nil, fullErr
	}
	if t.level == entryTile {
		return cutLines(full, t.w), nil
	}
	return full[:min(len(full), t.w*tlog.HashSize)], nil
}

// loadTree reads what there is of a log at the right end of size entries. That
// it is what was signed its root tells, which the caller checks.
func loadTree(ctx context.Context, store storage.Store, size int64) (*tree, error) {
	t := &tree{size: size}
	for level := 0; size/(tile{level: level}).span() > 0; level++ {
		last := at(level, size)
		if t.edge = append(t.edge, nil); last.w == 0 {
			continue
		}
		data, err := fetchTile(ctx, store, last)
		if err != nil {
			return nil, err
		}
		if t.edge[level] = splitHashes(data); len(data) != last.w*tlog.HashSize {
			return nil, fmt.Errorf("%w: %s has %d bytes", ErrDamaged, last.key(), len(data))
		}
	}
	last := at(entryTile, size)
	if last.w == 0 {
		return t, nil
	}
	data, err := fetchTile(ctx, store, last)
	if err != nil {
		return nil, err
	}
	if _, err := matching(last, data, t.edge[0]); err != nil {
		return nil, err
	}
	t.tail = data
	return t, nil
}

// matching splits a tile of entries that must have these hashes.
func matching(t tile, data []byte, hashes []tlog.Hash) ([][]byte, error) {
	lines, err := splitLines(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.key(), err)
	}
	if len(lines) != len(hashes) {
		return nil, fmt.Errorf("%w: %s has %d entries, not %d", ErrDamaged, t.key(), len(lines), len(hashes))
	}
	for i, line := range lines {
		if tlog.RecordHash(line) != hashes[i] {
			return nil, fmt.Errorf("%w: %s: entry %d is not the one that was signed", ErrDamaged, t.key(), t.n*tileWidth+int64(i))
		}
	}
	return lines, nil
}

// window is how many tiles are read at a time.
const window = 8

// ahead yields what get gives for from, from+1, … to-1 in this order, and gets
// the next ones meanwhile. An error ends it.
func ahead[T any](ctx context.Context, from, to int64, get func(context.Context, int64) (T, error)) iter.Seq2[T, error] {
	type got struct {
		value T
		err   error
	}
	return func(yield func(T, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var under sync.WaitGroup
		defer under.Wait()
		defer cancel()
		var pending []chan got
		next := from
		for i := from; i < to; i++ {
			for ; next < to && next < i+window; next++ {
				n, c := next, make(chan got, 1)
				pending = append(pending, c)
				under.Go(func() {
					value, err := get(ctx, n)
					c <- got{value, err}
				})
			}
			g := <-pending[0]
			pending = pending[1:]
			if !yield(g.value, g.err) || g.err != nil {
				return
			}
		}
	}
}
