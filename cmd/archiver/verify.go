package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
)

type verifyOptions struct {
	quick  bool
	share  string
	resume bool
	record bool
	json   bool
}

func newVerify(sys *sys) *cobra.Command {
	var o verifyOptions
	cmd := &cobra.Command{
		Use:   "verify [KEY…]",
		Short: "Re-read every bundle and check that nothing is changed, truncated or missing",
		Long: `Re-read every bundle, recompute every checksum, and compare the store with the
inventories of its runs, so that a missing bundle is noticed too. With a key, also
check the custody log against the last checkpoint seen on this machine, and the
bundles against the log. With --record, each bundle that was read and matches the
log gets an entry there that says so.

A large store can be read in daily shares: --share 1/30 reads the bundles whose turn
it is today, each once in 30 days, and checks the log, the inventories, and the
presence and size of all bundles. What was read is remembered in your cache folder,
for --resume and to say what was read when. It proves nothing about today.

Exit codes: 0 no difference, 11 a difference was found (each is named).`,
		RunE: func(cmd *cobra.Command, keys []string) error { return runVerify(cmd.Context(), cmd, sys, o, keys) },
	}
	keyFlag(cmd)
	tsaFlag(cmd)
	tsaRootsFlag(cmd)
	cmd.Flags().BoolVar(&o.quick, "quick", false, "check presence and sizes only, read no bundle")
	cmd.Flags().StringVar(&o.share, "share", "", "read only today's `share` (UTC), such as 1/30; another one each day")
	cmd.Flags().BoolVar(&o.resume, "resume", false, "do not read again what the last verify read before it was interrupted")
	cmd.Flags().BoolVar(&o.record, "record", false, "enter what is verified in the custody log (needs the signing key)")
	cmd.Flags().BoolVar(&o.json, "json", false, "print a line of JSON for each difference, then one for the whole")
	return cmd
}

// options are those of archive.Verify, but for what has to be looked up.
func (o verifyOptions) options(sys *sys, keys []string) (archive.VerifyOptions, error) {
	for _, key := range keys {
		if _, err := archive.ParseKey(key); err != nil {
			return archive.VerifyOptions{}, usage("a key looks like tickets/<department>/2026/01/220000001/<revision>.zip: archiver status --keys lists them", "%w", err)
		}
	}
	chosen := 0
	for _, is := range []bool{o.quick, o.share != "", o.resume, len(keys) > 0} {
		if is {
			chosen++
		}
	}
	if chosen > 1 && (o.share != "" || o.resume) {
		return archive.VerifyOptions{}, usage("leave out the others", "--share and --resume cannot be combined with a key, with --quick, or with each other")
	}
	share, err := parseShare(o.share, sys.now())
	return archive.VerifyOptions{Keys: keys, Quick: o.quick, Share: share, Now: sys.now}, err
}

// parseShare reads 1/30, and says which of the 30 it is now.
func parseShare(s string, now time.Time) (archive.Share, error) {
	if s == "" {
		return archive.Share{}, nil
	}
	of, isOne := strings.CutPrefix(s, "1/")
	n, err := strconv.Atoi(of)
	if !isOne || err != nil || n < 1 || n > 10_000 {
		return archive.Share{}, usage("write 1/30 to read every bundle once in 30 days", "%q is not a share", s)
	}
	return archive.ShareOn(now, n), nil
}

func runVerify(ctx context.Context, cmd *cobra.Command, sys *sys, o verifyOptions, keys []string) (err error) {
	options, err := o.options(sys, keys)
	if err != nil {
		return err
	}
	sys.odd.gather = true
	store, closeStore, err := openStore(ctx, cmd, sys, false)
	if err != nil {
		return err
	}
	defer closeStore()
	whole := !o.quick && o.share == "" && len(keys) == 0
	var book *readBook
	defer func() {
		stopped := ctx.Err() != nil && (errors.Is(err, ctx.Err()) || errors.Is(err, context.Cause(ctx)))
		if stopped && whole && (book == nil || book.path != "") {
			err = &coded{code: exitInterrupted, err: errors.New("interrupted"), hint: "archiver verify --resume continues from there"}
		}
	}()
	log, err := readLog(ctx, cmd, sys, store)
	if err != nil {
		return err
	}
	book, err = openReadBook(sys, absolute(sys, store), o.resume)
	if err != nil {
		return err
	}
	defer func() {
		if failed := book.close(); failed != nil {
			fmt.Fprintf(sys.stderr, "note: what was read can't be remembered: %s\n", visible(failed.Error()))
		}
	}()
	if whole {
		options.ReadSince = book.begin(o.resume)
	}
	options.Logged, options.Roots, options.Reads = log.says, log.roots, book
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
	if whole {
		book.finish()
	}
	return sayVerified(sys, o, log, found)
}

// sayVerified tells what was found, in the bundles, the log, and beside them.
func sayVerified(sys *sys, o verifyOptions, log checkedLog, found *archive.Verification) error {
	for _, d := range log.differences {
		found.Differences = append(found.Differences, archive.Difference{Key: d.Key, Problem: d.Problem})
	}
	found.Differences = append(found.Differences, sys.odd.found...)
	if err := printVerification(sys, o, found); err != nil {
		return err
	}
	if len(found.Differences) > 0 {
		return outcome(exitDifference, "differences found")
	}
	return log.keep()
}
