package main

import (
	"context"
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
	options.Selection = w.said(superseded)
	options.Selection.NotSearched = lacks
	return nil
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
		parts = append(parts, "tickets that the query and every kind of filter find")
	}
	for _, n := range w.tickets {
		add("ticket", fmt.Sprint(n))
	}
	if len(w.tickets) > 0 {
		parts = append(parts, "tickets that are named by their numbers")
	}
	said.Text = strings.Join(parts, ", and ")
	if superseded > 0 {
		said.Text += fmt.Sprintf("; %s not asked for: superseded by a newer one of the ticket", count(superseded, "bundle"))
	}
	return said
}
