package main

import (
	"context"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/send"
	"github.com/glassix-archiver/archiver/storage"
)

type sendOptions struct {
	transcript transcriptOptions // its audience is always the customer
	to         string
	list       string
	from       string
	subject    string
	message    string // a letter's file
	link       time.Duration
	attached   int64
	perMinute  int
	anyone     bool // not only those who took part
	again      bool
	dryRun     bool
	json       bool
}

// What is taken where neither flag nor settings say it.
const (
	defaultAttached  = 10_000_000
	defaultPerMinute = 30
)

func newSend(sys *sys) *cobra.Command {
	var o sendOptions
	cmd := &cobra.Command{
		Use:   "send TICKET|KEY|FILE.json --to ADDRESS",
		Short: "Mail a customer the transcript of their ticket",
		Long: `Mail a customer the transcript of their ticket: the customer's copy, in
the ticket's language, with the files that it shows. It goes only to an address
of a customer who took part. The server is that of ARCHIVER_SMTP_URL
(smtp://user@host:587 or smtps://user@host:465) with ARCHIVER_SMTP_PASSWORD or
ARCHIVER_SMTP_PASSWORD_FILE, or that of mail: in archiver.yaml.

With a key for the custody log (archiver init) each mail is entered in the log and
not sent twice. A mail whose answer was lost is not sent again either, unless you
use --again.

--list sends many, from a CSV file with the columns ticket and address. After an
interruption the same command continues.

Exit codes: 0 all sent (or sent earlier), 1 failed, 2 wrong usage, 3 some of a list
were not sent, 4 the mail server refused the credentials.`,
		Example: `  archiver send 220689377 --to michal.adler@example.co.il --from 'Acme support <support@acme.example>'
  archiver send 220689377 --to michal.adler@example.co.il --dry-run -o look.eml
  archiver send 220689377 --to michal.adler@example.co.il --format pdf,html --link 72h
  archiver send --list customers.csv --json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runSend(cmd.Context(), cmd, sys, args, o)
		},
	}
	sendFlags(cmd, &o)
	return cmd
}

func sendFlags(cmd *cobra.Command, o *sendOptions) {
	f := cmd.Flags()
	f.StringVar(&o.to, "to", "", "`address` of a customer who took part")
	f.StringVar(&o.list, "list", "", "CSV `file` with the columns ticket and address")
	f.StringVar(&o.from, "from", "", "sender's `address`, with or without a name (ARCHIVER_MAIL_FROM)")
	f.StringSliceVar(&o.transcript.formats, "format", nil, "pdf, html, json, or several `formats` with commas (default: pdf)")
	f.StringVar(&o.transcript.zone, "tz", "", "`zone` of the times shown (default: as archiver transcript)")
	f.StringVar(&o.transcript.language, "lang", "", "`language` of letter and transcript (default: the ticket's culture, else English)")
	f.StringVar(&o.subject, "subject", "", "`subject` of the mail (default: the letter's)")
	f.StringVar(&o.message, "message", "", "`file` with a letter in Markdown, instead of the built-in one")
	f.DurationVar(&o.link, "link", 0, "if the files are too large, send a link that is valid this long: 72h, at most 168h; only with a store in S3")
	f.Int64Var(&o.attached, "max-attached", defaultAttached, "most `bytes` of the ticket's files, in all, to attach")
	f.IntVar(&o.perMinute, "per-minute", defaultPerMinute, "most mails a minute")
	f.BoolVar(&o.anyone, "unsafe-other-recipient", false, "also send to an address that is not a customer of the ticket")
	f.BoolVar(&o.again, "again", false, "also send what was sent already, or may have been")
	f.BoolVar(&o.dryRun, "dry-run", false, "write the mail to standard output or -o; send and record nothing")
	f.StringVarP(&o.transcript.out, "output", "o", "", "`file` for the mail of --dry-run, a folder for those of a list; - is standard output")
	f.BoolVar(&o.json, "json", false, "print the result for each as a line of JSON")
	lookFlags(cmd)
	redactFlags(cmd)
}

func runSend(ctx context.Context, cmd *cobra.Command, sys *sys, args []string, o sendOptions) error {
	items, err := o.items(args)
	if err != nil {
		return err
	}
	s, done, err := newSending(ctx, cmd, sys, o)
	if err != nil {
		return err
	}
	defer done()
	if err := s.remember(ctx, len(items) == 1 && o.list == ""); err != nil {
		return err
	}
	defer func() { leaveSaid(ctx, s.sys, s.store, s.keys, s.log, s.authority) }()
	return s.run(ctx, items)
}

// items are what the arguments or the list name.
func (o sendOptions) items(args []string) ([]send.Item, error) {
	switch {
	case o.list != "" && (len(args) > 0 || o.to != ""):
		return nil, usage("", "--list names tickets and addresses itself")
	case o.list != "":
		return o.listed()
	case len(args) == 0:
		return nil, usage("see: archiver send --help", "say which ticket, or --list FILE.csv")
	case o.to == "":
		return nil, usage("--to ADDRESS of a customer who took part", "say to whom")
	case o.transcript.out != "" && !o.dryRun:
		return nil, usage("archiver transcript writes files", "-o goes with --dry-run")
	}
	return []send.Item{{Ticket: args[0], To: o.to}}, o.check()
}

func (o sendOptions) check() error {
	switch {
	case o.link < 0 || o.link > storage.MaxLink:
		return usage("--link 72h", "--link has to be from 0s to %.0fh", storage.MaxLink.Hours())
	case o.attached < 0:
		return usage("0 attaches none of the ticket's files", "--max-attached can't be negative")
	case o.perMinute < 1 || o.perMinute > 6000:
		return usage("", "--per-minute has to be from 1 to 6000")
	case o.list != "" && o.dryRun && (o.transcript.out == "" || o.transcript.out == "-"):
		return usage("-o FOLDER", "say where the mails of the list are to be written")
	case o.list != "" && o.transcript.out != "" && !o.dryRun:
		return usage("archiver transcript writes files", "-o goes with --dry-run")
	}
	return nil
}

func (o sendOptions) listed() ([]send.Item, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	f, err := os.Open(o.list)
	if err != nil {
		return nil, usage("a CSV file with the columns ticket and address", "read the list: %w", err)
	}
	defer f.Close()
	items, err := send.ReadList(f)
	if err != nil {
		return nil, usage("a header line, then a ticket's number and an address in each: ticket,address", "read the list %s: %w", visible(o.list), err)
	}
	for _, item := range items {
		if isFile(item.Ticket) {
			return nil, usage("a list names tickets by number or key", "read the list %s: line %d: %.60q is not a ticket's number", visible(o.list), item.Line, item.Ticket)
		}
	}
	if len(items) == 0 {
		return nil, usage("", "read the list %s: it names no ticket", visible(o.list))
	}
	return items, nil
}

func (o sendOptions) pace() time.Duration { return time.Minute / time.Duration(o.perMinute) }
