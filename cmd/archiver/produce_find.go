package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/discovery/production"
	"github.com/glassix-archiver/archiver/discovery/query"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
)

// wanted says which tickets are to be produced: those that a search finds, and
// those that are named.
type wanted struct {
	searchFilters
	tickets []int64
	text    string // the query
	query.Search
}

func (w *wanted) flags(cmd *cobra.Command) {
	searchFlags(cmd, &w.searchFilters)
	cmd.Flags().Int64SliceVar(&w.tickets, "ticket", nil, "also the ticket of that `number`, with all its bundles; may be repeated")
}

// searches tells whether there is something to search for.
func (w *wanted) searches() bool { return w.text != "" || w.set() }

// parse reads the query and its filters.
func (w *wanted) parse(args []string) (err error) {
	w.text = strings.TrimSpace(strings.Join(args, " "))
	if !w.searches() && len(w.tickets) == 0 {
		return usage("a query, a filter such as --tag or --from, or --ticket 220689377; --from 1970-01-01 is everything", "say which tickets")
	}
	w.Search, err = w.search(w.text)
	return err
}

// find looks for the bundles. Those that a newer one of their ticket supersedes
// are counted, also where only they are found: what was deleted since stands in
// them.
func (w *wanted) find(ctx context.Context, sys *sys, store storage.Store, options *production.Options) error {
	superseded, lacks := 0, ""
	if w.searches() {
		catalog, status, err := currentCatalog(ctx, sys, store)
		if err != nil {
			return err
		}
		defer catalog.Close()
		noteUnknown(ctx, sys, catalog, w.Search)
		noteSilent(sys, w.Query, status)
		if !w.Query.Empty() {
			lacks = silentText(status)
		}
		every := w.Search
		every.AllRevisions = true
		for hit, err := range catalog.Each(ctx, every) {
			if err != nil {
				return err
			}
			if hit.Superseded && !w.AllRevisions {
				superseded++
				continue
			}
			options.Keys = append(options.Keys, hit.Key)
		}
		options.Unread = status.Unread
	}
	if len(w.tickets) > 0 {
		named, err := archive.Selection{Tickets: w.tickets}.Select(ctx, store)
		if err != nil {
			return err
		}
		options.Keys = append(options.Keys, named.Keys...)
	}
	options.Unread = append(options.Unread, sys.odd.unread()...)
	options.Selection = w.said(superseded)
	if len(options.Keys)+len(options.Unread) == 0 {
		noteWhole(sys, w.Query)
		return nothingFound(superseded)
	}
	options.Selection.NotSearched = lacks
	return nil
}

// nothingFound is the error of a production of nothing: it would take a number,
// and hand over an empty folder.
func nothingFound(superseded int) error {
	hint := "archiver search with the same query and filters shows what is found; nothing was written, and no number was taken"
	if superseded > 0 {
		hint = fmt.Sprintf("--all-revisions also produces %s that a newer one of the ticket supersedes; nothing was written, and no number was taken", count(superseded, "bundle"))
	}
	return &coded{code: exitFailed, err: errors.New("the search finds nothing, so there is nothing to produce"), hint: hint}
}

// said is the selection as the report repeats it.
func (w *wanted) said(superseded int) production.Selection {
	said := production.Selection{Query: w.Query.String(), Filters: []render.NameValue{}, Superseded: superseded}
	add := func(name string, values ...string) {
		for _, v := range values {
			if v != "" {
				said.Filters = append(said.Filters, render.NameValue{Name: name, Value: v})
			}
		}
	}
	if !w.From.IsZero() { // in UTC, whatever the zone of the production's dates
		add("closed at or after", w.From.UTC().Format(time.RFC3339))
	}
	if !w.To.IsZero() {
		add("closed before", w.To.UTC().Format(time.RFC3339))
	}
	add("tag", w.tags...)
	add("participant", w.participants...)
	add("channel", w.channels...)
	add("department", w.departments...)
	if w.AllRevisions {
		add("revisions", "all")
	}
	var parts []string
	if w.searches() {
		parts = append(parts, w.meets())
	}
	for _, n := range w.tickets {
		add("ticket", fmt.Sprint(n))
	}
	if len(w.tickets) > 0 {
		parts = append(parts, "tickets named by their numbers, with all their bundles")
	}
	said.Text = strings.Join(parts, "; and ")
	return said
}

// meets says which tickets the search finds.
func (w *wanted) meets() string {
	switch {
	case w.text == "":
		return "tickets that meet all filters (where one has several values, any of them)"
	case !w.set():
		return "tickets that the query finds"
	}
	return "tickets that the query finds and that meet all filters (where one has several values, any of them)"
}
