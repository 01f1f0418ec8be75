package archive

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
)

// mayRetain refuses a run whose policy asks for what the store cannot promise,
// before the first ticket is stored without it.
func (r *run) mayRetain(ctx context.Context) error {
	if !r.Policy.Retains() {
		return nil
	}
	keeper, ok := storage.AsKeeper(r.Store)
	if !ok {
		return fmt.Errorf("the policy wants locks or holds: %w", storage.ErrNoLock)
	}
	return keeper.Locks(ctx)
}

// decide is how the policy has the ticket kept.
func (j *job) decide() {
	j.decision = j.run.Policy.Decide(retention.SubjectOf(j.ticket, j.department.Name))
}

// keeping is the decision in the store's words.
func (j *job) keeping() storage.Keeping { return keepingOf(j.decision, j.run.Now()) }

// keepingOf is a decision in a store's words. A time that has passed is not
// asked for: no store takes it.
func keepingOf(d retention.Decision, now time.Time) storage.Keeping {
	k := storage.Keeping{Hold: len(d.Holds) > 0, StorageClass: d.StorageClass}
	if d.Lock != retention.None && !d.Until.IsZero() && !d.Passed(now) {
		k.Retention = storage.Retention{Mode: storage.Mode(d.Lock), Until: d.Until}
	}
	return k
}

// wants reports whether the policy wants a format of the transcript.
func (j *job) wants(format string) bool { return slices.Contains(j.decision.Formats, format) }
