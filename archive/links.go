package archive

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/ticket"
)

// errChanged says that the ticket is no longer what its files were asked for.
var errChanged = errors.New("the ticket changed while it was fetched")

// links holds the signed addresses of a ticket's files. They are renewed by
// fetching the ticket again, once for all of its files.
type links struct {
	client *fetch.Client
	key    Key
	turn   chan struct{} // to renew; who waits for another's can be cancelled

	mu      sync.Mutex
	address map[string]string // by ticket.Attachment.Key
	changed *answer           // a later state, met on renewing
	stored  int               // files that came
	before  int               // of these, before the last renewal
	idle    int               // renewals since a file came
}

// uselessRenewals is how often a ticket is fetched for fresh links without one
// file coming of it. A service whose links are always dead must not be asked
// for ever.
const uselessRenewals = 3

func newLinks(client *fetch.Client, key Key, list []ticket.Attachment) *links {
	l := &links{client: client, key: key, turn: make(chan struct{}, 1)}
	l.take(list)
	return l
}

func (l *links) take(list []ticket.Attachment) {
	l.address = make(map[string]string, len(list))
	for _, a := range list {
		l.address[a.Key()] = string(a.URI)
	}
}

// link is a file's address as fetch wants it.
func (l *links) link(key string) fetch.Link {
	l.mu.Lock()
	defer l.mu.Unlock()
	return fetch.Link{URI: l.address[key], Renew: func(ctx context.Context, stale string) (string, error) { return l.renew(ctx, key, stale) }}
}

// due is when a file's link dies by our clock; zero if it is not known to.
func (l *links) due(key string) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	dies, ok := fetch.Expiry(l.address[key])
	if !ok {
		return time.Time{}
	}
	return dies.Add(-l.client.Offset())
}

// life is the shortest that is left of the links; 0 if none is known to end.
func (l *links) life(now time.Time) time.Duration {
	l.mu.Lock()
	keys := make([]string, 0, len(l.address))
	for key := range l.address {
		keys = append(keys, key)
	}
	l.mu.Unlock()
	shortest := time.Duration(0)
	for _, key := range keys {
		due := l.due(key)
		if left := due.Sub(now); !due.IsZero() && left > 0 && (shortest == 0 || left < shortest) {
			shortest = left
		}
	}
	return shortest
}

// renew returns a file's address other than the stale one, or the same if
// there is no other to be had. Of those that come at once the first fetches
// the ticket. That the ticket has changed meanwhile is errChanged.
func (l *links) renew(ctx context.Context, key, stale string) (string, error) {
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	if address, done, err := l.settled(key, stale); done {
		return address, err
	}
	fresh, err := ask(ctx, l.client, l.key.Ticket)
	if err != nil {
		return "", err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if fresh.key.state() != l.key.state() {
		l.changed = fresh
		return "", errChanged
	}
	l.take(attachments(fresh.ticket))
	return l.address[key], nil
}

// settled reports whether there is nothing to be renewed, or no point in it.
func (l *links) settled(key, stale string) (address string, done bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.changed != nil {
		return "", true, errChanged
	}
	return l.address[key], l.address[key] != stale || l.useless(), nil
}

// useless counts a renewal, and reports whether it is not worth its call.
func (l *links) useless() bool {
	if l.stored > l.before {
		l.before, l.idle = l.stored, 0
	}
	l.idle++
	return l.idle > uselessRenewals
}

// came notes that a file was stored.
func (l *links) came() {
	l.mu.Lock()
	l.stored++
	l.mu.Unlock()
}

// later is the state that the ticket has gone on to, if it is known to have.
func (l *links) later() *answer {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.changed
}
