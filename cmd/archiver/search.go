package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/discovery/catalog"
	"github.com/glassix-archiver/archiver/discovery/query"
)

type searchOptions struct {
	searchFilters
	limit    int
	noUpdate bool
	json     bool
}

func newSearch(sys *sys) *cobra.Command {
	var o searchOptions
	cmd := &cobra.Command{
		Use:   "search [QUERY]",
		Short: "Find tickets by what they say, newest first",
		Long: `Find tickets by what they say: messages, notes, names and addresses, fields, tags,
names of files, and the text of PDF, office and plain files. Those closed last
come first.

  refund acme            both words, anywhere in the ticket
  "credit note"          exactly this phrase
  refund*                words that begin with refund
  refund OR credit       either; also AND, NOT and (parentheses)
  =החשבונית              only as written: otherwise Hebrew and Arabic words are
                         found with and without letters such as ו and ה before them

Case, accents, niqqud, final letters and forms of Arabic letters are ignored.
Numbers are found however their digits are grouped. docs/search.md explains the
rest. Quote the query for your shell: archiver search '"credit note" NOT acme'.

The search reads a catalogue in your cache folder and first updates it from the
store. Bundles that cannot be read are named; files without searchable text
(scans, encrypted files, …) are counted.

Exit codes: 0 done, 2 wrong usage or query, 3 some bundles could not be read.`,
		Example: `  archiver search 'refund "credit note"' --from 2025-01-01 --to 2026-01-01
  archiver search --participant dana@acme.com --channel WhatsApp --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runSearch(cmd.Context(), cmd, sys, o, strings.Join(args, " "))
		},
	}
	searchFlags(cmd, &o.searchFilters)
	cmd.Flags().IntVar(&o.limit, "limit", 20, "show at most `N` bundles; 0 is all")
	cmd.Flags().BoolVar(&o.noUpdate, "no-update", false, "do not read the store: search what the catalogue has")
	cmd.Flags().BoolVar(&o.json, "json", false, "print one line of JSON for each bundle")
	return cmd
}

func runSearch(ctx context.Context, cmd *cobra.Command, sys *sys, o searchOptions, text string) error {
	s, err := o.search(text)
	if err == nil && o.limit < 0 {
		err = usage("--limit 20, or 0 for all", "--limit %d is below 0", o.limit)
	}
	if err != nil {
		return err
	}
	store, closeStore, err := openStore(ctx, cmd, sys, false)
	if err != nil {
		return err
	}
	defer closeStore()
	var c *catalog.Catalog
	var status catalog.Status
	if !o.noUpdate {
		c, status, err = currentCatalog(ctx, sys, store)
	} else if c, err = openCatalog(ctx, sys, store); err == nil {
		status, err = c.Status(ctx)
	}
	if err != nil {
		return err
	}
	defer c.Close()
	noteUnknown(ctx, sys, c, s)
	noteSilent(sys, s.Query, status)
	if err := showHits(ctx, sys, o, c, s, status); err != nil {
		return err
	}
	return unreadOutcome(status)
}

// showHits prints what a search finds.
func showHits(ctx context.Context, sys *sys, o searchOptions, c *catalog.Catalog, s query.Search, status catalog.Status) error {
	p := newHitPrinter(sys, o.json)
	shown, more := 0, false
	for hit, err := range c.Each(ctx, s) {
		if err != nil {
			return brokenCatalog(err)
		}
		if more = o.limit > 0 && shown == o.limit; more {
			break
		}
		d, err := c.Document(ctx, hit.Key)
		if err != nil {
			return brokenCatalog(err)
		}
		if err := p.print(hit, s.Excerpt(d, excerptSize)); err != nil {
			return err
		}
		shown++
	}
	if shown == 0 {
		noteWhole(sys, s.Query)
	}
	return p.end(shown, more, status)
}

// noteWhole says, where nothing is found, that a word does not find longer ones.
func noteWhole(sys *sys, q *query.Query) {
	if w := q.Whole(); w != "" {
		fmt.Fprintf(sys.stderr, "note: only whole words are found; %s* also finds words that begin with it\n", visible(w))
	}
}

// brokenCatalog says what to do about a catalogue that is damaged.
func brokenCatalog(err error) error {
	if catalog.Damaged(err) {
		return &coded{code: exitFailed, err: err, hint: "rebuild it: archiver catalog rebuild"}
	}
	return err
}

// excerptSize is about how much of a hit is shown, in bytes.
const excerptSize = 240
