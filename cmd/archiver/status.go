package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
)

type statusOptions struct {
	json bool
	keys bool
}

func newStatus(sys *sys) *cobra.Command {
	var o statusOptions
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show what the store holds, and how its runs went",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return runStatus(cmd.Context(), cmd, sys, o) },
	}
	cmd.Flags().BoolVar(&o.json, "json", false, "print one line of JSON")
	cmd.Flags().BoolVar(&o.keys, "keys", false, "print the key of every bundle, and nothing else")
	return cmd
}

func runStatus(ctx context.Context, cmd *cobra.Command, sys *sys, o statusOptions) error {
	store, closeStore, err := openStore(ctx, cmd, sys, false)
	if err != nil {
		return err
	}
	defer closeStore()
	if o.keys {
		for key, err := range archive.Keys(ctx, store) {
			if err != nil {
				return err
			}
			fmt.Fprintln(sys.stdout, key)
		}
		return nil
	}
	s, err := archive.ReadStatus(ctx, store)
	if err != nil {
		return err
	}
	if o.json {
		return json.NewEncoder(sys.stdout).Encode(s)
	}
	printStatus(sys.stdout, s)
	return nil
}

// runsShown bounds the runs that are listed; --json has them all.
const runsShown = 10

func printStatus(w io.Writer, s *archive.Status) {
	fmt.Fprintf(w, "%s holds %s of %s, %s\n", s.Store, count(s.Bundles, "bundle"), count(s.Tickets, "ticket"), bytesText(s.Bytes))
	printMonths(w, s.Months)
	if s.Last == nil {
		fmt.Fprintln(w, "\nno run has left a report")
		return
	}
	printRuns(w, s.Runs)
	if !s.Last.Complete {
		fmt.Fprintln(w, "\nthe last run was not complete:")
		summarize(w, s.Last)
	}
	for _, run := range s.Damaged {
		fmt.Fprintf(w, "\nthe report of run %s can't be read; archiver verify tells more\n", visible(run))
	}
	if s.Lacking > 0 {
		fmt.Fprintf(w, "\n%s with exceptions: archiver run --retry-exceptions tries again\n", count(s.Lacking, "ticket"))
	}
	fmt.Fprintf(w, "\na run without --since continues from %s\n", s.Next.Format(time.RFC3339))
}

func printMonths(w io.Writer, months []archive.MonthStatus) {
	if len(months) == 0 {
		return
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\ndepartment\tclosed in\ttickets\tbundles\tsize\tproven complete")
	for _, m := range months {
		fmt.Fprintf(t, "%s\t%s\t%d\t%d\t%s\t%s\n", visible(m.Department), m.Month, m.Tickets, m.Bundles, bytesText(m.Bytes), provenText(m))
	}
	t.Flush()
}

// provenText says whether the runs' reports prove a month, and if not why.
func provenText(m archive.MonthStatus) string {
	purged := ""
	if m.Purged > 0 {
		purged = fmt.Sprintf("; %s purged since", count(m.Purged, "bundle"))
	}
	if m.Complete {
		return "yes" + purged
	}
	return "no: " + strings.Join(m.Gaps, ", ") + purged
}

func printRuns(w io.Writer, runs []archive.RunStatus) {
	if skipped := len(runs) - runsShown; skipped > 0 {
		fmt.Fprintf(w, "\nthe last %d of %d runs:\n", runsShown, len(runs))
		runs = runs[skipped:]
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\nrun\tclosed from\tto\tarchived\tunchanged\tfailed\texceptions")
	for _, r := range runs {
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%d\t%d\t%d\n", r.Run, r.Since.Format(time.DateTime), r.Until.Format(time.DateTime), r.Archived, r.Unchanged, r.Failed, r.Exceptions)
	}
	t.Flush()
}
