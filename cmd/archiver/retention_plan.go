package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
)

func newRetentionPlan(sys *sys) *cobra.Command {
	var inJSON bool
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "Show what the policy would lock and until when, before anything is locked",
		Long: `Show what the policy would lock and until when, by rule, mode and month, with
counts and sizes, and how much of that could not be undone. It reads the record in
every bundle of the store, and changes nothing.

Exit codes: 0 done, 2 wrong usage or policy, 3 bundles could not be read (each
is named).`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runRetentionPlan(cmd.Context(), cmd, sys, inJSON) },
	}
	cmd.Flags().BoolVar(&inJSON, "json", false, "print one line of JSON")
	return cmd
}

func runRetentionPlan(ctx context.Context, cmd *cobra.Command, sys *sys, inJSON bool) error {
	settings, policy, err := loadPolicied(cmd, sys)
	if err != nil {
		return err
	}
	store, closeStore, err := settings.openStore(ctx, cmd, sys, false)
	if err != nil {
		return err
	}
	defer closeStore()
	now := sys.now().UTC()
	plan, unread, err := planStore(ctx, store, policy, now)
	if err != nil {
		return err
	}
	if inJSON {
		err = json.NewEncoder(sys.stdout).Encode(planDocument(plan, policy, store, now, unread))
	} else {
		printPlan(sys.stdout, plan, policy, store, unread)
	}
	if err == nil && len(unread) > 0 {
		return outcome(exitExceptions, "bundles could not be read")
	}
	return err
}

// planStore decides over every bundle of the store.
func planStore(ctx context.Context, store storage.Store, policy *retention.Policy, now time.Time) (*retention.Plan, []unreadBundle, error) {
	plan, unread := retention.NewPlan(now), []unreadBundle{}
	err := archive.EachSubject(ctx, store, policy.NamesDepartments(), func(held archive.Held) error {
		if held.Err != nil {
			unread = append(unread, unreadBundle{held.Key.String(), held.Err.Error()})
			return nil
		}
		plan.Add(policy.Decide(held.Subject), held.Size)
		return nil
	})
	slices.SortFunc(unread, func(a, b unreadBundle) int { return strings.Compare(a.Key, b.Key) })
	return plan, unread, err
}

// unreadBundle is a bundle that the plan could not take in.
type unreadBundle struct {
	Key   string `json:"key"`
	Error string `json:"error"`
}

// planJSON is the plan as --json prints it.
type planJSON struct {
	Policy      string               `json:"policy"` // its file; "" is the built-in one
	Store       string               `json:"store"`
	Now         time.Time            `json:"now"`
	All         retention.Sum        `json:"all"`
	Groups      []retention.GroupSum `json:"groups"`
	Holds       []retention.HoldSum  `json:"holds"`
	Irrevocable retention.Sum        `json:"irrevocable"` // would be locked in compliance mode
	Revocable   retention.Sum        `json:"revocable"`   // would be locked in governance mode
	Unread      []unreadBundle       `json:"unread"`
}

func planDocument(p *retention.Plan, policy *retention.Policy, store fmt.Stringer, now time.Time, unread []unreadBundle) planJSON {
	return planJSON{policy.Name, store.String(), now, p.All(), p.Groups(), p.Holds(), p.Irrevocable(), p.Revocable(), unread}
}

// becomes says what the groups of a plan are.
var becomes = []struct{ name, text string }{
	{retention.Locked, "would be locked"},
	{retention.Kept, "would be kept, and not locked"},
	{retention.Passed, "due already, and no longer locked"},
}

func printPlan(w io.Writer, p *retention.Plan, policy *retention.Policy, store fmt.Stringer, unread []unreadBundle) {
	fmt.Fprintf(w, "%s: %s, %s\nretention: %s\n", store, count(p.All().Bundles, "bundle"), bytesText(p.All().Bytes), policyText(policy))
	for _, b := range becomes {
		printGroups(w, p.Groups(), b.name, b.text)
	}
	for _, h := range p.Holds() {
		fmt.Fprintf(w, "\nheld for %s: %s, %s\n", visible(h.Case), count(h.Bundles, "bundle"), bytesText(h.Bytes))
	}
	fmt.Fprintln(w)
	for _, line := range planWarnings(p) {
		fmt.Fprintln(w, line)
	}
	for _, u := range unread {
		fmt.Fprintf(w, "not in the plan: %s: %s\n", visible(u.Key), visible(u.Error))
	}
	fmt.Fprintln(w, "this is a plan: nothing was locked")
}

func printGroups(w io.Writer, groups []retention.GroupSum, name, text string) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	defer t.Flush()
	header := false
	for _, g := range groups {
		if g.Becomes != name {
			continue
		}
		if !header {
			fmt.Fprintf(t, "\n%s:\nlock\trule\tends in\tbundles\tsize\n", text)
			header = true
		}
		month := g.Month
		if month == "" {
			month = "never"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%s\n", g.Lock, visible(g.Rule), month, g.Bundles, bytesText(g.Bytes))
	}
}

// planWarnings says what of the plan could be undone, and what could not.
func planWarnings(p *retention.Plan) []string {
	forever, some := p.Irrevocable(), p.Revocable()
	var lines []string
	if forever.Bundles > 0 {
		lines = append(lines, fmt.Sprintf("CANNOT BE UNDONE: %s, %s in compliance mode; nobody, not even the owner of the account, can delete or shorten that before its date, the last of which is %s",
			count(forever.Bundles, "bundle"), bytesText(forever.Bytes), forever.Last.Format(time.RFC3339)))
	}
	if some.Bundles > 0 {
		lines = append(lines, fmt.Sprintf("can be undone by anyone with s3:BypassGovernanceRetention: %s, %s in governance mode, to %s at the latest",
			count(some.Bundles, "bundle"), bytesText(some.Bytes), some.Last.Format(time.RFC3339)))
	}
	if len(lines) == 0 {
		lines = append(lines, "nothing would be locked")
	}
	return lines
}
