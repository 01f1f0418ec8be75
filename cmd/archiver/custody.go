package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
)

type custodyOptions struct {
	ticket int64 // 0: the log as a whole
	json   bool
	proofs string
	format string
	output string // file; "" or "-" is standard output
	lang   string
}

func newCustody(sys *sys) *cobra.Command {
	var o custodyOptions
	cmd := &cobra.Command{
		Use:   "custody [TICKET]",
		Short: "Print a ticket's chain of custody, or check the whole log",
		Long: `Print everything that the signed log has about a ticket: when its bundles were
archived, verified, held, sent or purged, and by whom. --proofs writes each entry
into a folder, with a proof that anyone can check offline (archiver verify-proof).
The PDF is a record for your files: what happened, when and by whom, the hashes
before and after, the signed checkpoint, timestamps, and how to check it.

Without a ticket the whole log is checked: every entry, every tile, the signature,
and that it continues the last checkpoint seen on this machine.

Exit codes: 0 done, 11 the log is not as it was signed.`,
		Example: `  archiver custody 220689377 --proofs proofs
  archiver custody 220689377 --format pdf --lang he -o custody.pdf`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if len(args) == 1 {
				if o.ticket, err = strconv.ParseInt(args[0], 10, 64); err != nil || o.ticket <= 0 {
					return usage("it looks like 220689377", "%q is not a ticket's number", args[0])
				}
			}
			return runCustody(cmd.Context(), cmd, sys, o)
		},
	}
	cmd.Flags().BoolVar(&o.json, "json", false, "print a line of JSON for each entry or difference, then one for the log")
	cmd.Flags().StringVar(&o.format, "format", "text", "format of a ticket's history: text, json or pdf")
	cmd.Flags().StringVarP(&o.output, "output", "o", "", "write the history to this `file` (- is standard output, the default for text and json)")
	cmd.Flags().StringVar(&o.lang, "lang", "en", "`language` of the PDF: en or he")
	tsaRootsFlag(cmd)
	cmd.Flags().StringVar(&o.proofs, "proofs", "", "`folder` for the entries and a proof of each; created if it does not exist")
	keyFlag(cmd)
	return cmd
}

func runCustody(ctx context.Context, cmd *cobra.Command, sys *sys, o custodyOptions) error {
	if o.proofs != "" && o.ticket == 0 {
		return usage("archiver custody TICKET --proofs DIR", "proofs are for a ticket's entries")
	}
	if err := o.check(); err != nil {
		return err
	}
	settings, err := loadConfig(cmd, sys)
	if err != nil {
		return err
	}
	roots, err := settings.tsaRoots(cmd, sys)
	if err != nil {
		return err
	}
	letter, err := isLetter(settings.Paper)
	if err != nil {
		return err
	}
	keys, err := settings.verifying(cmd, sys)
	if err != nil {
		return err
	}
	store, closeStore, err := openStore(ctx, cmd, sys, false)
	if err != nil {
		return err
	}
	defer closeStore()
	last, err := newSeen(sys, keys.verifier)
	if err != nil {
		return err
	}
	if o.ticket == 0 {
		return checkLog(ctx, sys, store, last, o)
	}
	return (&history{sys: sys, o: o, store: store, keys: keys, last: last, roots: roots, letter: letter}).tell(ctx)
}

// check tells options that don't go together.
func (o *custodyOptions) check() error {
	if o.json && o.format == "text" {
		o.format = "json"
	}
	switch {
	case o.format != "text" && o.format != "json" && o.format != "pdf":
		return usage("text, json or pdf", "unknown format %q", o.format)
	case o.json && o.format != "json":
		return usage("leave out one of them", "--json and --format %s contradict each other", o.format)
	case o.ticket == 0 && (o.format == "pdf" || o.output != ""):
		return usage("archiver custody TICKET --format pdf -o FILE", "a record is for one ticket")
	case o.format == "pdf" && o.output == "":
		return usage("-o custody.pdf, or -o - for standard output", "say where the PDF goes")
	case o.lang != "en" && o.lang != "he":
		return usage("en or he", "there are no words for a custody record in %q", o.lang)
	}
	return nil
}

// logLine is what --json says of the log, last.
type logLine struct {
	Log     string `json:"log"`
	Size    int64  `json:"size"`
	Root    string `json:"root"`
	Seen    int64  `json:"seen"`    // size of the checkpoint that was seen before
	Entries int64  `json:"entries"` // read; with a ticket, those of it
}

// checkLog checks the log as a whole, and keeps its checkpoint if nothing is
// wrong.
func checkLog(ctx context.Context, sys *sys, store storage.Store, last seen, o custodyOptions) error {
	before, err := last.last()
	if err != nil {
		return err
	}
	found, err := custody.Check(ctx, store, last.verifier, custody.CheckOptions{Seen: before})
	if err != nil {
		return err
	}
	if err := printCheck(sys, last, before, found, o); err != nil {
		return err
	}
	if len(found.Differences) > 0 {
		return outcome(exitDifference, "differences found")
	}
	return last.keep(found.Checkpoint)
}

func printCheck(sys *sys, last seen, before custody.Checkpoint, found *custody.Checked, o custodyOptions) error {
	c := found.Checkpoint
	if o.format == "json" {
		lines := json.NewEncoder(sys.stdout)
		for _, d := range found.Differences {
			if err := lines.Encode(d); err != nil {
				return err
			}
		}
		return lines.Encode(logLine{last.verifier.Name(), c.Size, c.Root.String(), before.Size, found.Entries})
	}
	for _, d := range found.Differences {
		fmt.Fprintln(sys.stdout, visible(d.String()))
	}
	fmt.Fprintf(sys.stdout, "checked %d of %d entries of the custody log %s", found.Entries, c.Size, visible(last.verifier.Name()))
	if before.Note != nil {
		fmt.Fprintf(sys.stdout, " against the checkpoint of %d that was seen on this machine", before.Size)
	} else {
		fmt.Fprint(sys.stdout, " (no earlier checkpoint was seen on this machine)")
	}
	if n := len(found.Differences); n > 0 {
		fmt.Fprintf(sys.stdout, ": %s\n", count(n, "difference"))
		return nil
	}
	fmt.Fprintln(sys.stdout, ": no difference")
	return nil
}

// damagedLog gives the errors of a log that is not as it was signed their exit
// code and hint.
func damagedLog(err error) error {
	for _, kind := range []error{custody.ErrDamaged, custody.ErrRolledBack, custody.ErrMalformed, custody.ErrBadSignature, custody.ErrForeignSignature} {
		if errors.Is(err, kind) {
			return &coded{code: exitDifference, err: err, hint: "archiver custody checks the whole log, and names what differs"}
		}
	}
	return err
}
