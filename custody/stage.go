package custody

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/storage"
)

// Entries are staged before the checkpoint that has them is written, and the
// tiles follow it. So of two writers only the one whose checkpoint was taken
// writes tiles, under names that nobody else has cause to use, and if it dies
// in between anyone can write the same tiles from what is staged. A staged
// object that no checkpoint stands for was never part of the log.

var errNotStaged = errors.New("nothing is staged for the checkpoint")

// stage keeps the lines that make the log what next says.
func stage(ctx context.Context, store storage.Store, next Checkpoint, lines [][]byte) error {
	key := stagedKey(next.Size, next.Root)
	err := store.Put(ctx, key, storage.Bytes(joinLines(lines), "application/octet-stream"))
	if !errors.Is(err, storage.ErrConflict) {
		return err
	}
	// Another writer may have come to the same log with other batches: what it
	// staged does as well.
	if _, _, replayErr := replay(ctx, store, next); replayErr != nil {
		return fmt.Errorf("%w, and they are not of this log: %w", err, replayErr)
	}
	return nil
}

// replay makes the tree of a checkpoint, and the tiles that its writer had to
// write, from what is staged for it and the tiles of the one before. errNotStaged
// is for a checkpoint for which nothing is.
func replay(ctx context.Context, store storage.Store, head Checkpoint) (*tree, []object, error) {
	data, err := fetch(ctx, store, stagedKey(head.Size, head.Root), maxStaged)
	if errors.Is(err, storage.ErrNotFound) {
		return nil, nil, errNotStaged
	}
	if err != nil {
		return nil, nil, err
	}
	lines, err := splitLines(data)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", stagedKey(head.Size, head.Root), err)
	}
	if int64(len(lines)) > head.Size {
		return nil, nil, fmt.Errorf("%w: more is staged than there is", ErrDamaged)
	}
	t, err := loadTree(ctx, store, head.Size-int64(len(lines)))
	if err != nil {
		return nil, nil, err
	}
	objects := t.grow(lines)
	if t.root() != head.Root {
		return nil, nil, fmt.Errorf("%w: what is staged for the checkpoint of size %d is not what was signed", ErrDamaged, head.Size)
	}
	return t, objects, nil
}

// settle makes sure that the tiles of a checkpoint are there, and gives its
// tree. Nothing may be appended before that.
func settle(ctx context.Context, store storage.Store, head Checkpoint) (*tree, error) {
	if head.Size == 0 {
		return &tree{}, nil
	}
	t, objects, err := replay(ctx, store, head)
	if err == nil {
		return t, putTiles(ctx, store, objects)
	}
	// What is staged is only an aid: the tiles may all be there without it.
	loaded, loadErr := loadTree(ctx, store, head.Size)
	if loadErr != nil {
		return nil, loadErr
	}
	if loaded.root() != head.Root {
		return nil, fmt.Errorf("%w: the tiles at the log's end are not what was signed", ErrDamaged)
	}
	if !isGone(err) {
		return nil, err
	}
	return loaded, nil
}

// isGone tells what is staged and can't be used for good from a store that
// can't be read now.
func isGone(err error) bool {
	return errors.Is(err, errNotStaged) || errors.Is(err, ErrDamaged) || errors.Is(err, storage.ErrNotFound)
}

// putTiles writes the tiles that are not there, some at a time.
func putTiles(ctx context.Context, store storage.Store, objects []object) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(window)
	for _, o := range objects {
		group.Go(func() error {
			return store.Put(ctx, o.tile.key(), storage.Bytes(o.data, "application/octet-stream"))
		})
	}
	return group.Wait()
}
