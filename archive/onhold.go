package archive

import (
	"cmp"
	"context"
	"iter"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/storage"
)

// EachKept asks the store how it keeps each of the bundles, by key, several at a time,
// and calls see with the answer or the error, one at a time and in no order. On
// S3 that is a request a bundle at least. The error is see's or that of keys, or
// that the context ended.
func EachKept(ctx context.Context, store storage.Keeper, keys iter.Seq2[string, error], see func(string, storage.Keeping, error) error) error {
	var mu sync.Mutex
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(heldAtOnce)
	var listErr error
	for key, err := range keys {
		if listErr = err; err != nil || groupCtx.Err() != nil {
			break
		}
		group.Go(func() error {
			kept, err := store.Kept(groupCtx, key)
			mu.Lock()
			defer mu.Unlock()
			if groupCtx.Err() != nil {
				return context.Cause(groupCtx)
			}
			return see(key, kept, err)
		})
	}
	return cmp.Or(context.Cause(ctx), group.Wait(), listErr)
}
