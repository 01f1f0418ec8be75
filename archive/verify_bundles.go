package archive

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/storage"
)

// verifiers is how many bundles are in work at once: from S3 most of the time
// goes by in waiting.
const verifiers = 8

// check goes through the bundles that are there.
func (v *verification) check(ctx context.Context) error {
	type task struct {
		info     storage.Info
		expected expectation
		listed   bool
	}
	next := make(chan task)
	group, groupCtx := errgroup.WithContext(ctx)
	for range max(verifiers, runtime.NumCPU()) {
		group.Go(func() error {
			for t := range next {
				if err := v.bundle(groupCtx, t.info, t.expected, t.listed); err != nil {
					return err
				}
			}
			return nil
		})
	}
	var listErr error
	for info, err := range v.bundles(groupCtx) {
		if listErr = err; err != nil || groupCtx.Err() != nil {
			break
		}
		t := task{info: info}
		t.expected, t.listed = v.take(info.Key)
		select {
		case next <- t:
		case <-groupCtx.Done():
		}
	}
	close(next)
	return cmp.Or(context.Cause(ctx), group.Wait(), listErr)
}

// bundles yields the objects to check: all below tickets/, or those asked for.
func (v *verification) bundles(ctx context.Context) iter.Seq2[storage.Info, error] {
	if len(v.options.Keys) == 0 {
		return v.store.List(ctx, ticketsPrefix)
	}
	return func(yield func(storage.Info, error) bool) {
		for _, key := range v.options.Keys {
			info, err := v.store.Stat(ctx, key)
			if isNotFound(err) {
				if !v.expected.has(key) {
					v.differs(key, "is not in the store, nor in an inventory")
				}
				continue
			}
			if err != nil {
				v.take(key) // it is there, and is no bundle
				err = v.unreadable(ctx, key, err)
				if err == nil {
					continue
				}
			}
			if !yield(info, err) || err != nil {
				return
			}
		}
	}
}

// take hands out what is expected of a key, and marks it as met.
func (v *verification) take(key string) (expectation, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	e, ok := v.expected.get(key)
	v.expected.delete(key)
	return e, ok
}

func (v *verification) bundle(ctx context.Context, info storage.Info, expected expectation, listed bool) error {
	k, err := ParseKey(info.Key)
	if err != nil {
		v.differs(info.Key, "is not a bundle's key: something else put it here")
		return nil
	}
	if listed && expected.size != sizeUnknown && info.Size != expected.size {
		v.differs(info.Key, "has %d bytes, the inventory says %d", info.Size, expected.size)
	}
	if v.options.purged.has(info.Key) { // as out of a backup
		v.differs(info.Key, "is there, although the custody log says that it was purged")
	}
	read := false
	if v.due(info, expected, listed) {
		if read, err = v.read(ctx, info, k, expected, listed); err != nil {
			return err
		}
	}
	v.mu.Lock()
	v.result.Bundles++
	v.result.Bytes += info.Size
	if !listed {
		v.result.Unlisted = append(v.result.Unlisted, info.Key)
	}
	if !read {
		v.unread(k, v.lastRead(info, expected, listed))
	}
	v.mu.Unlock()
	if v.options.Checked != nil {
		v.options.Checked(info.Size)
	}
	return nil
}

// read reads a bundle, and reports whether it came to its last byte.
func (v *verification) read(ctx context.Context, info storage.Info, k Key, expected expectation, listed bool) (bool, error) {
	r, err := v.store.Open(ctx, info.Key)
	if err != nil {
		return false, v.unreadable(ctx, info.Key, err)
	}
	defer r.Close()
	c, err := checkBundle(ctx, r, k)
	if err != nil {
		return false, v.unreadable(ctx, info.Key, err)
	}
	if listed {
		c.problems = append(expected.differences(c), c.problems...)
	}
	for _, p := range c.problems {
		v.differs(info.Key, "%s", p)
	}
	v.lacks(k, c)
	if err := v.kept(ctx, info.Key); err != nil {
		return true, v.unreadable(ctx, info.Key, err)
	}
	if len(c.problems) > 0 {
		return true, nil
	}
	if sum, ok := sumOf(c.sha256); ok && v.options.Reads != nil {
		v.options.Reads.Note(info.Key, sum)
	}
	return true, v.whole(ctx, k, c.sha256)
}

// lacks counts a bundle that was read, and takes down what it lacks, and which
// other it completes.
func (v *verification) lacks(k Key, c checked) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.result.Read.Now++
	v.result.Read.Bytes += c.size
	if len(c.missing) > 0 {
		v.lacking[k] = c.missing
	}
	v.completes(k)
}

// differences are those of a bundle that was read.
func (e expectation) differences(c checked) (found []string) {
	if sum, _ := sumOf(c.sha256); sum != e.sha256 {
		found = append(found, fmt.Sprintf("has SHA-256 %s, the inventory says %x", c.sha256, e.sha256))
	}
	if closed := e.closed.time(); !c.closed.IsZero() && !closed.IsZero() && !c.closed.Equal(closed) {
		found = append(found, fmt.Sprintf("was closed at %s, the inventory says %s", c.closed.Format(time.RFC3339Nano), closed.Format(time.RFC3339Nano)))
	}
	return found
}

// completes notes which bundle the one of k completes.
func (v *verification) completes(k Key) {
	if k.completion() > 0 {
		v.completed[k.before()] = true
	}
}

// missing gathers what bundles lack that no other completes.
func (v *verification) missing() {
	for k, list := range v.lacking {
		if !v.completed[k] {
			v.result.Missing = append(v.result.Missing, list...)
		}
	}
}

// unreadable makes a difference of a bundle that cannot be read: one bad
// object must not keep the others from being checked.
func (v *verification) unreadable(ctx context.Context, key string, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	v.differs(key, "cannot be read: %v", err)
	return nil
}
