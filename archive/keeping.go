package archive

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/glassix-archiver/archiver/discovery/query"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
)

// mayRetain refuses a run whose policy asks for what the store cannot promise,
// before the first ticket is stored without it.
func (r *run) mayRetain(ctx context.Context) error {
	rules, err := r.rules.current(ctx)
	if err != nil {
		return err
	}
	for _, rule := range rules {
		if rule.Err != nil {
			r.Log.Warn("a case's rule", slog.String("case", rule.Case), slog.Any("error", rule.Err))
		}
	}
	if !r.Policy.Retains() && len(rules) == 0 {
		return nil
	}
	keeper, ok := storage.AsKeeper(r.Store)
	if !ok {
		return fmt.Errorf("the policy or a case's rule wants locks or holds: %w", storage.ErrNoLock)
	}
	return keeper.Locks(ctx)
}

// decide is how the policy, and the rules of cases, have the ticket kept.
func (j *job) decide(ctx context.Context) error {
	j.decision = j.run.Policy.Decide(retention.SubjectOf(j.ticket, j.department.Name))
	ruled, err := j.run.rules.cases(ctx, func(files bool) (*query.Document, Contents, error) {
		d := documentOf(j.transcript, j.key)
		if !files || j.run.Texts == nil {
			return d, Contents{}, nil
		}
		c, err := addContents(ctx, j.run.Texts, d, j.transcript, j.ofJob)
		return d, c, err
	})
	j.ruled, j.decision.Holds = ruled, joined(j.decision.Holds, ruled)
	return err
}

// joined are the names of both lists, sorted, each once.
func joined(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// documentOf is what is searched of a bundle without its files: its transcript, and
// what that does not tell by its key.
func documentOf(t *render.Transcript, k Key) *query.Document {
	d := query.DocumentOf(t)
	if d.Closed.IsZero() {
		d.Closed = k.Closed
	}
	d.Department = cmp.Or(d.Department, k.Department)
	return d
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
