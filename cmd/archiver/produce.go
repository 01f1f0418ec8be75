package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/discovery/production"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
)

type produceOptions struct {
	wanted
	name     string // of the case
	out      string
	formats  []string
	bates    production.Bates
	start    int64
	split    int
	legend   string
	zone     string
	language string
	optLines string
	withhold string
	by       string
	workers  int
	dryRun   bool
	json     bool
}

func newProduce(sys *sys) *cobra.Command {
	var o produceOptions
	cmd := &cobra.Command{
		Use:   "produce --case CASE --out DIR [QUERY]",
		Short: "Produce tickets for another party: numbered pages, load files, natives, RSMF",
		Long: `Produce tickets for another party into a folder: load files for review platforms
(DAT, OPT), numbered pages, attachments as they are, texts, RSMF, and a report
that accounts for every bundle that was found. Tickets are found as by "archiver
search". The newest bundle of each ticket is produced, and exact duplicates are
produced once.

Numbering continues after the case's last production. Numbers are registered in
the store, so that none is used twice. The folder appears only when the production
is complete. The production is entered in the custody log if there is one.

Exit codes: 0 done, 1 failed, or nothing was found, 2 wrong usage, 3 done, but
something is withheld or missing (each is named in the report), 130 interrupted
(there is no folder, and no number was taken).`,
		Example: `  archiver produce --case case-2026-017 'refund acme' --from 2025-01-01 --to 2026-01-01 --out production-1 --bates ABC
  archiver produce --case case-2026-017 --ticket 220689377 --out production-2 --bates ABC --redact card,email --dry-run`,
		RunE: func(cmd *cobra.Command, args []string) error {
			err := o.parse(args)
			if err == nil {
				err = o.check(cmd.Flags().Changed)
			}
			if err != nil {
				return err
			}
			return runProduce(cmd.Context(), cmd, sys, o)
		},
	}
	o.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.name, "case", "", "`name` of the case")
	f.StringVarP(&o.out, "out", "o", "", "`folder` to create; if it exists, it must be empty")
	f.StringSliceVar(&o.formats, "formats", []string{"rsmf", "dat", "pdf", "native"}, "rsmf, dat, pdf and native, separated by commas")
	f.StringVar(&o.bates.Prefix, "bates", "", "`prefix` of the numbers: ABC makes ABC-0000001 (default: the case's name)")
	f.Int64Var(&o.start, "bates-start", 0, "first `number` (default: the one after the case's last)")
	f.IntVar(&o.bates.Digits, "bates-digits", 7, "digits in each number")
	f.IntVar(&o.split, "split", 10_000, "most documents in a volume; a ticket and its files stay together")
	f.StringVar(&o.legend, "legend", "", "`text` beside the number on each page, such as CONFIDENTIAL")
	f.StringVar(&o.zone, "tz", "", "`zone` of dates and times, such as Asia/Jerusalem (default UTC)")
	f.StringVar(&o.language, "lang", "en", "`language` of labels and events: "+oneOf(render.Languages(nil))+"; \"\" uses each ticket's own")
	f.StringVar(&o.optLines, "opt-lines", "page", "lines of the image load file: one per page, or one per document")
	f.StringVar(&o.withhold, "withhold-attachments", "", "withhold all attachments for this `reason`: a sheet in place of each says so")
	f.StringVar(&o.by, "by", "", "`name` of the producing person, for the report and the custody log")
	f.IntVar(&o.workers, "workers", runtime.NumCPU(), "tickets to process at once")
	f.BoolVar(&o.dryRun, "dry-run", false, "say what would be produced, and change nothing")
	f.BoolVar(&o.json, "json", false, "print the report as one line of JSON")
	redactRule(cmd)
	lookFlags(cmd)
	keyFlag(cmd)
	return cmd
}

func runProduce(ctx context.Context, cmd *cobra.Command, sys *sys, o produceOptions) error {
	settings, err := loadConfig(cmd, sys)
	if err != nil {
		return err
	}
	options, err := o.options(cmd, sys, settings)
	if err != nil {
		return err
	}
	store, closeStore, err := settings.openStore(ctx, cmd, sys, false)
	if err != nil {
		return err
	}
	defer closeStore()
	options.Store = store
	if o.out != "" {
		if err := checkOut(o.out, store); err != nil {
			return err
		}
	}
	if o.withhold == "" && options.Redact != "" && slices.Contains(options.Formats, production.Native) {
		fmt.Fprintln(sys.stderr, "note: attachments are not redacted, but produced as they are; --withhold-attachments REASON withholds them")
	}
	if err := o.find(ctx, sys, store, &options); err != nil {
		return err
	}
	leave, err := withCustody(ctx, cmd, sys, settings, o.dryRun, &options)
	if err != nil {
		return err
	}
	defer leave()
	if o.dryRun {
		plan, err := production.Look(ctx, options)
		if err != nil {
			return refusedProduction(err, o)
		}
		return o.printPlan(sys, plan)
	}
	report, err := production.Run(ctx, options)
	if report == nil || err != nil {
		return refusedProduction(err, o)
	}
	return o.printProduced(sys, report)
}

// options are what flags and settings say.
func (o *produceOptions) options(cmd *cobra.Command, sys *sys, settings *config) (production.Options, error) {
	look, err := settings.look(cmd, sys)
	if err != nil {
		return production.Options{}, err
	}
	redactor, err := settings.redactor(cmd, sys)
	if err != nil {
		return production.Options{}, err
	}
	zone := time.UTC
	if o.zone != "" {
		if zone, err = loadZone(o.zone); err != nil {
			return production.Options{}, err
		}
	}
	options := production.Options{
		Case: o.name, Out: o.out, Bates: o.bates, Start: o.start, Split: o.split, Letter: look.letter, Legend: o.legend, OneLine: o.optLines == "document",
		Render: render.Options{Language: o.language, Templates: look.templates, Redact: redactor}, Zone: zone, Withhold: o.withhold, Texts: sys.extractor(),
		Slices: slicer(zone), Now: sys.now, Random: sys.random, Generator: generator(), By: o.by, Workers: o.workers, Progress: produceProgress(sys),
	}
	if options.Redact, err = settings.redactText(cmd, sys); err != nil {
		return options, err
	}
	for _, f := range production.Formats { // in one order, and each once
		if slices.ContainsFunc(o.formats, func(name string) bool { return strings.TrimSpace(name) == string(f) }) {
			options.Formats = append(options.Formats, f)
		}
	}
	return options, nil
}

// withCustody opens the custody log, in a dry run for reading only. What is produced of a store that has one
// has to be entered. The caller runs leave at the end.
func withCustody(ctx context.Context, cmd *cobra.Command, sys *sys, settings *config, dry bool, options *production.Options) (leave func(), err error) {
	leave = func() {}
	keys, err := settings.custodyKeys(cmd, sys)
	if err != nil {
		return leave, err
	}
	if keys.verifier == nil && dry {
		return leave, sayUnchecked(ctx, sys, options.Store)
	}
	if keys.verifier == nil {
		if err = keys.suffice(ctx, options.Store, "is produced"); err == nil {
			fmt.Fprintln(sys.stderr, "note: the store has no custody log: the production is not entered in one, and custody is not proven")
		}
		return leave, err
	}
	options.Public = keys.public
	if dry {
		options.View, err = custody.Read(ctx, options.Store, keys.verifier)
		return leave, damagedLog(err)
	}
	if keys, err = settings.signing(cmd, sys); err != nil {
		return leave, err
	}
	authority, err := settings.authority(cmd, sys)
	if err != nil {
		return leave, err
	}
	log, _, err := openWritten(ctx, sys, options.Store, keys)
	if err != nil {
		return leave, err
	}
	options.Log, options.View = log, log.View()
	return func() { leaveSaid(ctx, sys, options.Store, keys, log, authority) }, nil
}

// refusedProduction gives errors their hints.
func refusedProduction(err error, o produceOptions) error {
	switch {
	case errors.Is(err, context.Canceled):
		return &coded{code: exitInterrupted, err: errors.New("interrupted"), hint: "there is no folder, and no number was taken; the same command starts again"}
	case errors.Is(err, production.ErrNotEmpty):
		return &coded{code: exitFailed, err: err, hint: "name another folder with --out"}
	case errors.Is(err, production.ErrDigits):
		return &coded{code: exitUsage, err: err, hint: fmt.Sprintf("--bates-digits %d has room; a case keeps its digits, so it needs another --bates too if it has numbers already", o.bates.Digits+2)}
	case errors.Is(err, production.ErrTaken) && o.start > 0:
		return &coded{code: exitFailed, err: err, hint: "leave out --bates-start, and the numbers continue where they ended"}
	case errors.Is(err, production.ErrTaken):
		return &coded{code: exitFailed, err: err, hint: "run the same command again: it takes the next numbers"}
	case errors.Is(err, production.ErrRegister):
		return &coded{code: exitDifference, err: err, hint: "restore productions/ in the store, or use another --case"}
	case errors.Is(err, storage.ErrUnwritable):
		return &coded{code: exitFailed, err: err, hint: "a production is registered in the store: it has to be writable"}
	}
	return damagedLog(err)
}
