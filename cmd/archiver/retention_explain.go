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

	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/ticket"
)

func newRetentionExplain(sys *sys) *cobra.Command {
	var inJSON bool
	cmd := &cobra.Command{
		Use:   "explain TICKET|FILE.json|KEY",
		Short: "Show what the policy decides for a ticket, and which rule decided it",
		Long: `Show what the policy decides for a ticket, and which rule decided it: for a stored
ticket, given by its number or its bundle's key, or for FILE.json, a ticket as the
service sends it.`,
		Example: `  archiver retention explain 220668019
  archiver retention explain ticket.json --retention drafts/retention.yaml`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runRetentionExplain(cmd.Context(), cmd, sys, args[0], inJSON)
		},
	}
	cmd.Flags().BoolVar(&inJSON, "json", false, "print one line of JSON")
	return cmd
}

func runRetentionExplain(ctx context.Context, cmd *cobra.Command, sys *sys, what string, inJSON bool) error {
	settings, policy, err := loadPolicied(cmd, sys)
	if err != nil {
		return err
	}
	record, _, done, err := record(ctx, cmd, sys, what)
	if err != nil {
		return err
	}
	defer done()
	e := settings.explanation(policy, record, sys.now())
	if inJSON {
		return json.NewEncoder(sys.stdout).Encode(e)
	}
	e.print(sys.stdout, policyText(policy))
	return nil
}

// explanation is a decision with what it is about.
type explanation struct {
	Ticket int64     `json:"ticket"`
	State  string    `json:"state"`
	Closed time.Time `json:"closed,omitzero"`
	Policy string    `json:"policy"` // its file; "" is the built-in one
	retention.Decision
	Passed bool `json:"passed"` // the retention is over by now
}

// explanation decides over a ticket. Its department's name is the one that the
// bundle tells, or for a ticket in a file that of the settings.
func (c *config) explanation(p *retention.Policy, r render.Record, now time.Time) explanation {
	name := r.Department
	for _, d := range c.Departments {
		if name == "" && d.APIKey == string(r.Ticket.DepartmentID) {
			name = d.Name
		}
	}
	s := retention.SubjectOf(r.Ticket, name)
	d := p.Decide(s)
	return explanation{s.Ticket, string(r.Ticket.State), s.Closed, p.Name, d, d.Passed(now)}
}

func (e explanation) print(w io.Writer, policy string) {
	fmt.Fprintf(w, "ticket %d, %s\nretention: %s\n\n", e.Ticket, e.closing(), policy)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "keep until\t%s\nlock\t%s\n", e.until(), lockText(e.Lock))
	if len(e.Holds) > 0 {
		fmt.Fprintf(t, "legal hold\t%s\n", visible(strings.Join(e.Holds, ", ")))
	}
	if e.StorageClass != "" {
		fmt.Fprintf(t, "storage class\t%s\n", e.StorageClass)
	}
	fmt.Fprintf(t, "transcripts\t%s\n", strings.Join(e.Formats, ", "))
	t.Flush()
	fmt.Fprintln(t, "\ngives\tvalue\trule\tbecause")
	for _, r := range e.Why {
		because := r.Because
		if !r.Wins {
			because += " (outdone)"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", r.Gives, visible(r.Value), visible(r.Rule), visible(because))
	}
	t.Flush()
}

// closing says when the ticket was closed, or that it is not.
func (e explanation) closing() string {
	switch at := e.Closed.Format(time.RFC3339Nano); {
	case e.Closed.IsZero():
		return "with no time of closing to count from"
	case e.State != string(ticket.Closed):
		return fmt.Sprintf("%s: counted from %s as if it were closed", visible(e.State), at)
	default:
		return "closed " + at
	}
}

func (e explanation) until() string {
	switch {
	case e.Until.IsZero() && e.Closed.IsZero():
		return "unknown until it is closed"
	case e.Until.IsZero():
		return "without end"
	case e.Passed:
		return e.Until.Format(time.RFC3339) + ", which has passed: it is due, and no longer locked"
	}
	return e.Until.Format(time.RFC3339)
}

func lockText(l retention.Lock) string {
	i := slices.Index([]retention.Lock{retention.None, retention.Governance, retention.Compliance}, l)
	return l.String() + []string{"", ": anyone with a special permission can still delete it", ": nobody can delete it before then, and nobody can undo that"}[i]
}
