package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/discovery/catalog"
	"github.com/glassix-archiver/archiver/discovery/query"
	"github.com/glassix-archiver/archiver/storage"
)

// holdQueryFlags are those of a hold over what a search finds.
func holdQueryFlags(cmd *cobra.Command, o *holdOptions) {
	cmd.Flags().StringVar(&o.query, "query", "", "tickets that the `query` finds, and those to come; --tag and the filters of archiver search narrow it then")
	searchFlags(cmd, &o.filters)
	cmd.Flags().Lookup("all-revisions").Hidden = true // of a ticket that is found, all bundles are held
}

// asks tells whether a search says which bundles.
func (o holdOptions) asks() bool { return o.query != "" || o.filters.set() }

// search is what the query and its filters ask for. One that asks for nothing
// would be every ticket.
func (o holdOptions) search() (query.Search, error) {
	f := o.filters
	f.tags, f.allRevisions = o.tags, true
	read := f.search
	if o.ends {
		read = f.placed
	}
	s, err := read(o.query)
	if err == nil && s.Everything() && s.From.IsZero() && s.To.IsZero() {
		err = usage("--query 'refund acme'", "the query is empty, which would mean every ticket")
	}
	return s, err
}

// ticketID is one whose bundles a search finds, whatever their revision.
type ticketID struct {
	department string
	number     int64
}

// found adds to what was selected all bundles of the tickets that the search
// finds, but for those that one of others finds too: how many these are, it
// tells. Bundles that the catalogue could not read may be some too.
func found(ctx context.Context, sys *sys, store storage.Store, s query.Search, others []query.Search, selected *archive.Selected) (stay int, err error) {
	c, status, err := currentCatalog(ctx, sys, store)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	noteUnknown(ctx, sys, c, s)
	noteSilent(sys, s.Query, status)
	tickets, kept, met := map[ticketID]bool{}, map[ticketID]bool{}, map[string]bool{}
	if err := hits(ctx, c, s, tickets); err != nil {
		return 0, err
	}
	for _, other := range others {
		if err := hits(ctx, c, other, kept); err != nil {
			return 0, err
		}
	}
	for _, k := range selected.Keys {
		met[k.String()] = true
	}
	for k, err := range archive.Keys(ctx, store) {
		if err != nil {
			return 0, err
		}
		switch t := (ticketID{k.Department, k.Ticket}); {
		case !tickets[t] || met[k.String()]:
		case kept[t]:
			stay++
		default:
			selected.Keys = append(selected.Keys, k)
		}
	}
	selected.Unread = append(selected.Unread, status.Unread...)
	return stay, nil
}

// hits adds the tickets that a search finds by any of their bundles.
func hits(ctx context.Context, c *catalog.Catalog, s query.Search, tickets map[ticketID]bool) error {
	s.AllRevisions = true
	for hit, err := range c.Each(ctx, s) {
		if err != nil {
			return err
		}
		tickets[ticketID{hit.Key.Department, hit.Key.Ticket}] = true
	}
	return nil
}

// heldRule is a rule of a case.
type heldRule struct {
	Case    string `json:"case"`
	Rule    string `json:"rule"` // as the log has it
	Problem string `json:"problem,omitempty"`
}

// rulesOf are the rules of a case, or of all, by the store and by the log.
func rulesOf(ctx context.Context, store storage.Store, book *archive.CaseBook, name string) ([]heldRule, error) {
	list, logged := []heldRule{}, map[string]bool{}
	stored, err := archive.Rules(ctx, store)
	if err != nil {
		return nil, err
	}
	inStore := map[string]bool{}
	for _, r := range stored {
		inStore[r.Key] = true
	}
	for _, r := range book.Rules() {
		logged[r.Key] = true
		h := heldRule{Case: r.Case, Rule: r.Rule}
		if !inStore[r.Key] {
			h.Problem = "the store does not have it, so nothing is held by it"
		}
		list = append(list, h)
	}
	for _, r := range stored {
		switch h := (heldRule{Case: r.Case, Rule: r.Key}); {
		case r.Err != nil:
			h.Problem = r.Err.Error()
			list = append(list, h)
		case !logged[r.Key]:
			h.Rule, h.Problem = r.Search.Rule(), "the log does not have it: archiver hold place with the same query sets it right"
			list = append(list, h)
		}
	}
	return slices.DeleteFunc(list, func(h heldRule) bool { return name != "" && h.Case != name }), nil
}
