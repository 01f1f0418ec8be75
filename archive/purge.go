package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
)

// PurgeOptions say what is purged from where.
type PurgeOptions struct {
	// Registry has the store, and the log. Its store may be a storage.DryRun;
	// then it has no log.
	Registry Registry
	View     *custody.View // the log as it was at the beginning; nil only in a dry run
	Policy   *retention.Policy
	Now      func() time.Time
	Random   io.Reader // names certificates
}

// Purged is what Purge did, each by key.
type Purged struct {
	Bundles      int         // looked at
	Destroyed    []Destroyed // gone, and entered as such
	Completed    []Destroyed // gone since a purge that was cut off, and entered now
	Refused      []Failure   // due, and held or locked
	Unread       []Failure   // bundles that could not be read: they stay
	Certificates []string    // their keys
}

// certifiedAtOnce is how many bundles stand in one certificate.
const certifiedAtOnce = 1000

// Purge removes the bundles whose retention, as the policy decides now, has
// passed. What a case of the log holds, or the store retains, stays and is
// named. A certificate is stored, and its hash entered in the log, before any of
// its bundles is removed, and these are entered after they are gone. So one that
// is gone and not entered is in a certificate that the log knows: the next Purge
// finds and enters it. A certificate that the log does not know counts for
// nothing: whoever took bundles away could have written it. It may be called
// again after an error.
func Purge(ctx context.Context, o PurgeOptions) (*Purged, error) {
	p := &purging{PurgeOptions: o, book: &CaseBook{map[string]map[string]bool{}}, archived: map[string]time.Time{}, purged: map[string]bool{}, certified: map[string]string{}}
	p.result = Purged{Destroyed: []Destroyed{}, Completed: []Destroyed{}, Certificates: []string{}}
	if err := p.readLog(ctx); err != nil {
		return nil, err
	}
	if err := p.complete(ctx); err != nil {
		return nil, err
	}
	if err := EachSubject(ctx, o.Registry.Store, o.Policy.NamesDepartments(), p.decide); err != nil {
		return nil, err
	}
	slices.SortFunc(p.due, func(a, b Destroyed) int { return strings.Compare(a.Key, b.Key) })
	for batch := range slices.Chunk(p.due, certifiedAtOnce) {
		if err := p.purge(ctx, batch); err != nil {
			return nil, err
		}
	}
	for _, list := range [][]Failure{p.result.Refused, p.result.Unread} {
		slices.SortFunc(list, func(a, b Failure) int { return strings.Compare(a.Key, b.Key) })
	}
	return &p.result, nil
}

type purging struct {
	PurgeOptions
	book      *CaseBook
	archived  map[string]time.Time // when last, by the log
	purged    map[string]bool      // and not archived again
	certified map[string]string    // SHA-256 of the certificates, by key
	due       []Destroyed
	result    Purged
}

func (p *purging) decide(h Held) error {
	p.result.Bundles++
	key := h.Key.String()
	if h.Err != nil {
		p.result.Unread = append(p.result.Unread, Failure{key, h.Err})
		return nil
	}
	if d := p.Policy.Decide(h.Subject); d.Passed(p.Now()) {
		cases := append(p.book.Cases(key), d.Holds...)
		if len(cases) > 0 {
			p.result.Refused = append(p.result.Refused, Failure{key, fmt.Errorf("%w: held for %s", storage.ErrRetained, strings.Join(cases, ", "))})
			return nil
		}
		p.due = append(p.due, Destroyed{Key: key, Ticket: h.Key.Ticket, Size: h.Size, Due: d.Until, Rule: d.By()})
	}
	return nil
}

// purge certifies and removes those bundles that the store lets go.
func (p *purging) purge(ctx context.Context, batch []Destroyed) error {
	c := Certificate{Version: 1, Time: p.Now().UTC(), By: p.Registry.By, Policy: p.Policy.Name}
	for _, d := range batch {
		switch err := p.may(ctx, &d); {
		case errors.Is(err, storage.ErrRetained):
			p.result.Refused = append(p.result.Refused, Failure{d.Key, err})
		case err != nil:
			return err
		default:
			c.Bundles = append(c.Bundles, d)
		}
	}
	if len(c.Bundles) == 0 {
		return nil
	}
	if err := c.put(ctx, p.Registry.Store, p.Random); err != nil {
		return err
	}
	if err := p.append(ctx, []custody.Entry{{Event: custody.Certified, Key: c.key, SHA256: c.sha256, By: p.Registry.By}}); err != nil {
		return err
	}
	p.result.Certificates = append(p.result.Certificates, c.key)
	gone, err := p.remove(ctx, c.Bundles)
	if entered := p.enter(ctx, gone, c.key); entered != nil {
		return errors.Join(err, entered)
	}
	p.result.Destroyed = append(p.result.Destroyed, gone...)
	return err
}

// may is ErrRetained if the store keeps the bundle, and else takes its hash.
func (p *purging) may(ctx context.Context, d *Destroyed) error {
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
	d.SHA256, d.Size = fmt.Sprintf("%x", sum), r.Info().Size
	return err
}

// remove takes bundles away, and returns those that are gone, also beside an
// error. The store has the last word: a case that came meanwhile has placed its
// hold.
func (p *purging) remove(ctx context.Context, bundles []Destroyed) (gone []Destroyed, err error) {
	for _, d := range bundles {
		err := p.Registry.Store.Delete(ctx, d.Key)
		switch {
		case errors.Is(err, storage.ErrRetained):
			p.result.Refused = append(p.result.Refused, Failure{d.Key, err})
		case err != nil && !isNotFound(err): // what is not there another purge removed
			return gone, err
		default:
			gone = append(gone, d)
		}
	}
	return gone, nil
}
