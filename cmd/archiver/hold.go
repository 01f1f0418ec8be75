package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/discovery/query"
)

type holdOptions struct {
	name    string // of the case
	query   string
	filters searchFilters // with tags, the query's
	ends    bool          // release
	tags    []string
	tickets []int64
	json    bool
	all     bool // list: every bundle is asked for
}

func newHold(sys *sys) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "hold",
		Short: "Place, release and list legal holds, by case",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newHoldPlace(sys), newHoldRelease(sys), newHoldList(sys))
	return cmd
}

func newHoldPlace(sys *sys) *cobra.Command {
	var o holdOptions
	cmd := &cobra.Command{
		Use:   "place --case CASE [--query QUERY] [--tag TAG…] [--ticket N…] [KEY…]",
		Short: "Put bundles on legal hold for a case",
		Long: `Put bundles on legal hold for a case: all bundles of each ticket that has one of the
tags or one of the numbers, and the bundles named by their keys. A bundle on hold
cannot be deleted, even after its retention has passed. Each hold is entered in the
custody log. After an interruption the same command completes it.

With --query or a filter of archiver search, all bundles of the tickets found are
held, and the search becomes a rule of the case: later runs also put what they
archive on hold if it matches. --tag then narrows the query.

Exit codes: 0 done, 3 some bundles could not be read (each is named, and not on
hold), 10 the store refuses.`,
		Example: `  archiver hold place --case case-2026-017 --tag litigation --ticket 220689377
  archiver hold place --case case-2026-018 --query 'acme refund' --from 2025-01-01`,
		RunE: func(cmd *cobra.Command, keys []string) error {
			return runHold(cmd.Context(), cmd, sys, o, keys, "held for", (*archive.Registry).Place)
		},
	}
	holdFlags(cmd, &o)
	holdQueryFlags(cmd, &o)
	return cmd
}

func newHoldRelease(sys *sys) *cobra.Command {
	var o holdOptions
	cmd := &cobra.Command{
		Use:   "release --case CASE [--query QUERY] [--tag TAG…] [--ticket N…] [KEY…]",
		Short: "End the legal hold of bundles for a case",
		Long: `End the legal hold of bundles for a case. A bundle's hold is lifted when no case
holds it any longer. Each release is entered in the custody log. Bundles that the
case does not hold stay as they are. After an interruption the same command
completes it.

With the same --query and filters as when it was placed, the case's rule ends too;
what another rule of the case finds stays on hold. If the case has no such rule,
nothing is released, and its rules are listed.

Exit codes: 0 done, 3 some bundles could not be read (each is named, and
left on hold), 10 the store refuses.`,
		Example: `  archiver hold release --case case-2026-017 --ticket 220689377
  archiver hold release --case case-2026-018 --query 'acme refund' --from 2025-01-01`,
		RunE: func(cmd *cobra.Command, keys []string) error {
			o.ends = true
			return runHold(cmd.Context(), cmd, sys, o, keys, "released from", (*archive.Registry).Release)
		},
	}
	holdFlags(cmd, &o)
	holdQueryFlags(cmd, &o)
	return cmd
}

func holdFlags(cmd *cobra.Command, o *holdOptions) {
	tsaFlag(cmd)
	cmd.Flags().StringVar(&o.name, "case", "", "`name` of the case")
	cmd.Flags().StringArrayVar(&o.tags, "tag", nil, "tickets with the `tag`; may be repeated")
	cmd.Flags().Int64SliceVar(&o.tickets, "ticket", nil, "the ticket of that `number`; may be repeated")
	cmd.Flags().BoolVar(&o.json, "json", false, "print one line of JSON")
}

// selection is what the flags and arguments name.
func (o holdOptions) selection(keys []string) (archive.Selection, error) {
	s := archive.Selection{Tickets: o.tickets}
	if !o.asks() {
		s.Tags = o.tags
	}
	for _, text := range keys {
		k, err := archive.ParseKey(text)
		if err != nil {
			return s, usage("archiver status --keys lists all keys", "%w", err)
		}
		s.Keys = append(s.Keys, k)
	}
	return s, nil
}

// maxCase bounds the name of a case, in bytes.
const maxCase = 200

func (o holdOptions) check(s archive.Selection) error {
	switch {
	case o.name == "":
		return usage("--case case-2026-017", "name the case")
	case len(o.name) > maxCase || visible(o.name) != o.name:
		return usage("--case case-2026-017", "%.40q is not a valid name for a case", o.name)
	case s.Empty() && !o.asks():
		return usage("--query 'acme refund', --tag litigation, --ticket 220689377, or a bundle's key", "say which bundles")
	}
	return nil
}

// runHold changes the holds of the bundles that are named.
func runHold(ctx context.Context, cmd *cobra.Command, sys *sys, o holdOptions, args []string, done string,
	change func(*archive.Registry, context.Context, string, []archive.Key) (*archive.HoldReport, error),
) error {
	selection, err := o.selection(args)
	if err == nil {
		err = o.check(selection)
	}
	if err != nil {
		return err
	}
	var s query.Search
	if o.asks() {
		if s, err = o.search(); err != nil {
			return err
		}
	}
	settings, err := loadConfig(cmd, sys)
	if err != nil {
		return err
	}
	authority, err := settings.authority(cmd, sys)
	if err != nil {
		return err
	}
	keys, store, closeStore, err := settings.open(ctx, cmd, sys, (*config).signing)
	if err != nil {
		return err
	}
	defer closeStore()
	log, keeper, err := openWritten(ctx, sys, store, keys)
	if err != nil {
		return err
	}
	registry := &archive.Registry{Store: keeper, Log: log, By: generator()}
	selected, err := selection.Select(ctx, store)
	if err != nil {
		return err
	}
	defer func() { leaveSaid(ctx, sys, store, keys, log, authority) }()
	if o.asks() {
		if err := byRule(ctx, sys, o, s, store, registry, &selected); err != nil {
			return err
		}
	}
	report, err := change(registry, ctx, o.name, selected.Keys)
	if err != nil {
		return damagedLog(err)
	}
	if err := printHold(sys, o, done, selected, report); err != nil {
		return err
	}
	return heldOutcome(selected, report)
}

// heldOutcome is the exit code of what was named one by one.
func heldOutcome(selected archive.Selected, report *archive.HoldReport) error {
	if n := len(report.Failures); n > 0 {
		return fmt.Errorf("%s not changed: %w", count(n, "hold"), report.Failures[0].Err)
	}
	if len(selected.Unread) > 0 {
		return outcome(exitExceptions, "bundles could not be read")
	}
	return nil
}
