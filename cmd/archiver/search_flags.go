package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/discovery/catalog"
	"github.com/glassix-archiver/archiver/discovery/query"
	"github.com/glassix-archiver/archiver/storage"
)

// searchFilters are the flags that narrow a search.
type searchFilters struct {
	from, to                                  string
	tags, participants, channels, departments []string
	allRevisions                              bool
}

// searchFlags adds them to a command. Those that it has already stay its own.
func searchFlags(cmd *cobra.Command, o *searchFilters) {
	f := cmd.Flags()
	f.StringVar(&o.from, "from", "", "closed at or after `T`: a date, or an RFC 3339 time; UTC")
	f.StringVar(&o.to, "to", "", "closed before `T`")
	if f.Lookup("tag") == nil {
		f.StringArrayVar(&o.tags, "tag", nil, "with the `tag`; if repeated, any of them")
	}
	f.StringArrayVar(&o.participants, "participant", nil, "with `words` in a participant's name, address or number; if repeated, any of them")
	f.StringArrayVar(&o.channels, "channel", nil, "that went through the `channel`; if repeated, any of them")
	f.StringArrayVar(&o.departments, "department", nil, "of the department of that id or `name`; if repeated, any of them")
	f.BoolVar(&o.allRevisions, "all-revisions", false, "also bundles that a newer one of their ticket supersedes")
}

// set tells whether any of them was given.
func (o searchFilters) set() bool {
	return o.from != "" || o.to != "" || len(o.tags)+len(o.participants)+len(o.channels)+len(o.departments) > 0
}

// search is what a query and the flags ask for.
func (o searchFilters) search(text string) (query.Search, error) {
	if err := query.Slip(text); err != nil {
		return query.Search{}, badQuery(err)
	}
	return o.placed(text)
}

// placed is search for what stands already, as a rule: it may say what nobody
// would mean now.
func (o searchFilters) placed(text string) (s query.Search, err error) {
	if s.Query, err = query.Parse(text); err != nil {
		return s, badQuery(err)
	}
	s.Filters = query.Filters{Tags: o.tags, Participants: o.participants, Channels: o.channels, Departments: o.departments}
	s.AllRevisions = o.allRevisions
	if s.From, err = optionalTime("--from", o.from); err != nil {
		return s, err
	}
	if s.To, err = optionalTime("--to", o.to); err != nil {
		return s, err
	}
	if !s.From.IsZero() && !s.To.IsZero() && !s.From.Before(s.To) {
		return s, usage("--from is the earlier of the two, and --to is not included: 2026 is --from 2026-01-01 --to 2027-01-01", "nothing is closed at or after --from %s and before --to %s", o.from, o.to)
	}
	if err := s.Check(); err != nil {
		return s, usage("archiver search --help says what each filter takes", "%w", err)
	}
	return s, nil
}

// badQuery is the error of a query, with what to type instead.
func badQuery(err error) error {
	hint := "archiver search --help explains the query language"
	if bad, ok := errors.AsType[*query.Error](err); ok {
		hint = cmp.Or(bad.Help, hint)
	}
	return usage(hint, "%w", err)
}

func optionalTime(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return parseTime(flag, text)
}

// openCatalog opens the store's catalogue.
func openCatalog(ctx context.Context, sys *sys, store storage.Store) (*catalog.Catalog, error) {
	address := store.String()
	if strings.Contains(address, "://") { // the same bucket elsewhere is another
		address += " " + cmp.Or(sys.env("AWS_ENDPOINT_URL_S3"), sys.env("AWS_ENDPOINT_URL"))
	}
	folder := sys.env("ARCHIVER_CATALOG")
	if folder == "" {
		folder, _ = catalog.DefaultFolder() // where there is none, Open says so
	}
	if folder != "" && inStore(folder, store) {
		return nil, usage("name a folder outside of it with ARCHIVER_CATALOG", "the catalogue's folder %s is inside the store %s: verify would find files that no run has stored", visible(folder), visible(store.String()))
	}
	c, err := catalog.Open(ctx, store, catalog.Options{
		Folder: folder, Address: address, Texts: sys.extractor(),
		Note: func(note string) { fmt.Fprintln(sys.stderr, visible(note)) },
	})
	if err != nil {
		return nil, &coded{code: exitFailed, err: err, hint: "name a folder for it with ARCHIVER_CATALOG"}
	}
	return c, nil
}

// currentCatalog opens the store's catalogue, and brings it up to date. What
// cannot be read is named.
func currentCatalog(ctx context.Context, sys *sys, store storage.Store) (*catalog.Catalog, catalog.Status, error) {
	c, err := openCatalog(ctx, sys, store)
	if err != nil {
		return nil, catalog.Status{}, err
	}
	say, done := catalogProgress(sys)
	status, err := c.Update(ctx, say)
	done()
	if err != nil {
		c.Close()
		return nil, status, fmt.Errorf("bring the catalogue up to date: %w", err)
	}
	return c, status, nil
}

// noteUnknown names the tags, channels and departments of the filters that no
// bundle has: each is compared whole, and finds nothing if it is written otherwise. A catalogue that
// can't tell is for the search to mend.
func noteUnknown(ctx context.Context, sys *sys, c *catalog.Catalog, s query.Search) {
	unknown, _ := c.Unknown(ctx, s.Filters)
	for _, n := range unknown {
		fmt.Fprintf(sys.stderr, "note: no bundle has the %s %s; it must be written in full\n", n.Filter, visible(strconv.Quote(n.Name)))
	}
}

// unreadOutcome is the exit code of what a catalogue lacks.
func unreadOutcome(s catalog.Status) error {
	if len(s.Unread) > 0 {
		return outcome(exitExceptions, "bundles could not be read")
	}
	return nil
}

// nameUnread names the bundles that a search could not look into.
func nameUnread(sys *sys, s catalog.Status) {
	for _, f := range s.Unread {
		fmt.Fprintf(sys.stderr, "%s: could not be read: %s\n", visible(f.Key), visible(f.Err.Error()))
	}
	if n := len(s.Unread); n > 0 {
		fmt.Fprintf(sys.stderr, "%s could not be read, and may contain more\n", count(n, "bundle"))
	}
}

// catalogProgress says how far the reading of bundles is: in one line that is
// drawn over on a terminal, elsewhere in a line now and then.
func catalogProgress(sys *sys) (say catalog.Progress, done func()) {
	_, tty := sys.tty()
	every, last, drawn := lineEvery, sys.now(), false
	if tty {
		every = drawEvery
	}
	say = func(read, found int) {
		if now := sys.now(); now.Sub(last) < every {
			return
		} else {
			last = now
		}
		line := fmt.Sprintf("reading bundles into the catalogue: %d of %d", read, found)
		if drawn = tty; tty {
			fmt.Fprintf(sys.stderr, "\r%s\x1b[K", line)
			return
		}
		fmt.Fprintln(sys.stderr, line)
	}
	return say, func() {
		if drawn {
			fmt.Fprint(sys.stderr, "\r\x1b[K")
		}
	}
}
