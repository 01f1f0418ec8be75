package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/discovery/catalog"
	"github.com/glassix-archiver/archiver/discovery/filetext"
)

func newCatalog(sys *sys) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "catalog",
		Short: "Show or rebuild the search catalogue",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newCatalogRebuild(sys), newCatalogStatus(sys))
	return cmd
}

func newCatalogRebuild(sys *sys) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "rebuild",
		Short: "Delete the catalogue and read every bundle of the store again",
		Long: `Delete the catalogue and read every bundle of the store again, several at a time.
A search does not need this: it updates the catalogue by itself. If a rebuild is
interrupted, the next search or rebuild continues it.

Exit codes: 0 done, 3 some bundles could not be read (each is named).`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withCatalog(cmd, sys, asJSON, func(ctx context.Context, c *catalog.Catalog) (catalog.Status, error) {
				say, done := catalogProgress(sys)
				defer done()
				return c.Rebuild(ctx, say)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one line of JSON")
	return cmd
}

func newCatalogStatus(sys *sys) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show where the catalogue is and what it holds",
		Long: `Show where the catalogue is and what it holds, without reading the store, and
check that the file is not damaged. Attachments whose text could not be extracted
are listed with the reason; those of kinds that are not read are only counted.

Exit codes: 0 done, 3 some bundles could not be read (each is named).`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withCatalog(cmd, sys, asJSON, func(ctx context.Context, c *catalog.Catalog) (catalog.Status, error) {
				if err := c.Check(ctx); err != nil {
					return catalog.Status{}, &coded{code: exitFailed, err: err, hint: "rebuild it: archiver catalog rebuild"}
				}
				return c.Status(ctx)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one line of JSON")
	return cmd
}

// catalogJSON is a catalogue as --json prints it.
type catalogJSON struct {
	Path       string         `json:"path"`
	Bytes      int64          `json:"bytes"`
	Bundles    int            `json:"bundles"`
	Superseded int            `json:"superseded"`
	Unread     []unreadBundle `json:"unread"`

	Files       int                     `json:"files"`
	NotSearched map[filetext.Reason]int `json:"files_not_searched"`
	Silent      []silentJSON            `json:"files_not_searched_list"`
}

// silentJSON is a file that is not searched by all that it says. Those of kinds that
// are not read are counted only.
type silentJSON struct {
	Key    string          `json:"key"`
	Entry  int             `json:"entry"`
	Name   string          `json:"name"`
	Reason filetext.Reason `json:"reason"`
}

func printCatalogJSON(ctx context.Context, sys *sys, c *catalog.Catalog, s catalog.Status) error {
	made := catalogJSON{s.Path, s.Bytes, s.Bundles, s.Superseded, namedFailures(s.Unread), s.Files, s.Silent, []silentJSON{}}
	for f, err := range c.Silent(ctx) {
		if err != nil {
			return err
		}
		made.Silent = append(made.Silent, silentJSON{f.Key, f.Entry, f.Name, f.Reason})
	}
	return json.NewEncoder(sys.stdout).Encode(made)
}

func printCatalog(ctx context.Context, sys *sys, c *catalog.Catalog, s catalog.Status, store string) error {
	for f, err := range c.Silent(ctx) {
		if err != nil {
			return err
		}
		fmt.Fprintf(sys.stdout, "%s: %s: %s\n", visible(f.Key), oneLine(f.Name), reasonWords[f.Reason])
	}
	if text := silentText(s); text != "" {
		fmt.Fprintln(sys.stdout, text)
	}
	_, err := fmt.Fprintf(sys.stdout, "%s: %s (%d superseded) of %s, %s\n", s.Path, count(s.Bundles, "bundle"), s.Superseded, store, bytesText(s.Bytes))
	return err
}

func withCatalog(cmd *cobra.Command, sys *sys, asJSON bool, do func(context.Context, *catalog.Catalog) (catalog.Status, error)) error {
	ctx := cmd.Context()
	store, closeStore, err := openStore(ctx, cmd, sys, false)
	if err != nil {
		return err
	}
	defer closeStore()
	c, err := openCatalog(ctx, sys, store)
	if err != nil {
		return err
	}
	defer c.Close()
	s, err := do(ctx, c)
	if err != nil {
		return err
	}
	if asJSON {
		err = printCatalogJSON(ctx, sys, c, s)
	} else {
		nameUnread(sys, s)
		err = printCatalog(ctx, sys, c, s, visible(store.String()))
	}
	if err != nil {
		return err
	}
	return unreadOutcome(s)
}
