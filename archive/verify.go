package archive

import (
	"cmp"
	"context"
	"crypto/x509"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/glassix-archiver/archiver/custody"
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
	Share Share    // the bundles to be read; the others' presence and sizes are checked all the same
	// Reads has what was read earlier, and is told what is read now. May be nil.
	Reads ReadBook
	// ReadSince, if not zero: what Reads has as read since then is not read again.
	ReadSince time.Time
	// Logged is what the custody log says.
	Logged
	// Now is the time at which retentions are held against the log; nil: they are
	// not. Not if Quick.
	Now func() time.Time
	// Roots are those that timestamps have to come from; nil: they are not checked
	// against a root.
	Roots *x509.CertPool
	// Custody, if it is not nil, gets an entry for each bundle that was read to its
	// last byte and is what Signed says; By is who says so. Not if Quick.
	Custody Custodian
	By      string
	// Checked is called after each bundle, from several goroutines; may be nil.
	Checked func(size int64)
}

// Verification is what Verify found.
type Verification struct {
	Bundles       int          `json:"bundles"` // whose presence and size were checked
	Bytes         int64        `json:"bytes"`   // of these
	Read          ReadCount    `json:"read"`    // whose bytes were read: they add up to Bundles
	Share         *Share       `json:"share,omitempty"`
	Runs          int          `json:"runs"`
	Quick         bool         `json:"quick"`
	Timestamps    int          `json:"timestamps"`              // of the custody log's checkpoints, that are valid
	LastTimestamp time.Time    `json:"last_timestamp,omitzero"` // of the one of the largest log
	Rooted        bool         `json:"timestamps_rooted"`       // they come from a root that was given
	Entered       int          `json:"entered"`                 // in the custody log as verified
	Unlisted      []string     `json:"unlisted"`                // whole, but in no run's inventory: left by a killed run, for the next one to take in
	Unsigned      []string     `json:"unsigned"`                // listed, but not in the custody log: from before it was begun, or put there by somebody else
	Remade        []string     `json:"remade"`                  // bundles that were gone and made again by a later run, whose inventory counts
	Purged        []string     `json:"purged"`                  // listed, and removed when their time had passed
	UnsignedRuns  []string     `json:"unsigned_runs"`           // with a report that is not in the custody log: from before it was begun, killed at the very end, or put there by somebody else
	Unreported    []string     `json:"unreported"`              // runs with an inventory and no report: killed at the very end, or the report was removed
	Missing       []Exception  `json:"missing"`                 // what bundles lack by their own account, unless another completes them; of those that were read now
	Differences   []Difference `json:"differences"`             // by key
}

// Verify re-reads the store's bundles, or the share asked for, recomputes every checksum, and holds
// them against the runs' inventories, so that a bundle that is gone is noticed
// as well as one that is changed. The error is for a store that cannot be
// read; differences are no error.
func Verify(ctx context.Context, store storage.Store, o VerifyOptions) (*Verification, error) {
	v := &verification{store: store, options: o, reports: map[string]bool{}, lacking: map[Key][]Exception{}, completed: map[Key]bool{}, result: Verification{Quick: o.Quick, Rooted: o.Roots != nil, Unlisted: []string{}, Unsigned: []string{}, UnsignedRuns: []string{}, Remade: []string{}, Purged: []string{}, Unreported: []string{}, Missing: []Exception{}, Differences: []Difference{}}}
	if o.Share.Of > 0 {
		v.result.Share = &o.Share
	}
	if err := v.expect(ctx); err != nil {
		return nil, fmt.Errorf("read the inventories: %w", err)
	}
	v.holdAgainstLog()
	if err := v.holdWitness(ctx); err != nil {
		return nil, fmt.Errorf("compare the reports' checkpoints with the custody log: %w", err)
	}
	if err := v.stamps(ctx); err != nil {
		return nil, err
	}
	if err := v.check(ctx); err != nil {
		return nil, err
	}
	if err := v.enter(ctx, 1); err != nil {
		return nil, err
	}
	if err := v.absent(ctx); err != nil {
		return nil, err
	}
	v.missing()
	for _, keys := range [][]string{v.result.Remade, v.result.Unsigned, v.result.Unlisted, v.result.Purged} {
		slices.Sort(keys)
	}
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
	expected  keyTable[expectation] // bundles not met yet
	lacking   map[Key][]Exception
	completed map[Key]bool // those that another bundle completes
	verified  []custody.Entry
	reports   map[string]bool // keys of those that are there
	witness   witness
}

func (v *verification) differs(key, format string, args ...any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.result.Differences = append(v.result.Differences, Difference{key, fmt.Sprintf(format, args...)})
}
