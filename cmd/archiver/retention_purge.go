package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/custody"
)

type purgeOptions struct {
	applyOptions
	override string // why promises are
}

func newRetentionPurge(sys *sys) *cobra.Command {
	var o purgeOptions
	cmd := &cobra.Command{
		Use:   "purge",
		Short: "Permanently remove what is due, with a certificate of destruction",
		Long: `Permanently remove the bundles whose retention has passed, both as the policy decides
now and as it was recorded when they were archived or last extended. So a policy that
is shortened by mistake removes nothing. A bundle that a case holds, that the store
has locked, or that is not what was archived stays and is named. A certificate of
destruction is stored before anything is removed, and stays. It has each bundle's
SHA-256, when it was due, and under which rule. What was removed is entered in the
custody log. After an interruption the same command completes it.

--override removes what is due by the policy even if a later end was recorded. The
certificate keeps the reason and what was overridden. It overrides no hold and no
lock.

Exit codes: 0 done, 2 wrong usage or policy, 3 something that is due was refused, or
bundles could not be read (each is named).`,
		Example: `  archiver retention purge --dry-run
  archiver retention purge`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runRetentionPurge(cmd.Context(), cmd, sys, o) },
	}
	tsaFlag(cmd)
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, "show what would be removed, and remove nothing")
	cmd.Flags().StringVar(&o.override, "override", "", "`reason`, for the certificate, why bundles are removed before the end that was recorded for them")
	cmd.Flags().BoolVar(&o.json, "json", false, "print one line of JSON")
	return cmd
}

func runRetentionPurge(ctx context.Context, cmd *cobra.Command, sys *sys, o purgeOptions) error {
	if err := o.check(cmd.Flags().Changed("override")); err != nil {
		return err
	}
	settings, policy, err := loadPolicied(cmd, sys)
	if err != nil {
		return err
	}
	keysOf := (*config).signing
	if o.dryRun {
		keysOf = (*config).custodyKeys
	}
	authority, err := settings.authority(cmd, sys)
	if err != nil {
		return err
	}
	keys, store, closeStore, err := settings.open(ctx, cmd, sys, keysOf)
	if err != nil {
		return err
	}
	defer closeStore()
	options := archive.PurgeOptions{Policy: policy, Override: o.override, Now: sys.now, Random: sys.random}
	if options.Registry, options.View, err = registry(ctx, sys, store, keys, o.dryRun); err != nil {
		return err
	}
	if options.View == nil && keys.verifier != nil { // the public key is enough for a dry run
		if options.View, err = custody.Read(ctx, store, keys.verifier); err != nil {
			return damagedLog(err)
		}
	}
	defer func() { leaveSaid(ctx, sys, store, keys, options.Registry.Log, authority) }()
	purged, err := archive.Purge(ctx, options)
	if errors.Is(err, archive.ErrClockAhead) {
		return &coded{code: exitFailed, err: err, hint: "set this machine's clock right; archiver doctor compares the two"}
	}
	if err != nil {
		return damagedLog(err)
	}
	if err := printPurged(sys, o, policyText(policy), purged); err != nil {
		return err
	}
	if len(purged.Refused)+len(purged.Unread) > 0 {
		return outcome(exitExceptions, "not everything that is due was removed")
	}
	return nil
}

// maxReason bounds the reason of an override, in bytes.
const maxReason = 1000

func (o purgeOptions) check(overrides bool) error {
	if overrides && strings.TrimSpace(o.override) == "" || len(o.override) > maxReason || visible(o.override) != o.override {
		return usage(`--override "erasure asked for by the customer, ref. 4711"`, "%.40q is not a reason to remove what was to be kept", o.override)
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

func printPurged(sys *sys, o purgeOptions, policy string, p *archive.Purged) error {
	if o.json {
		return json.NewEncoder(sys.stdout).Encode(purgedJSON{o.dryRun, p.Bundles, p.Destroyed, p.Completed, namedFailures(p.Refused), namedFailures(p.Unread), p.Certificates})
	}
	is, now := "is removed", "is entered now"
	if o.dryRun {
		is, now = "would be removed", "would be entered"
	}
	fmt.Fprintf(sys.stdout, "retention: %s\n", policy)
	var bytes int64
	for _, d := range p.Destroyed {
		bytes += d.Size
		fmt.Fprintf(sys.stdout, "%s: %s, due since %s by rule %s%s\n", d.Key, is, d.Due.Format(time.RFC3339), visible(d.Rule), visible(overriddenText(d)))
	}
	for _, d := range p.Completed {
		fmt.Fprintf(sys.stdout, "%s: was removed by a purge that was cut off; that %s\n", visible(d.Key), now)
	}
	for _, f := range p.Refused {
		fmt.Fprintf(sys.stdout, "%s: stays: %s\n", f.Key, visible(f.Err.Error()))
	}
	for _, f := range p.Unread {
		fmt.Fprintf(sys.stdout, "%s: not checked: %s\n", f.Key, visible(f.Err.Error()))
	}
	fmt.Fprintf(sys.stdout, "%s checked, %d due: %d %s (%s), %d refused\n", count(p.Bundles, "bundle"), len(p.Destroyed)+len(p.Refused), len(p.Destroyed), strings.TrimPrefix(is, "is "), bytesText(bytes), len(p.Refused))
	if n := promised(p.Refused); n > 0 {
		fmt.Fprintf(sys.stdout, "note: %s kept because an earlier policy kept it longer; if the policy is shorter by mistake, correct it; --override removes it, with a reason\n", count(n, "bundle"))
	}
	if o.dryRun {
		fmt.Fprintln(sys.stdout, "this was a dry run: nothing was removed")
		return nil
	}
	for _, c := range p.Certificates {
		fmt.Fprintf(sys.stdout, "certificate of destruction: %s\n", c)
	}
	return nil
}

func overriddenText(d archive.Destroyed) string {
	if d.Promised.IsZero() {
		return ""
	}
	return fmt.Sprintf(", though it was to be kept until %s by rule %s", d.Promised.Format(time.RFC3339), d.PromisedBy)
}

// promised counts what stays for no other reason than what was said of it.
func promised(refused []archive.Failure) (n int) {
	for _, f := range refused {
		if errors.Is(f.Err, archive.ErrPromised) {
			n++
		}
	}
	return n
}
