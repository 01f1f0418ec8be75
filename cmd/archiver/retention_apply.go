package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
)

type applyOptions struct {
	dryRun bool
	json   bool
}

func newRetentionApply(sys *sys) *cobra.Command {
	var o applyOptions
	cmd := &cobra.Command{
		Use:   "apply",
		Short: "Extend what is stored to at least what the policy says now",
		Long: `Extend what is stored to at least what the policy says now: kept longer, locked
more strictly, put on hold. Nothing is ever shortened or weakened, and no hold is
lifted. Every change is entered in the custody log; if the store has a log, this
needs its key. After an interruption the same command completes it.

Exit codes: 0 done, 2 wrong usage or policy, or no key, 3 bundles could not be read
(each is named), 10 the store cannot lock, or refuses.`,
		Example: `  archiver retention plan
  archiver retention apply --dry-run
  archiver retention apply`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runRetentionApply(cmd.Context(), cmd, sys, o) },
	}
	tsaFlag(cmd)
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, "show what would be done, and change nothing")
	cmd.Flags().BoolVar(&o.json, "json", false, "print one line of JSON")
	return cmd
}

func runRetentionApply(ctx context.Context, cmd *cobra.Command, sys *sys, o applyOptions) error {
	settings, policy, err := loadPolicied(cmd, sys)
	if err != nil {
		return err
	}
	authority, err := settings.authority(cmd, sys)
	if err != nil {
		return err
	}
	keys, store, closeStore, err := settings.open(ctx, cmd, sys, (*config).custodyKeys)
	if err != nil {
		return err
	}
	defer closeStore()
	options := archive.ApplyOptions{Policy: policy, Now: sys.now}
	if options.Registry, options.View, err = registry(ctx, sys, store, keys, o.dryRun); err != nil {
		return err
	}
	defer func() { leaveSaid(ctx, sys, store, keys, options.Registry.Log, authority) }()
	applied, err := archive.Apply(ctx, options)
	if err != nil {
		return damagedLog(err)
	}
	if err := printApplied(sys, o, policyText(policy), applied); err != nil {
		return err
	}
	if n := len(applied.Held); n > 0 && options.Registry.Log == nil && !o.dryRun {
		fmt.Fprintf(sys.stderr, "note: %s put on hold with no custody log to say for which case: archiver init makes its key, and the same command enters it then\n", count(n, "bundle"))
	}
	if n := len(applied.Failures); n > 0 {
		return fmt.Errorf("%s not kept as the policy says: %w", count(n, "bundle"), applied.Failures[0].Err)
	}
	if len(applied.Unread) > 0 {
		return outcome(exitExceptions, "bundles could not be read")
	}
	return nil
}

// registry is where what is done is noted; in a dry run, nothing is.
func registry(ctx context.Context, sys *sys, store storage.Store, keys custodyKeys, dryRun bool) (r archive.Registry, view *custody.View, err error) {
	r = archive.Registry{By: generator()}
	switch {
	case dryRun:
		r.Store = &storage.DryRun{Store: store}
	case keys.signer != nil:
		if r.Log, r.Store, err = openWritten(ctx, sys, store, keys); err != nil {
			return r, nil, err
		}
		return r, r.Log.View(), nil
	default:
		if err := keys.suffice(ctx, store, "is extended or held"); err != nil {
			return r, nil, err
		}
		var ok bool
		if r.Store, ok = storage.AsKeeper(store); !ok {
			return r, nil, fmt.Errorf("keep bundles as the policy says: %w", storage.ErrNoLock)
		}
	}
	if keys.signer != nil { // without the log being written, what it lacks is no reason to do anything
		view, err = custody.Read(ctx, store, keys.verifier)
	}
	return r, view, damagedLog(err)
}

// appliedJSON is what apply did, as --json prints it.
type appliedJSON struct {
	DryRun   bool                `json:"dry_run"`
	Bundles  int                 `json:"bundles"` // looked at
	Extended []archive.Extension `json:"extended"`
	Held     []archive.Placed    `json:"held"`
	Failed   []unreadBundle      `json:"failed"`
	Unread   []unreadBundle      `json:"unread"`
}

func printApplied(sys *sys, o applyOptions, policy string, a *archive.Applied) error {
	if o.json {
		return json.NewEncoder(sys.stdout).Encode(appliedJSON{o.dryRun, a.Bundles, a.Extended, a.Held, namedFailures(a.Failures), namedFailures(a.Unread)})
	}
	is, are := "is", "are"
	if o.dryRun {
		is, are = "would be", "would be"
	}
	fmt.Fprintf(sys.stdout, "retention: %s\n", policy)
	for _, x := range a.Extended {
		fmt.Fprintln(sys.stdout, extensionText(x, is))
	}
	for _, h := range a.Held {
		fmt.Fprintf(sys.stdout, "%s: %s held for %s\n", h.Key, is, visible(h.Case))
	}
	for _, f := range a.Failures {
		fmt.Fprintf(sys.stdout, "%s: failed: %s\n", f.Key, visible(f.Err.Error()))
	}
	for _, f := range a.Unread {
		fmt.Fprintf(sys.stdout, "%s: not checked: %s\n", f.Key, visible(f.Err.Error()))
	}
	fmt.Fprintf(sys.stdout, "%s checked: %d %s kept longer or more strictly, %d put on hold\n", count(a.Bundles, "bundle"), len(a.Extended), are, len(a.Held))
	if o.dryRun {
		fmt.Fprintln(sys.stdout, "this was a dry run: nothing was changed")
	}
	return nil
}

func extensionText(x archive.Extension, is string) string {
	now, was := storage.Retention{Mode: x.Mode, Until: x.Until}, storage.Retention{Mode: x.WasMode, Until: x.WasUntil}
	switch {
	case x.Mode == storage.None:
		return fmt.Sprintf("%s: %s kept until %s, by rule %s; nothing locks it", x.Key, is, x.Until.Format(time.RFC3339), visible(x.Rule))
	case now == was:
		return fmt.Sprintf("%s: %s entered in the custody log as %s, by rule %s; it is that already", x.Key, is, now, visible(x.Rule))
	}
	return fmt.Sprintf("%s: %s %s, by rule %s; was %s", x.Key, is, now, visible(x.Rule), was)
}
