package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
)

type verifyOptions struct {
	quick  bool
	json   bool
	record bool
}

func newVerify(sys *sys) *cobra.Command {
	var o verifyOptions
	cmd := &cobra.Command{
		Use:   "verify [KEY…]",
		Short: "Re-read every bundle and check that nothing is changed, cut or gone",
		Long: `Re-read every bundle, recompute every checksum, and hold the store against the
inventories of its runs, so that a bundle that is gone is noticed too. With a
key, the custody log is checked as well, against the last checkpoint that was
seen on this machine, and the bundles against it. With --record, each bundle that
was read and is as the log has it gets an entry there that says so.

Exit codes: 0 no difference, 11 a difference was found (each is named).`,
		RunE: func(cmd *cobra.Command, keys []string) error { return runVerify(cmd.Context(), cmd, sys, o, keys) },
	}
	keyFlag(cmd)
	tsaFlag(cmd)
	tsaRootsFlag(cmd)
	cmd.Flags().BoolVar(&o.quick, "quick", false, "presence and sizes only: read no bundle")
	cmd.Flags().BoolVar(&o.record, "record", false, "enter what is verified in the custody log, which needs the key that signs it")
	cmd.Flags().BoolVar(&o.json, "json", false, "print one line of JSON a difference, then one for the whole")
	return cmd
}

func runVerify(ctx context.Context, cmd *cobra.Command, sys *sys, o verifyOptions, keys []string) error {
	store, closeStore, err := openStore(ctx, cmd, sys, false)
	if err != nil {
		return err
	}
	defer closeStore()
	for _, key := range keys {
		if _, err := archive.ParseKey(key); err != nil {
			return usage("a key looks like tickets/<department>/2026/01/220000001/<revision>.zip: archiver status --keys lists them", "%w", err)
		}
	}
	log, err := readLog(ctx, cmd, sys, store)
	if err != nil {
		return err
	}
	options := archive.VerifyOptions{Keys: keys, Quick: o.quick, Logged: log.says, Now: sys.now, Roots: log.roots}
	if o.record {
		done, err := recordTo(ctx, cmd, sys, store, log, &options)
		if err != nil {
			return err
		}
		defer done()
	}
	found, err := archive.Verify(ctx, store, options)
	if err != nil {
		return damagedLog(err)
	}
	for _, d := range log.differences {
		found.Differences = append(found.Differences, archive.Difference{Key: d.Key, Problem: d.Problem})
	}
	if err := printVerification(sys, o, found); err != nil {
		return err
	}
	if len(found.Differences) > 0 {
		return outcome(exitDifference, "differences found")
	}
	return log.keep()
}

func printVerification(sys *sys, o verifyOptions, v *archive.Verification) error {
	if o.json {
		lines := json.NewEncoder(sys.stdout)
		for _, d := range v.Differences {
			if err := lines.Encode(d); err != nil {
				return err
			}
		}
		return lines.Encode(v)
	}
	for _, d := range v.Differences {
		fmt.Fprintf(sys.stdout, "%s: %s\n", visible(d.Key), visible(d.Problem))
	}
	for _, note := range verificationNotes(v) {
		fmt.Fprintln(sys.stdout, "note: "+visible(note))
	}
	fmt.Fprintln(sys.stdout, verificationText(v))
	return nil
}

// verificationNotes says what is no difference and yet to be known; --json
// has it item by item.
func verificationNotes(v *archive.Verification) []string {
	var notes []string
	if v.Entered > 0 {
		notes = append(notes, fmt.Sprintf("%s entered as verified in the custody log", count(v.Entered, "bundle")))
	}
	if n := len(v.Unlisted); n > 0 {
		notes = append(notes, fmt.Sprintf("%s whole but in no inventory, left by a run that was killed: the next run that meets them takes them in", count(n, "bundle")))
	}
	if n := len(v.Unsigned); n > 0 {
		notes = append(notes, fmt.Sprintf("%s not in the custody log: from before it was begun, or not by the archiver", count(n, "bundle")))
	}
	if n := len(v.UnsignedRuns); n > 0 {
		notes = append(notes, fmt.Sprintf("%s with a report that is not in the custody log: from before it was begun, killed at the very end, or not by the archiver", count(n, "run")))
	}
	if v.Timestamps > 0 {
		notes = append(notes, timestampsText(v))
	}
	if n := len(v.Purged); n > 0 {
		notes = append(notes, fmt.Sprintf("%s purged when the retention had passed: certificates of destruction are in custody/certificates/", count(n, "bundle")))
	}
	for _, key := range v.Remade {
		notes = append(notes, fmt.Sprintf("%s was gone once, and made again by a later run: the inventories have both", key))
	}
	for _, run := range v.Unreported {
		notes = append(notes, fmt.Sprintf("run %s has no report: it was killed at its very end, or the report was removed", run))
	}
	if n := len(v.Missing); n > 0 {
		notes = append(notes, fmt.Sprintf("%s by the bundles' own account (exceptions.json): archiver run --retry-exceptions tries to complete them", count(n, "exception")))
	}
	return notes
}

func verificationText(v *archive.Verification) string {
	how := "verified"
	if v.Quick {
		how = "looked at the presence and size of"
	}
	text := fmt.Sprintf("%s %s (%s) against the inventories of %s: ", how, count(v.Bundles, "bundle"), bytesText(v.Bytes), count(v.Runs, "run"))
	if n := len(v.Differences); n > 0 {
		return text + count(n, "difference")
	}
	return text + "no difference"
}
