package archive

import (
	"context"
	"strings"
	"sync"

	"github.com/glassix-archiver/archiver/storage"
)

// index answers from the store's keys what is archived already. It lists a
// department's month when a ticket of that month first asks.
type index struct {
	store  storage.Store
	mu     sync.Mutex
	months map[string]*month
}

type month struct {
	once      sync.Once
	err       error
	revisions map[int64][]string // by ticket
}

func newIndex(store storage.Store) *index {
	return &index{store: store, months: map[string]*month{}}
}

// revisions returns the revisions held of the key's ticket, in order.
func (x *index) revisions(ctx context.Context, k Key) ([]string, error) {
	prefix := k.month()
	x.mu.Lock()
	m, ok := x.months[prefix]
	if !ok {
		m = &month{}
		x.months[prefix] = m
	}
	x.mu.Unlock()
	m.once.Do(func() { m.revisions, m.err = listRevisions(ctx, x.store, prefix) })
	return m.revisions[k.Ticket], m.err
}

func listRevisions(ctx context.Context, store storage.Store, prefix string) (map[int64][]string, error) {
	held := map[int64][]string{}
	for info, err := range store.List(ctx, prefix) {
		if err != nil {
			return nil, err
		}
		if k, err := ParseKey(info.Key); err == nil {
			held[k.Ticket] = append(held[k.Ticket], k.Revision)
		}
	}
	return held, nil
}

// Find returns the keys of all revisions held of a ticket, oldest revision
// first, over all departments and months.
func Find(ctx context.Context, store storage.Store, ticketID int64) ([]Key, error) {
	var found []Key
	for info, err := range store.List(ctx, ticketsPrefix) {
		if err != nil {
			return nil, err
		}
		if k, err := ParseKey(info.Key); err == nil && k.Ticket == ticketID {
			found = append(found, k)
		}
	}
	sortByRevision(found)
	return found, nil
}

// IsKey tells a bundle's key from a ticket's number or a file's name.
func IsKey(s string) bool { return strings.HasPrefix(s, ticketsPrefix) }
