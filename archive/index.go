package archive

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/glassix-archiver/archiver/storage"
)

// index answers from the store's keys what is archived already. It lists a
// department's month when a ticket of that month first asks, and the whole
// department only for a ticket that was erased at the source.
type index struct {
	store  storage.Store
	mu     sync.Mutex
	listed map[string]*listed // by prefix
}

// listed is what the store has below a prefix.
type listed struct {
	once sync.Once
	err  error
	keys map[int64][]Key // by ticket, oldest revision first
}

func newIndex(store storage.Store) *index {
	return &index{store: store, listed: map[string]*listed{}}
}

// bundle returns the last bundle of exactly the key's state.
func (x *index) bundle(ctx context.Context, k Key) (Key, bool, error) {
	keys, err := x.below(ctx, k.month(), k.Ticket)
	for _, held := range slices.Backward(keys) {
		if held.state() == k.state() {
			return held, true, err
		}
	}
	return Key{}, false, err
}

// month returns the last bundle of the ticket in the key's month.
func (x *index) month(ctx context.Context, k Key) (Key, bool, error) {
	return x.last(ctx, k.month(), k)
}

// any returns the last bundle of the ticket, of whatever state and month.
func (x *index) any(ctx context.Context, k Key) (Key, bool, error) {
	return x.last(ctx, ticketsPrefix+k.Department+"/", k)
}

func (x *index) last(ctx context.Context, prefix string, k Key) (Key, bool, error) {
	keys, err := x.below(ctx, prefix, k.Ticket)
	if err != nil || len(keys) == 0 {
		return Key{}, false, err
	}
	return keys[len(keys)-1], true, nil
}

func (x *index) below(ctx context.Context, prefix string, ticketID int64) ([]Key, error) {
	x.mu.Lock()
	l, ok := x.listed[prefix]
	if !ok {
		l = &listed{}
		x.listed[prefix] = l
	}
	x.mu.Unlock()
	l.once.Do(func() { l.keys, l.err = listKeys(ctx, x.store, prefix) })
	return l.keys[ticketID], l.err
}

func listKeys(ctx context.Context, store storage.Store, prefix string) (map[int64][]Key, error) {
	held := map[int64][]Key{}
	for info, err := range store.List(ctx, prefix) {
		if err != nil {
			return nil, err
		}
		if k, err := ParseKey(info.Key); err == nil {
			held[k.Ticket] = append(held[k.Ticket], k)
		}
	}
	for _, keys := range held {
		sortByRevision(keys)
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
