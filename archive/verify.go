package archive

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/storage"
)

// Difference is something in the store that is not as it should be.
type Difference struct {
	Key     string `json:"key"`
	Problem string `json:"problem"`
}

// VerifyOptions say how much to check.
type VerifyOptions struct {
	Keys  []string // bundles to check; none is the whole store
	Quick bool     // presence and sizes only: no bundle is read
	// Signed is what the custody log says: the SHA-256 in hex of each bundle that
	// was archived and not purged, by key. Nil is that there is no log.
	Signed map[string]string
	// Purged are the bundles that the custody log has as purged, and not archived
	// again, by key.
	Purged map[string]bool
	// Certified are the certificates of destruction that the log knows: the
	// SHA-256 in hex of each, by key.
	Certified map[string]string
	// Checked is called after each bundle, from several goroutines; may be nil.
	Checked func(size int64)
}

// Verification is what Verify found.
type Verification struct {
	Bundles     int          `json:"bundles"` // checked
	Bytes       int64        `json:"bytes"`   // of these
	Runs        int          `json:"runs"`
	Quick       bool         `json:"quick"`
	Unlisted    []string     `json:"unlisted"`    // whole, but in no run's inventory: left by a killed run, for the next one to take in
	Unsigned    []string     `json:"unsigned"`    // listed, but not in the custody log: from before it was begun, or put there by somebody else
	Remade      []string     `json:"remade"`      // bundles that were gone and made again by a later run, whose inventory counts
	Purged      []string     `json:"purged"`      // listed, and removed when their time had passed
	Unreported  []string     `json:"unreported"`  // runs with an inventory and no report: killed at the very end, or the report was removed
	Missing     []Exception  `json:"missing"`     // what bundles lack by their own account, unless another completes them; not looked at if Quick
	Differences []Difference `json:"differences"` // by key
}

// Verify re-reads the store's bundles, recomputes every checksum, and holds
// them against the runs' inventories, so that a bundle that is gone is noticed
// as well as one that is changed. The error is for a store that cannot be
// read; differences are no error.
func Verify(ctx context.Context, store storage.Store, o VerifyOptions) (*Verification, error) {
	v := &verification{store: store, options: o, lacking: map[Key][]Exception{}, completed: map[Key]bool{}, result: Verification{Quick: o.Quick, Unlisted: []string{}, Unsigned: []string{}, Remade: []string{}, Purged: []string{}, Unreported: []string{}, Missing: []Exception{}, Differences: []Difference{}}}
	if err := v.expect(ctx); err != nil {
		return nil, fmt.Errorf("read the inventories: %w", err)
	}
	v.holdAgainstLog()
	if err := v.check(ctx); err != nil {
		return nil, err
	}
	if err := v.absent(ctx); err != nil {
		return nil, err
	}
	v.missing()
	slices.Sort(v.result.Remade)
	slices.Sort(v.result.Unsigned)
	slices.Sort(v.result.Unlisted)
	slices.SortFunc(v.result.Missing, compareExceptions)
	slices.SortFunc(v.result.Differences, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Problem, b.Problem))
	})
	return &v.result, nil
}

type verification struct {
	store   storage.Store
	options VerifyOptions

	mu        sync.Mutex
	result    Verification
	expected  map[string]expectation // bundles not met yet
	lacking   map[Key][]Exception
	completed map[Key]bool // those that another bundle completes
}

func (v *verification) differs(key, format string, args ...any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.result.Differences = append(v.result.Differences, Difference{key, fmt.Sprintf(format, args...)})
}

// check goes through the bundles that are there, several at a time.
func (v *verification) check(ctx context.Context) error {
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(max(2, runtime.NumCPU()))
	var listErr error
	for info, err := range v.bundles(groupCtx) {
		if listErr = err; err != nil || groupCtx.Err() != nil {
			break
		}
		expected, listed := v.take(info.Key)
		group.Go(func() error { return v.bundle(groupCtx, info, expected, listed) })
	}
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
				if _, listed := v.expected[key]; !listed {
					v.differs(key, "is not in the store, nor in an inventory")
				}
				continue
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
	e, ok := v.expected[key]
	delete(v.expected, key)
	return e, ok
}

func (v *verification) bundle(ctx context.Context, info storage.Info, expected expectation, listed bool) error {
	k, err := ParseKey(info.Key)
	if err != nil {
		v.differs(info.Key, "is no bundle's key: something else put it here")
		return nil
	}
	if listed && expected.size != sizeUnknown && info.Size != expected.size {
		v.differs(info.Key, "has %d bytes, the inventory says %d", info.Size, expected.size)
	}
	if v.options.Purged[info.Key] { // as out of a backup
		v.differs(info.Key, "is there, though the custody log has it as purged")
	}
	if !v.options.Quick {
		if err := v.read(ctx, info, k, expected, listed); err != nil {
			return err
		}
	}
	v.mu.Lock()
	v.result.Bundles++
	v.result.Bytes += info.Size
	if !listed {
		v.result.Unlisted = append(v.result.Unlisted, info.Key)
	}
	v.mu.Unlock()
	if v.options.Checked != nil {
		v.options.Checked(info.Size)
	}
	return nil
}

func (v *verification) read(ctx context.Context, info storage.Info, k Key, expected expectation, listed bool) error {
	r, err := v.store.Open(ctx, info.Key)
	if err != nil {
		return v.unreadable(ctx, info.Key, err)
	}
	defer r.Close()
	c, err := checkBundle(ctx, r, k)
	if err != nil {
		return v.unreadable(ctx, info.Key, err)
	}
	if listed && c.sha256 != expected.sha256 {
		v.differs(info.Key, "has SHA-256 %s, the inventory says %s", c.sha256, expected.sha256)
	}
	if listed && !c.closed.IsZero() && !expected.closed.IsZero() && !c.closed.Equal(expected.closed) {
		v.differs(info.Key, "was closed at %s, the inventory says %s", c.closed.Format(time.RFC3339Nano), expected.closed.Format(time.RFC3339Nano))
	}
	for _, p := range c.problems {
		v.differs(info.Key, "%s", p)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(c.missing) > 0 {
		v.lacking[k] = c.missing
	}
	if k.completion() > 0 {
		v.completed[k.before()] = true
	}
	return nil
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
