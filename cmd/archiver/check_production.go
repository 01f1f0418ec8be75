package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/discovery/check"
)

func newCheckProduction(sys *sys) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check-production DIR|FILE.rsmf",
		Short: "Read a production as its recipient would, and say what is not as it should be",
		Long: `Read a production as its recipient would: every file against the manifest, every
row of the load files against the files that it names, Bates numbers without gap
or repeat and on every page, families, dates, .opt and report against the rows,
and each .rsmf by the official schema and by stricter rules. It needs the folder
alone: no store, no settings, no network.

Exit codes: 0 all is as it should be, 11 something is not (each is named, with a
code that docs/production-check.md explains).`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runCheckProduction(cmd.Context(), sys, args[0], asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one line of JSON a problem, then one for the whole")
	return cmd
}

func runCheckProduction(ctx context.Context, sys *sys, dir string, asJSON bool) error {
	found, err := checkProduction(ctx, dir)
	if err != nil {
		return err
	}
	if err := printChecked(sys, found, asJSON); err != nil {
		return err
	}
	if found.Found > 0 {
		return outcome(exitDifference, "the production is not as it should be")
	}
	return nil
}

// checkProduction checks a folder, or a single .rsmf file.
func checkProduction(ctx context.Context, path string) (*check.Result, error) {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		return check.Folder(ctx, path, check.Options{})
	}
	if err != nil || !info.Mode().IsRegular() || filepath.Ext(path) != ".rsmf" {
		return nil, usage("give the folder that has manifest-sha256.txt in it, or an .rsmf file", "%s is no production", path)
	}
	opened, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	return check.Slice(ctx, opened, info.Size(), filepath.Base(path), check.Options{})
}

func printChecked(sys *sys, r *check.Result, asJSON bool) error {
	lines := json.NewEncoder(sys.stdout)
	for _, p := range r.Problems {
		if !asJSON {
			fmt.Fprintln(sys.stdout, visible(p.String()))
		} else if err := lines.Encode(p); err != nil {
			return err
		}
	}
	if asJSON {
		return lines.Encode(r)
	}
	if more := r.Found - len(r.Problems); more > 0 {
		fmt.Fprintf(sys.stdout, "… and %d more\n", more)
	}
	c := r.Counts
	fmt.Fprintf(sys.stdout, "checked %s (%s) in %s: %s, %s of PDF, %s with %s: ", count(c.Files, "file"), bytesText(c.Bytes), count(c.Volumes, "volume"),
		count(c.Documents, "document"), count(c.Pages, "page"), count(c.RSMF, ".rsmf file"), count(c.Events, "event"))
	if r.Found == 0 {
		fmt.Fprintln(sys.stdout, "all as it should be")
	} else {
		fmt.Fprintln(sys.stdout, count(r.Found, "problem"))
	}
	return nil
}
