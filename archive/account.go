package archive

import (
	"context"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
)

// account is what is known of bundles as far as destroying them goes: what the
// custody log says and, of bundles that it does not have, the inventories.
// Memory follows the number of bundles that ever were.
type account struct {
	entries      int64 // of the log, that are read
	cases        *CaseBook
	bundles      map[string]*life
	certificates map[string]certificateEntry // those that the log has, by key
}

// life is what is known of one bundle.
type life struct {
	sha256  string
	promise promise
	logged  bool  // the log has that it was archived
	purged  bool  // and not archived again
	stays   int64 // the last entry by which it was there and was to stay
}

// promise is until when a bundle was to be kept, as it was said when it was
// archived, or kept longer since. Zero: no end was named.
type promise struct {
	until time.Time
	rule  string
}

type certificateEntry struct {
	sha256 string
	index  int64
}

func newAccount() *account {
	return &account{cases: newCaseBook(), bundles: map[string]*life{}, certificates: map[string]certificateEntry{}}
}

// read takes in the entries of the log that are new.
func (a *account) read(ctx context.Context, view *custody.View) error {
	if view == nil {
		return nil
	}
	for r, err := range view.Entries(ctx, a.entries) {
		if err != nil {
			return err
		}
		a.take(r)
		a.entries = r.Index + 1
	}
	return nil
}

func (a *account) take(r custody.Record) {
	a.cases.take(r.Entry)
	switch e := r.Entry; e.Event {
	case custody.Archived:
		l := a.life(e.Key)
		if l.purged {
			*l = life{}
		}
		l.sha256, l.logged, l.stays = e.SHA256, true, r.Index
		l.promise.join(e.Until, e.Rule)
	case custody.Extended:
		l := a.life(e.Key)
		l.stays = r.Index
		l.promise.join(e.Until, e.Rule)
	case custody.Held, custody.Spared:
		a.life(e.Key).stays = r.Index
	case custody.Purged:
		a.life(e.Key).purged = true
	case custody.Certified:
		a.certificates[e.Key] = certificateEntry{e.SHA256, r.Index}
	}
}

func (a *account) life(key string) *life {
	if a.bundles[key] == nil {
		a.bundles[key] = &life{stays: -1}
	}
	return a.bundles[key]
}

func (p *promise) join(until time.Time, rule string) {
	if until.After(p.until) {
		*p = promise{until, rule}
	}
}

// readInventories takes in what the runs say of bundles that the log does not
// have: they were archived before it was begun.
func (a *account) readInventories(ctx context.Context, store storage.Store) error {
	for run, err := range Runs(ctx, store) {
		if err != nil {
			return err
		}
		for line, err := range Inventory(ctx, store, run) {
			if isNotFound(err) {
				break
			}
			if err != nil {
				return err
			}
			if l := a.life(line.Key); !l.logged {
				l.sha256 = line.SHA256 // of several the last run's: the first was gone then
				l.promise.join(line.Until, line.Rule)
			}
		}
	}
	return nil
}

// explains tells whether a certificate is the reason why a bundle that it lists
// is gone. The log must have the certificate, and nothing after it by which the
// bundle was to stay: what was spared then, or held, or kept longer, and is gone
// now was not destroyed by that purge.
func (a *account) explains(c Certificate, d Destroyed, now time.Time) bool {
	entry, known := a.certificates[c.key]
	if !known || c.sha256 == "" || entry.sha256 != c.sha256 || len(a.cases.Cases(d.Key)) > 0 {
		return false
	}
	l := a.bundles[d.Key]
	if l == nil {
		return true
	}
	return l.stays < entry.index && (c.Override != "" || !l.promise.until.After(now))
}
