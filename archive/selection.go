package archive

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/glassix-archiver/archiver/storage"
)

// Selection names bundles. What it names adds up.
type Selection struct {
	Tags    []string // of tickets, as a retention policy compares them
	Tickets []int64
	Keys    []Key // a single bundle each
}

// Empty tells that it names nothing at all.
func (s Selection) Empty() bool { return len(s.Tags)+len(s.Tickets)+len(s.Keys) == 0 }

// Selected is what a Selection finds.
type Selected struct {
	Keys   []Key     // sorted
	Unread []Failure // bundles whose tags can't be told
}

// Failure is a bundle with which something could not be done.
type Failure struct {
	Key string
	Err error
}

// Select finds the bundles in the store: of a ticket that one of its bundles
// tells the tag of, and of one that is named by its number, all. It is an error
// if there is nothing under a number or a key. Without tags no bundle is read.
func (s Selection) Select(ctx context.Context, store storage.Store) (Selected, error) {
	f := finder{Selection: s, met: map[ticketID][]Key{}, wanted: map[ticketID]bool{}}
	var err error
	if len(s.Tags) > 0 {
		err = EachSubject(ctx, store, false, f.take)
	} else {
		err = f.list(ctx, store)
	}
	if err != nil {
		return Selected{}, err
	}
	if err := f.complete(); err != nil {
		return Selected{}, fmt.Errorf("%w in %s", err, store)
	}
	return f.selected(), nil
}

type finder struct {
	Selection
	met    map[ticketID][]Key
	wanted map[ticketID]bool
	unread []Failure
}

func (f *finder) list(ctx context.Context, store storage.Store) error {
	for k, err := range Keys(ctx, store) {
		if err == nil {
			err = f.take(Held{Key: k})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *finder) take(h Held) error {
	t := ticketID{h.Key.Department, h.Key.Ticket}
	f.met[t] = append(f.met[t], h.Key)
	if h.Err != nil {
		f.unread = append(f.unread, Failure{h.Key.String(), h.Err})
	}
	if slices.Contains(f.Tickets, h.Key.Ticket) || h.Subject.Tagged(f.Tags) {
		f.wanted[t] = true
	}
	return nil
}

// complete is an error for the first number or key that nothing was found of:
// to hold the others and be silent about it would be to lose it.
func (f *finder) complete() error {
	for _, id := range f.Tickets {
		found := false
		for t := range f.met {
			found = found || t.id == id
		}
		if !found {
			return fmt.Errorf("there is no ticket %d", id)
		}
	}
	for _, k := range f.Keys {
		if !slices.ContainsFunc(f.met[ticketID{k.Department, k.Ticket}], func(met Key) bool { return met.String() == k.String() }) {
			return fmt.Errorf("there is no bundle %s", k)
		}
	}
	return nil
}

func (f *finder) selected() Selected {
	found := Selected{Keys: slices.Clone(f.Keys), Unread: f.unread}
	for t := range f.wanted {
		found.Keys = append(found.Keys, f.met[t]...)
	}
	slices.SortFunc(found.Keys, func(a, b Key) int { return strings.Compare(a.String(), b.String()) })
	found.Keys = slices.CompactFunc(found.Keys, func(a, b Key) bool { return a.String() == b.String() })
	slices.SortFunc(found.Unread, func(a, b Failure) int { return strings.Compare(a.Key, b.Key) })
	return found
}
