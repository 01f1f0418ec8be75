package archive

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
)

// ApplyOptions say how a policy is applied to what is stored.
type ApplyOptions struct {
	// Registry has the store, and the log. Its store may be a storage.DryRun;
	// then it has no log.
	Registry Registry
	// View is the log as it was at the beginning; nil if there is none to be read.
	View   *custody.View
	Policy *retention.Policy
	Now    func() time.Time
}

// Extension is a retention that was made longer or stricter, or that the log
// did not know of.
type Extension struct {
	Key      string       `json:"key"`
	Mode     storage.Mode `json:"mode"`
	Until    time.Time    `json:"until"`
	WasMode  storage.Mode `json:"was_mode"` // as the store had it, "" is not at all
	WasUntil time.Time    `json:"was_until,omitzero"`
	Rule     string       `json:"rule"`
	key      Key
}

// Applied is what Apply did, each by key.
type Applied struct {
	Bundles  int // looked at
	Extended []Extension
	Held     []Placed
	Unread   []Failure // bundles that could not be read: nothing is decided over them
	Failures []Failure
}

// Placed is a hold that the policy wants and that was missing, in the store or
// in the log.
type Placed struct {
	Key  string `json:"key"`
	Case string `json:"case"`
}

// wanted is what the policy wants of a bundle, beyond keeping it.
type wanted struct {
	key   Key
	keep  storage.Retention // in force now, or none
	until time.Time         // its end, also where nothing is locked; zero is without end, or passed
	cases []string
	rule  string
}

// Apply has every bundle kept at least as the policy decides now. It never
// shortens or weakens, and lifts no hold. A retention is extended before the log
// has it; where that was cut off, the next Apply finds that the log lacks it. Of
// what is not locked the log has the end too: Purge holds a policy against it.
// ErrNoLock, before anything is done, if the policy wants what the store cannot
// promise.
func Apply(ctx context.Context, o ApplyOptions) (*Applied, error) {
	a := &applying{ApplyOptions: o, result: Applied{Extended: []Extension{}, Held: []Placed{}}, logged: map[string]storage.Retention{}, book: newCaseBook(), failed: map[string]error{}}
	if o.Policy.Retains() {
		if err := o.Registry.Store.Locks(ctx); err != nil {
			return nil, err
		}
	}
	if err := a.readLog(ctx); err != nil {
		return nil, err
	}
	if err := EachSubject(ctx, o.Registry.Store, o.Policy.NamesDepartments(), a.decide); err != nil {
		return nil, err
	}
	slices.SortFunc(a.wants, func(x, y wanted) int { return strings.Compare(x.key.String(), y.key.String()) })
	for batch := range slices.Chunk(a.wants, logged) {
		if err := a.apply(ctx, batch); err != nil {
			return nil, err
		}
	}
	return a.done(ctx)
}

type applying struct {
	ApplyOptions
	wants  []wanted
	book   *CaseBook
	logged map[string]storage.Retention // what the log says of retentions, by key

	mu     sync.Mutex
	result Applied
	holds  []heldFor // that are missing
	failed map[string]error
}

func (a *applying) decide(h Held) error {
	a.result.Bundles++
	if h.Err != nil {
		a.result.Unread = append(a.result.Unread, Failure{h.Key.String(), h.Err})
		return nil
	}
	d := a.Policy.Decide(h.Subject)
	w := wanted{key: h.Key, keep: keepingOf(d, a.Now()).Retention.At(a.Now()), cases: d.Holds, rule: d.By()}
	if !d.Passed(a.Now()) {
		w.until = d.Until
	}
	if w.keep.Mode != storage.None || len(w.cases) > 0 || a.lacks(w) {
		a.wants = append(a.wants, w)
	}
	return nil
}

// lacks tells that the log does not have how the policy wants a bundle kept.
func (a *applying) lacks(w wanted) bool {
	return a.View != nil && !a.logged[w.key.String()].Covers(storage.Retention{Mode: w.keep.Mode, Until: w.until})
}

// readLog gathers what the log says of holds and retentions.
func (a *applying) readLog(ctx context.Context) error {
	if a.View == nil {
		return nil
	}
	for r, err := range a.View.Entries(ctx, 0) {
		if err != nil {
			return err
		}
		a.book.take(r.Entry)
		switch e := r.Entry; e.Event {
		case custody.Archived, custody.Extended:
			a.logged[e.Key] = a.logged[e.Key].Join(storage.Retention{Mode: storage.Mode(e.Mode), Until: e.Until})
		case custody.Purged:
			delete(a.logged, e.Key)
		}
	}
	return nil
}
