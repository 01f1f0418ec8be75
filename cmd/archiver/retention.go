package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/retention"
)

func newRetention(sys *sys) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "retention",
		Short: "Check the retention policy, explain it, and apply it to what is stored",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	retentionFlag(cmd)
	cmd.AddCommand(newRetentionLint(sys), newRetentionExplain(sys), newRetentionPlan(sys), newRetentionApply(sys), newRetentionPurge(sys))
	return cmd
}

func newRetentionLint(sys *sys) *cobra.Command {
	return &cobra.Command{
		Use:   "lint [FILE]",
		Short: "Check a retention policy, and put it in words",
		Long: `Check a retention policy strictly, and put each rule in words.

Exit codes: 0 the policy is valid, 2 it is not (file, line and column are named).`,
		Example: `  archiver retention lint
  archiver retention lint drafts/retention.yaml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return runRetentionLint(cmd, sys, args) },
	}
}

func runRetentionLint(cmd *cobra.Command, sys *sys, args []string) error {
	policy, err := lintedPolicy(cmd, sys, args)
	if err != nil {
		return err
	}
	printPolicy(sys.stdout, policy)
	return nil
}

// lintedPolicy is the one of the argument, or that which a run would take.
func lintedPolicy(cmd *cobra.Command, sys *sys, args []string) (*retention.Policy, error) {
	if len(args) > 0 {
		return loadPolicy(args[0])
	}
	settings, err := loadConfig(cmd, sys)
	if err != nil {
		return nil, err
	}
	return settings.policy(cmd, sys)
}

func printPolicy(w io.Writer, p *retention.Policy) {
	fmt.Fprintf(w, "retention: %s\n", policyText(p))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\nrule\tfor\tgives")
	rules := append(slices.Clone(p.Rules), p.Default)
	for _, r := range rules {
		fmt.Fprintf(t, "%s\t%s\t%s\n", visible(r.Name), visible(r.Matches()), visible(r.Gives()))
	}
	t.Flush()
	fmt.Fprintln(w, "\nof all that match a ticket, the longest retention and the strictest lock win")
	for _, note := range append(policyNotes(rules), outdone(p)...) {
		fmt.Fprintln(w, "note: "+visible(note))
	}
}

// policyNotes says what is right and yet to be known before it is too late.
func policyNotes(rules []retention.Rule) (notes []string) {
	for _, r := range rules {
		if r.Lock == retention.Compliance {
			notes = append(notes, r.Name+": a compliance lock cannot be undone by anybody before its date; archiver retention plan says what it would lock")
		}
		if r.StorageClass == "GLACIER" || r.StorageClass == "DEEP_ARCHIVE" {
			notes = append(notes, fmt.Sprintf("%s: what is in %s has to be restored before archiver verify, or anything else, can read it", r.Name, r.StorageClass))
		}
	}
	return notes
}

// outdone says which rules' retentions never count, as the default's is as long.
func outdone(p *retention.Policy) (notes []string) {
	if p.Default.Retain == (retention.Period{}) {
		return nil
	}
	// Days, months and years compare differently over the year.
	days := []time.Time{time.Date(2023, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), time.Date(2025, 8, 31, 0, 0, 0, 0, time.UTC)}
	for _, r := range p.Rules {
		longer := func(from time.Time) bool { return r.Retain.From(from).After(p.Default.Retain.From(from)) }
		if r.Retain != (retention.Period{}) && !slices.ContainsFunc(days, longer) {
			notes = append(notes, fmt.Sprintf("%s: its %s never counts: the default keeps every ticket for %s, and the longest wins", r.Name, r.Retain, p.Default.Retain))
		}
	}
	return notes
}
