package archive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

// decide gathers what is due by the policy as it is now.
func (p *purging) decide(h Held) error {
	p.result.Bundles++
	key := h.Key.String()
	if h.Err != nil {
		p.result.Unread = append(p.result.Unread, Failure{key, h.Err})
		return nil
	}
	d := p.Policy.Decide(h.Subject)
	switch {
	case !d.Passed(p.Now()):
	case len(d.Holds) > 0:
		p.refuse(key, heldForCases(append(p.account.cases.Cases(key), d.Holds...)))
	default:
		p.passed = append(p.passed, Destroyed{Key: key, Ticket: h.Key.Ticket, Size: h.Size, Due: d.Until, Rule: d.By()})
	}
	return nil
}

// due are those of the passed bundles to which nothing that was said of them
// objects, by key.
func (p *purging) due(ctx context.Context) ([]Destroyed, error) {
	slices.SortFunc(p.passed, func(a, b Destroyed) int { return strings.Compare(a.Key, b.Key) })
	unlogged := func(d Destroyed) bool { l := p.account.bundles[d.Key]; return l == nil || !l.logged }
	if slices.ContainsFunc(p.passed, unlogged) {
		if err := p.account.readInventories(ctx, p.Registry.Store); err != nil {
			return nil, fmt.Errorf("read the inventories: %w", err)
		}
	}
	var due []Destroyed
	for _, d := range p.passed {
		if err := p.objection(&d); err != nil {
			p.refuse(d.Key, err)
			continue
		}
		due = append(due, d)
	}
	return due, nil
}

// objection is why a bundle has to stay whatever the policy says now; nil if
// nothing was said. It notes in d what was promised.
func (p *purging) objection(d *Destroyed) error {
	if cases := p.account.cases.Cases(d.Key); len(cases) > 0 {
		return heldForCases(cases)
	}
	l := p.account.bundles[d.Key]
	if l == nil || l.sha256 == "" {
		return errUnlisted
	}
	switch until := l.promise.until; {
	case !until.After(d.Due):
	case !until.After(p.Now()):
		d.Due, d.Rule = until, l.promise.rule
	case p.Override == "":
		return fmt.Errorf("%w %s by rule %s, although the policy now says less", ErrPromised, until.Format(time.RFC3339), l.promise.rule)
	default:
		d.Promised, d.PromisedBy = until, l.promise.rule
	}
	return nil
}

// ErrPromised says that a bundle was to be kept for longer than the policy has
// it by now. It is an ErrRetained.
var ErrPromised = fmt.Errorf("%w: was to be kept until", storage.ErrRetained)

// maxAhead is how far this machine's clock may be ahead of the store's when
// something is destroyed.
const maxAhead = 15 * time.Minute

// ErrClockAhead says that by this machine's clock more is due than by the
// store's.
var ErrClockAhead = errors.New("this machine's clock is ahead of the store's, so nothing was removed")

// checkClock holds this machine's clock against the store's, by when it says
// that the certificate was put. A directory mostly has no other clock.
func (p *purging) checkClock(ctx context.Context, certificate string) error {
	if p.Registry.Log == nil {
		return nil // a dry run
	}
	info, err := p.Registry.Store.Stat(ctx, certificate)
	if err != nil {
		return err
	}
	if ahead := p.Now().Sub(info.Modified); ahead > maxAhead {
		return fmt.Errorf("%w: by %s", ErrClockAhead, ahead.Round(time.Second))
	}
	return nil
}

// errUnlisted tells a bundle of which nobody knows whether it is what was
// archived.
var errUnlisted = errors.New("it is neither in the custody log nor in an inventory: archiver run adds it when it finds its ticket")

func heldForCases(cases []string) error {
	slices.Sort(cases)
	return fmt.Errorf("%w: held for %s", storage.ErrRetained, strings.Join(slices.Compact(cases), ", "))
}

// examine reports whether the bundle is what was archived, and the store lets it
// go; if not, it is named. What a policy decides over is what the bundle says: a
// bundle that somebody changed may say that it is due.
func (p *purging) examine(ctx context.Context, d *Destroyed) (bool, error) {
	err := p.weigh(ctx, d)
	switch {
	case err == nil:
		return true, nil
	case isNotFound(err): // another purge was faster, or it was taken away: verify tells
		p.result.Unread = append(p.result.Unread, Failure{d.Key, fmt.Errorf("has disappeared in the meantime: %w", reason(err))})
	case errors.Is(err, storage.ErrRetained), errors.Is(err, ErrDamaged), errors.Is(err, storage.ErrMismatch):
		p.refuse(d.Key, reason(err))
	default:
		return false, err
	}
	return false, nil
}

func (p *purging) weigh(ctx context.Context, d *Destroyed) error {
	kept, err := p.Registry.Store.Kept(ctx, d.Key)
	if err != nil {
		return err
	}
	if err := kept.Deletable(p.Now()); err != nil {
		return err
	}
	r, err := p.Registry.Store.Open(ctx, d.Key)
	if err != nil {
		return err
	}
	defer r.Close()
	sum, err := storage.SHA256(ctx, r, r.Info().Size)
	if err != nil {
		return err
	}
	d.SHA256, d.Size = hexSum(sum), r.Info().Size
	if want := p.account.bundles[d.Key].sha256; d.SHA256 != want {
		return fmt.Errorf("%w: its SHA-256 is %s, what was archived had %s: archiver verify tells more", ErrDamaged, d.SHA256, want)
	}
	return nil
}

// reason is what a store says, without the key that is named beside it.
func reason(err error) error {
	if e, ok := errors.AsType[*storage.Error](err); ok {
		return e.Err
	}
	return err
}
