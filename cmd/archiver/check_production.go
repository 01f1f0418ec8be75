package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/discovery/check"
)

func newCheckProduction(sys *sys) *cobra.Command {
	var asJSON bool
	var key string
	cmd := &cobra.Command{
		Use:   "check-production DIR|FILE.rsmf",
		Short: "Check a production as its recipient would, and name every problem",
		Long: `Read a production as its recipient would: every file against the manifest, every
row of the load files against the files that it names, Bates numbers without gap
or repeat and on every page, families, dates, .opt and report against the rows,
and each .rsmf by the official schema, by stricter rules, and against its row. It
needs only the folder: no store, no settings, no network.

Someone who changes a production can also recompute all hashes. With --key, the
public key of the archive's custody log, the command also proves that the production,
and each bundle that it comes from, is in that log as it is here. Get the key from
someone you trust, not from the folder.

Ten problems of each code are printed, up to 1,000 with --json. Exit codes: 0 no
problem, 11 problems were found (each with a code that docs/production-check.md
explains).`,
		Example: `  archiver check-production production-1
  archiver check-production production-1 --key acme.example/archive+5cf20c1e+AZ…`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var verifier note.Verifier
			if cmd.Flags().Changed("key") {
				var err error
				if verifier, err = custody.ParseVerifier(key); err != nil {
					return usage("write the public key that archiver init printed: name+number+key", "%w", err)
				}
			}
			return runCheckProduction(cmd.Context(), sys, args[0], verifier, asJSON)
		},
	}
	cmd.Flags().StringVar(&key, "key", "", "public `key` of the custody log: prove that this production and its bundles are in it")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a line of JSON for each problem, then one for the whole")
	return cmd
}

func runCheckProduction(ctx context.Context, sys *sys, dir string, key note.Verifier, asJSON bool) error {
	var o check.Options
	if key != nil {
		o.Prove = func(entry, proof []byte) error { return custody.VerifyProof(entry, proof, key) }
	}
	found, err := checkProduction(ctx, dir, o)
	if err != nil {
		return err
	}
	if err := printChecked(sys, found, asJSON); err != nil {
		return err
	}
	if key != nil && !asJSON && found.ByCode[check.CustodyProof] == 0 {
		fmt.Fprintf(sys.stdout, "proven: the custody log of %s+%08x has this production, and its bundles as stated\n", visible(key.Name()), key.KeyHash())
	}
	if found.Found > 0 {
		return outcome(exitDifference, "the production has problems")
	}
	return nil
}

// checkProduction checks a folder, or a single .rsmf file.
func checkProduction(ctx context.Context, path string, o check.Options) (*check.Result, error) {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		return check.Folder(ctx, path, o)
	}
	if err != nil || !info.Mode().IsRegular() || filepath.Ext(path) != ".rsmf" {
		return nil, usage("give the folder that has manifest-sha256.txt in it, or an .rsmf file", "%s is not a production", path)
	}
	if o.Prove != nil {
		return nil, usage("give the folder with CUSTODY in it", "%s has no proofs that --key could check", path)
	}
	opened, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	return check.Slice(ctx, opened, info.Size(), filepath.Base(path), o)
}

func printChecked(sys *sys, r *check.Result, asJSON bool) error {
	if asJSON {
		lines := json.NewEncoder(sys.stdout)
		for _, p := range r.Problems {
			if err := lines.Encode(p); err != nil {
				return err
			}
		}
		return lines.Encode(r)
	}
	printProblems(sys.stdout, r)
	c := r.Counts
	fmt.Fprintf(sys.stdout, "checked %s (%s) in %s: %s, %s of PDF, %s with %s: ", count(c.Files, "file"), bytesText(c.Bytes), count(c.Volumes, "volume"),
		count(c.Documents, "document"), count(c.Pages, "page"), count(c.RSMF, ".rsmf file"), count(c.Events, "event"))
	if r.Found == 0 {
		fmt.Fprintln(sys.stdout, "no problems found")
	} else {
		fmt.Fprintln(sys.stdout, count(r.Found, "problem"))
	}
	return nil
}

// maxOfCode is how many problems of a code people are shown: who reads the first
// ones knows the rest.
const maxOfCode = 10

func printProblems(w io.Writer, r *check.Result) {
	shown := map[string]int{}
	for i, p := range r.Problems {
		if shown[p.Code]++; shown[p.Code] <= maxOfCode {
			fmt.Fprintln(w, visible(p.String()))
		}
		last := i == len(r.Problems)-1 || r.Problems[i+1].Code != p.Code
		if more := r.ByCode[p.Code] - maxOfCode; last && more > 0 {
			fmt.Fprintf(w, "… and %d more of %s\n", more, p.Code)
		}
	}
}
