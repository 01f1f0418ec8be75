package archive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/glassix-archiver/archiver/custody"
)

// clocksDiffer is by how much the clocks of machines may.
const clocksDiffer = 10 * time.Minute

// reached is how late entries are, up to some place in the log.
type reached struct {
	size   int64
	latest time.Time
}

// reach takes down an entry that is later than all before it.
func (l *Logged) reach(r custody.Record) {
	if n := len(l.reached); n == 0 || r.Entry.Time.After(l.reached[n-1].latest) {
		l.reached = append(l.reached, reached{r.Index + 1, r.Entry.Time})
	}
}

// latest is the time of the latest of the first entries.
func (l *Logged) latest(size int64) time.Time {
	i, _ := slices.BinarySearchFunc(l.reached, size+1, func(r reached, size int64) int { return int(min(1, max(-1, r.size-size))) })
	if i == 0 {
		return time.Time{}
	}
	return l.reached[i-1].latest
}

// stamps checks the timestamps, and holds the log against the checkpoints that
// they are of.
func (v *verification) stamps(ctx context.Context) error {
	if v.options.Verifier == nil {
		return nil
	}
	all, err := Timestamps(ctx, v.store, v.options.Verifier, v.options.Roots)
	if err != nil {
		return fmt.Errorf("read the timestamps: %w", err)
	}
	errs := make([]error, len(all))
	if view, err := custody.Read(ctx, v.store, v.options.Verifier); err == nil { // else it is said already
		errs = continued(ctx, view, all)
	}
	for i, t := range all {
		if t.Problem != "" {
			v.differs(t.Key, "%s", t.Problem)
			continue
		}
		v.result.Timestamps++
		v.result.LastTimestamp = t.Stamp.Time
		if latest := v.options.latest(t.Checkpoint.Size); latest.After(t.Stamp.Time.Add(t.Stamp.Accuracy + clocksDiffer)) {
			v.differs(t.Key, "is from %s, but covers an entry from %s", t.Stamp.Time.Format(time.RFC3339), latest.UTC().Format(time.RFC3339))
		}
		err := errs[i]
		if errors.Is(err, custody.ErrRolledBack) || errors.Is(err, custody.ErrDamaged) || isNotFound(err) {
			v.differs(custody.CheckpointKey, "does not continue the one of %d entries that was timestamped: %v", t.Checkpoint.Size, err)
		} else if err != nil {
			return err
		}
	}
	return nil
}
