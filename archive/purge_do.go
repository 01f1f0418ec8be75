package archive

import (
	"context"
	"errors"
	"fmt"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
)

// execute removes what the certificate lists, and enters what became of each.
// What is gone is entered also where another error ends it.
func (p *purging) execute(ctx context.Context, c Certificate) error {
	var entries []custody.Entry
	var gone []Destroyed
	var err error
	for _, d := range c.Bundles {
		why := p.remove(ctx, d)
		if why != nil && !errors.Is(why, storage.ErrRetained) {
			err = why
			break
		}
		if why != nil {
			p.refuse(d.Key, why)
			entries = append(entries, p.entry(custody.Spared, d, c.key+": "+why.Error()))
			continue
		}
		gone = append(gone, d)
		entries = append(entries, p.entry(custody.Purged, d, c.key))
	}
	if entered := p.append(ctx, entries); entered != nil {
		return errors.Join(err, entered)
	}
	p.result.Destroyed = append(p.result.Destroyed, gone...)
	return err
}

// remove takes a bundle away, unless something came between its certificate and
// this moment. The store has the last word. It is no error if another purge was
// faster.
func (p *purging) remove(ctx context.Context, d Destroyed) error {
	if err := p.objection(&d); err != nil {
		return err
	}
	err := p.Registry.Store.Delete(ctx, d.Key)
	switch {
	case isNotFound(err):
		return nil
	case errors.Is(err, storage.ErrRetained):
		return reason(err)
	}
	return err
}

// complete enters what an earlier purge that was cut off left open: of the
// bundles in its certificate what is gone was purged, and what is there was
// spared.
func (p *purging) complete(ctx context.Context) error {
	if len(p.account.certificates) == 0 {
		return nil
	}
	all, err := certificates(ctx, p.Registry.Store)
	if err != nil {
		return err
	}
	for _, c := range all {
		var gone []Destroyed
		var entries []custody.Entry
		for _, d := range c.Bundles {
			if p.account.life(d.Key).purged || !p.account.explains(c, d, p.Now()) {
				continue
			}
			_, err := p.Registry.Store.Stat(ctx, d.Key)
			switch {
			case isNotFound(err):
				gone = append(gone, d)
				p.account.life(d.Key).purged = true
				entries = append(entries, p.entry(custody.Purged, d, c.key))
			case err != nil:
				return err
			default:
				entries = append(entries, p.entry(custody.Spared, d, c.key+": the purge was interrupted"))
			}
		}
		if err := p.append(ctx, entries); err != nil {
			return err
		}
		p.result.Completed = append(p.result.Completed, gone...)
	}
	return nil
}

func (p *purging) entry(event custody.Event, d Destroyed, detail string) custody.Entry {
	e := custody.Entry{Event: event, Ticket: d.Ticket, Key: d.Key, SHA256: d.SHA256, By: p.Registry.By, Until: d.Due, Rule: d.Rule, Detail: detail}
	if k, err := ParseKey(d.Key); err == nil {
		e.Department = k.Department
	}
	return e
}

func (p *purging) append(ctx context.Context, entries []custody.Entry) error {
	if p.Registry.Log == nil || len(entries) == 0 {
		return nil
	}
	if _, err := p.Registry.Log.Append(ctx, entries); err != nil {
		return fmt.Errorf("enter what is purged: %w", err)
	}
	return nil
}
