package archive

import (
	"context"
	"fmt"

	"github.com/glassix-archiver/archiver/custody"
)

func (p *purging) readLog(ctx context.Context) error {
	if p.View == nil {
		return nil
	}
	for r, err := range p.View.Entries(ctx, 0) {
		if err != nil {
			return err
		}
		p.book.take(r.Entry)
		switch e := r.Entry; e.Event {
		case custody.Archived:
			p.archived[e.Key], p.purged[e.Key] = e.Time, false
		case custody.Purged:
			p.purged[e.Key] = true
		case custody.Certified:
			p.certified[e.Key] = e.SHA256
		}
	}
	return nil
}

// complete enters what earlier purges removed and did not come to enter. A
// certificate from before a bundle was archived, perhaps again, is not of it.
func (p *purging) complete(ctx context.Context) error {
	if len(p.certified) == 0 {
		return nil
	}
	all, err := certificates(ctx, p.Registry.Store)
	if err != nil {
		return err
	}
	for _, c := range all {
		if p.certified[c.key] != c.sha256 {
			continue
		}
		var gone []Destroyed
		for _, d := range c.Bundles {
			if p.purged[d.Key] || c.Time.Before(p.archived[d.Key]) {
				continue
			}
			if _, err := p.Registry.Store.Stat(ctx, d.Key); isNotFound(err) {
				gone = append(gone, d)
			} else if err != nil {
				return err
			}
		}
		if err := p.enter(ctx, gone, c.key); err != nil {
			return err
		}
		p.result.Completed = append(p.result.Completed, gone...)
	}
	return nil
}

func (p *purging) enter(ctx context.Context, gone []Destroyed, certificate string) error {
	var entries []custody.Entry
	for _, d := range gone {
		e := custody.Entry{Event: custody.Purged, Ticket: d.Ticket, Key: d.Key, SHA256: d.SHA256, By: p.Registry.By, Until: d.Due, Rule: d.Rule, Detail: certificate}
		if k, err := ParseKey(d.Key); err == nil {
			e.Department = k.Department
		}
		entries = append(entries, e)
	}
	return p.append(ctx, entries)
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
