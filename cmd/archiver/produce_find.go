package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/discovery/production"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
)

// wanted says which tickets are to be produced.
type wanted struct {
	tags    []string
	tickets []int64
}

func (w *wanted) flags(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&w.tags, "tag", nil, "tickets with the `tag`; may be repeated")
	cmd.Flags().Int64SliceVar(&w.tickets, "ticket", nil, "the ticket of that `number`; may be repeated")
}

// find looks for the bundles.
func (w *wanted) find(ctx context.Context, _ *sys, store storage.Store, args []string, options *production.Options) error {
	selection, err := holdOptions{tags: w.tags, tickets: w.tickets}.selection(args)
	if err != nil {
		return err
	}
	if selection.Empty() {
		return usage("--tag litigation, --ticket 220689377, or a bundle's key", "say which tickets")
	}
	found, err := selection.Select(ctx, store)
	if err != nil {
		return err
	}
	options.Keys, options.Unread = found.Keys, found.Unread
	options.Selection = w.said(selection)
	return nil
}

// said is the selection as the report repeats it.
func (w *wanted) said(s archive.Selection) production.Selection {
	said := production.Selection{Filters: []render.NameValue{}}
	var parts []string
	add := func(name, value string) {
		said.Filters = append(said.Filters, render.NameValue{Name: name, Value: value})
		parts = append(parts, name+" "+value)
	}
	for _, tag := range s.Tags {
		add("tag", tag)
	}
	for _, n := range s.Tickets {
		add("ticket", fmt.Sprint(n))
	}
	for _, k := range s.Keys {
		add("key", k.String())
	}
	said.Text = strings.Join(parts, ", or ")
	return said
}
