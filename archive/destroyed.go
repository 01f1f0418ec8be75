package archive

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
)

// destroyed answers what was purged, so that a run over a time of long ago does
// not bring it back. It reads the certificates when a ticket first is not in the
// store, and the log when one of them lists a ticket: a certificate that the log
// does not have, or that does not explain why its bundle is gone, keeps nothing
// from being archived. Without a log the certificates' word counts.
type destroyed struct {
	store storage.Store
	view  *custody.View // nil: there is no log
	now   func() time.Time

	list    sync.Once
	listErr error
	listed  map[ticketID][]destruction

	log     sync.Once
	logErr  error
	account *account
}

// destruction is a bundle in a certificate.
type destruction struct {
	key  Key
	by   Destroyed
	cert *Certificate // without its bundles
}

// of returns the bundle of exactly the key's state that was purged, or with any
// the last one of its ticket, and its certificate.
func (x *destroyed) of(ctx context.Context, k Key, any bool) (held Key, certificate string, ok bool, err error) {
	x.list.Do(func() { x.listErr = x.read(ctx) })
	if x.listErr != nil {
		return held, "", false, fmt.Errorf("read the certificates of destruction: %w", x.listErr)
	}
	for _, d := range x.listed[ticketID{k.Department, k.Ticket}] {
		if !any && d.key.state() != k.state() || ok && CompareRevisions(d.key, held) < 0 {
			continue
		}
		purged, err := x.purged(ctx, d)
		if err != nil {
			return held, "", false, err
		}
		if purged {
			held, certificate, ok = d.key, d.cert.key, true
		}
	}
	return held, certificate, ok, nil
}

func (x *destroyed) read(ctx context.Context) error {
	x.listed = map[ticketID][]destruction{}
	all, err := certificates(ctx, x.store)
	for _, c := range all {
		bundles := c.Bundles
		c.Bundles = nil
		for _, d := range bundles {
			if k, err := ParseKey(d.Key); err == nil {
				t := ticketID{k.Department, k.Ticket}
				x.listed[t] = append(x.listed[t], destruction{k, d, &c})
			}
		}
	}
	return err
}

func (x *destroyed) purged(ctx context.Context, d destruction) (bool, error) {
	if x.view == nil {
		return true, nil
	}
	x.log.Do(func() {
		x.account = newAccount()
		x.logErr = x.account.read(ctx, x.view)
	})
	if x.logErr != nil {
		return false, x.logErr
	}
	l := x.account.bundles[d.by.Key]
	return l != nil && l.purged || x.account.explains(*d.cert, d.by, x.now()), nil
}
