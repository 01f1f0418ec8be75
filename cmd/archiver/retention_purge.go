package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
)

func newRetentionPurge(sys *sys) *cobra.Command {
	var o applyOptions
	cmd := &cobra.Command{
		Use:   "purge",
		Short: "Remove for good what is due by the policy, with a certificate of destruction",
		Long: `Remove for good the bundles whose retention, as the policy decides now, has passed.
What a case holds, or the store has locked, stays and is named. A certificate of
destruction says what, when due, under which rule, and its SHA-256; it is stored
before anything is removed, and stays. What is gone is entered in the custody log.
The same command again completes what was interrupted.

Exit codes: 0 done, 2 wrong usage or policy, 3 something that is due was refused, or
bundles could not be read (each is named).`,
		Example: `  archiver retention purge --dry-run
  archiver retention purge`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runRetentionPurge(cmd.Context(), cmd, sys, o) },
	}
	tsaFlag(cmd)
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, "say what would be removed, and remove nothing")
	cmd.Flags().BoolVar(&o.json, "json", false, "print one line of JSON")
	return cmd
}

func runRetentionPurge(ctx context.Context, cmd *cobra.Command, sys *sys, o applyOptions) error {
	settings, err := loadConfig(cmd, sys)
	if err != nil {
		return err
	}
	policy, err := settings.policy(cmd, sys)
	if err != nil {
		return err
	}
	keysOf := settings.signing
	if o.dryRun {
		keysOf = settings.custodyKeys
	}
	keys, err := keysOf(cmd, sys)
	if err != nil {
		return err
	}
	authority, err := settings.authority(cmd, sys)
	if err != nil {
		return err
	}
	store, closeStore, err := openStoreAt(ctx, storeName(cmd, sys, settings), false)
	if err != nil {
		return err
	}
	defer closeStore()
	options := archive.PurgeOptions{Policy: policy, Now: sys.now, Random: sys.random}
	if options.Registry, options.View, err = registry(ctx, sys, store, keys, o.dryRun); err != nil {
		return err
	}
	defer func() { stampSaid(ctx, sys, store, options.Registry.Log, authority) }()
	purged, err := archive.Purge(ctx, options)
	if err != nil {
		return damagedLog(err)
	}
	if err := printPurged(sys, o, policyText(policy), purged); err != nil {
		return err
	}
	if len(purged.Refused)+len(purged.Unread) > 0 {
		return outcome(exitExceptions, "not all that is due was removed")
	}
	return nil
}

// purgedJSON is what purge did, as --json prints it.
type purgedJSON struct {
	DryRun       bool                `json:"dry_run"`
	Bundles      int                 `json:"bundles"` // looked at
	Destroyed    []archive.Destroyed `json:"destroyed"`
	Completed    []archive.Destroyed `json:"completed"` // gone since a purge that was cut off, and entered now
	Refused      []unreadBundle      `json:"refused"`
	Unread       []unreadBundle      `json:"unread"`
	Certificates []string            `json:"certificates"`
}

func printPurged(sys *sys, o applyOptions, policy string, p *archive.Purged) error {
	if o.json {
		return json.NewEncoder(sys.stdout).Encode(purgedJSON{o.dryRun, p.Bundles, p.Destroyed, p.Completed, namedFailures(p.Refused), namedFailures(p.Unread), p.Certificates})
	}
	is := "is removed"
	if o.dryRun {
		is = "would be removed"
	}
	fmt.Fprintf(sys.stdout, "retention: %s\n", policy)
	var bytes int64
	for _, d := range p.Destroyed {
		bytes += d.Size
		fmt.Fprintf(sys.stdout, "%s: %s, due since %s by %s\n", d.Key, is, d.Due.Format(time.RFC3339), visible(d.Rule))
	}
	for _, d := range p.Completed {
		fmt.Fprintf(sys.stdout, "%s: was removed by a purge that was cut off; entered now\n", visible(d.Key))
	}
	for _, f := range p.Refused {
		fmt.Fprintf(sys.stdout, "%s: stays: %s\n", f.Key, visible(f.Err.Error()))
	}
	for _, f := range p.Unread {
		fmt.Fprintf(sys.stdout, "%s: not looked at: %s\n", f.Key, visible(f.Err.Error()))
	}
	fmt.Fprintf(sys.stdout, "%s looked at, %d due: %d %s (%s), %d refused\n", count(p.Bundles, "bundle"), len(p.Destroyed)+len(p.Refused), len(p.Destroyed), strings.TrimPrefix(is, "is "), bytesText(bytes), len(p.Refused))
	if o.dryRun {
		fmt.Fprintln(sys.stdout, "this was a dry run: nothing was removed")
		return nil
	}
	for _, c := range p.Certificates {
		fmt.Fprintf(sys.stdout, "certificate of destruction: %s\n", c)
	}
	return nil
}
