package archive

import (
	"context"
	"slices"

	"github.com/glassix-archiver/archiver/storage"
)

// inventory lists the bundles that a run stored.
type inventory struct{ *lines }

// forgetListed takes out of keys what some run's inventory lists, and returns
// what is missing of it. It looks into the newest runs
// first, which list most of what is met again.
func forgetListed(ctx context.Context, store storage.Store, keys map[string]bool) (standing []Exception, err error) {
	var runs []string
	for run, err := range Runs(ctx, store) {
		if err != nil {
			return nil, err
		}
		runs = append(runs, run)
	}
	for _, run := range slices.Backward(runs) {
		if len(keys) == 0 {
			break
		}
		listed, err := forgetRun(ctx, store, run, keys)
		if err != nil {
			return nil, err
		}
		standing = append(standing, listed...)
	}
	return standing, nil
}

// forgetRun does so for one run. What is missing its report says, or, if it
// was killed before it had one, the bundles themselves.
func forgetRun(ctx context.Context, store storage.Store, run string, keys map[string]bool) (standing []Exception, err error) {
	tickets := map[int64]bool{}
	var met []string
	for line, err := range Inventory(ctx, store, run) {
		if isNotFound(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if keys[line.Key] {
			delete(keys, line.Key)
			tickets[line.Ticket] = true
			met = append(met, line.Key)
		}
	}
	if len(tickets) == 0 {
		return nil, nil
	}
	report, err := LoadReport(ctx, store, run)
	if isNotFound(err) {
		return tellThemselves(ctx, store, met)
	}
	if err != nil {
		return nil, err
	}
	for _, e := range report.Exceptions {
		if e.lacks() && tickets[e.Ticket] {
			standing = append(standing, e)
		}
	}
	return standing, nil
}

// tellThemselves reads what is missing from the bundles.
func tellThemselves(ctx context.Context, store storage.Store, keys []string) (standing []Exception, err error) {
	for _, key := range keys {
		k, c, err := measure(ctx, store, key)
		if err != nil {
			return nil, err
		}
		standing = append(standing, c.standing(k)...)
	}
	return standing, nil
}

// measure reads a stored bundle wholly.
func measure(ctx context.Context, store storage.Store, key string) (Key, checked, error) {
	k, err := ParseKey(key)
	if err != nil {
		return Key{}, checked{}, err
	}
	r, err := store.Open(ctx, key)
	if err != nil {
		return Key{}, checked{}, err
	}
	defer r.Close()
	c, err := checkBundle(ctx, r, k)
	return k, c, err
}

// standing is what a bundle lacks by its own account, or that it is damaged.
func (c checked) standing(k Key) []Exception {
	if len(c.problems) > 0 {
		return []Exception{{Department: k.Department, Ticket: k.Ticket, Code: CodeDamaged, Message: k.String() + ": " + c.problems[0]}}
	}
	return c.missing
}

func sortByRevision(keys []Key) { slices.SortFunc(keys, CompareRevisions) }
