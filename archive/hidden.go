package archive

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/storage"
)

// maxRevealed is of how many missing bundles the store is asked whether they are
// hidden: some requests each.
const maxRevealed = 1000

// nowhere makes a difference of each bundle that is missing, and says of those
// that something hides how they come back. Where the store can't tell, or may
// not, they are missing.
func (v *verification) nowhere(ctx context.Context, keys []string) error {
	slices.Sort(keys)
	hidden := v.hidden(ctx, keys[:min(len(keys), maxRevealed)])
	if err := context.Cause(ctx); err != nil {
		return err
	}
	for i, key := range keys {
		if i < len(hidden) && hidden[i].Version != "" {
			v.differs(key, "is missing: %s", hiddenText(hidden[i]))
		} else {
			v.differs(key, "is missing")
		}
	}
	return nil
}

// hidden asks the store, several at a time, until it can't tell.
func (v *verification) hidden(ctx context.Context, keys []string) []storage.Hidden {
	store, ok := storage.AsRevealer(v.store)
	if !ok {
		return nil
	}
	found := make([]storage.Hidden, len(keys))
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(verifiers)
	for i, key := range keys {
		if groupCtx.Err() != nil {
			break
		}
		group.Go(func() error {
			h, err := store.Hidden(groupCtx, key)
			if err != nil && !isNotFound(err) {
				return err
			}
			found[i] = h
			return nil
		})
	}
	_ = group.Wait() // what is known by then is said
	return found
}

func hiddenText(h storage.Hidden) string {
	kept := ""
	if h.Kept {
		kept = " and locked or on hold"
	}
	if h.Markers > 1 {
		return fmt.Sprintf("a delete marker hides it; version %s is still there%s, and is back once the markers over it are deleted", h.Version, kept)
	}
	return fmt.Sprintf("a delete marker hides it; version %s is still there%s, and is back once the marker, version %s, is deleted", h.Version, kept, h.Marker)
}
