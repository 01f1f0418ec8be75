package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/storage"
)

type runOptions struct {
	since, until string
	report       string
	json         bool
	verbose      bool
	workers      int
	maxFile      int64
}

func newRun(sys *sys) *cobra.Command {
	var o runOptions
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Archive the tickets that were closed in a window of time",
		Long: `Archive the tickets that were closed at or after --since and before --until.

The service is that of GLASSIX_URL, GLASSIX_API_KEY, GLASSIX_API_SECRET and
GLASSIX_USER_NAME (key and secret also as …_FILE), or those of archiver.yaml.
Without --since the run goes on where the last one in the store ended.

Exit codes: 0 all done, 1 could not do it, 2 wrong usage, 3 done with
exceptions, 4 the service refused the credentials, 130 interrupted.`,
		Example: `  archiver run --since 2026-01-01
  archiver run --store s3://acme-archive/glassix --report today.json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runRun(cmd.Context(), cmd, sys, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.since, "since", "", "closed at or after: a date or RFC 3339 time, UTC (default: where the last run ended)")
	f.StringVar(&o.until, "until", "", "closed before: a date or RFC 3339 time, UTC (default: now)")
	f.StringVar(&o.report, "report", "", "also write the report to this `file`")
	f.BoolVar(&o.json, "json", false, "print the report as one line of JSON")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "log retries and waits to standard error")
	f.IntVar(&o.workers, "workers", 8, "tickets in work at once")
	lookFlags(cmd)
	f.Int64Var(&o.maxFile, "max-attachment", 0, "largest attachment in `bytes`; larger ones become exceptions (default: no limit)")
	return cmd
}

func runRun(ctx context.Context, cmd *cobra.Command, sys *sys, o runOptions) error {
	settings, err := loadConfig(cmd, sys)
	if err != nil {
		return err
	}
	if o.workers < 1 {
		return usage("", "--workers has to be at least 1")
	}
	look, err := settings.look(cmd, sys)
	if err != nil {
		return err
	}
	credentials, err := settings.credentials(sys)
	if err != nil {
		return err
	}
	store, closeStore, err := openStoreAt(ctx, storeName(cmd, sys, settings), true)
	if err != nil {
		return err
	}
	defer closeStore()
	since, until, err := window(ctx, store, o, sys.now().UTC())
	if err != nil {
		return err
	}
	options := archive.Options{
		Store: store, Since: since, Until: until, Workers: o.workers, MaxAttachment: o.maxFile, Zone: settings.zone, Templates: look.templates, Letter: look.letter,
		Generator: generator(), Now: sys.now, Random: sys.random, Progress: new(archive.Progress), Log: logger(sys, o.verbose),
	}
	for _, c := range credentials {
		client, err := fetch.New(c.Credentials, fetch.Options{HTTP: sys.http, Now: sys.now, UserAgent: generator(), Log: options.Log})
		if err != nil {
			return usage("", "%w", err)
		}
		options.Departments = append(options.Departments, archive.Department{Name: c.name, Client: client})
	}
	fmt.Fprintf(sys.stderr, "archiving what was closed from %s to %s into %s\nretention: keep, no lock (the built-in policy)\n", since.Format(time.RFC3339), until.Format(time.RFC3339), store)
	report, err := runShown(ctx, sys, options)
	if report == nil {
		return err
	}
	if werr := publish(sys, o, store, report, err); werr != nil {
		return werr
	}
	if err != nil {
		return err
	}
	if !report.Complete {
		return outcome(exitExceptions, "done, with exceptions")
	}
	return nil
}

// runShown is a run with its display.
func runShown(ctx context.Context, sys *sys, o archive.Options) (*archive.Report, error) {
	stop := showProgress(sys, o.Progress)
	defer stop()
	return archive.Run(ctx, o)
}

// logger writes warnings, such as of a long pause that the service asked for,
// and with -v all that is logged.
func logger(sys *sys, verbose bool) *slog.Logger {
	options := &slog.HandlerOptions{Level: slog.LevelWarn, ReplaceAttr: withoutTime}
	if verbose {
		options = &slog.HandlerOptions{Level: slog.LevelDebug}
	}
	out := sys.stderr
	if _, tty := sys.tty(); tty {
		out = freshLine{out}
	}
	return slog.New(slog.NewTextHandler(out, options))
}

func withoutTime(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}

// freshLine clears the line that the progress display stands in.
type freshLine struct{ io.Writer }

func (f freshLine) Write(p []byte) (int, error) {
	if _, err := io.WriteString(f.Writer, "\r\x1b[K"); err != nil {
		return 0, err
	}
	return f.Writer.Write(p)
}

func window(ctx context.Context, store storage.Store, o runOptions, now time.Time) (since, until time.Time, err error) {
	until = now
	if o.until != "" {
		if until, err = parseTime("--until", o.until); err != nil {
			return since, until, err
		}
	}
	if o.since != "" {
		since, err = parseTime("--since", o.since)
	} else {
		since, err = resume(ctx, store, now)
	}
	if err != nil {
		return since, until, err
	}
	if !since.Before(until) {
		return since, until, usage("", "nothing lies between --since %s and --until %s", since.Format(time.RFC3339), until.Format(time.RFC3339))
	}
	return since, until, nil
}

func resume(ctx context.Context, store storage.Store, now time.Time) (time.Time, error) {
	last, err := archive.LastReport(ctx, store)
	if err != nil {
		return time.Time{}, err
	}
	if last == nil {
		example := now.AddDate(-1, 0, 0).Format(time.DateOnly)
		return time.Time{}, usage("archiver run --since "+example, "the store has no run to go on from: say where to begin")
	}
	return last.ResumeAt(), nil
}

func parseTime(flag, s string) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, usage("write it as 2026-01-31 or 2026-01-31T15:04:05Z", "%s %q is neither a date nor an RFC 3339 time", flag, s)
}

func loadZone(name string) (*time.Location, error) {
	if name == "" {
		return time.UTC, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, usage("write it as in Asia/Jerusalem", "unknown time zone %q", name)
	}
	return zone, nil
}

// publish says what the run did: to people, as JSON, and in a file. Of a run
// that failed before it listed anything its error says all that there is.
func publish(sys *sys, o runOptions, store storage.Store, report *archive.Report, failed error) error {
	if o.report != "" {
		data, err := report.JSON()
		if err != nil {
			return err
		}
		if err := writeWhole(o.report, func(w io.Writer) error { _, err := w.Write(data); return err }); err != nil {
			return fmt.Errorf("write the report: %w", err)
		}
	}
	if o.json {
		return json.NewEncoder(sys.stdout).Encode(report)
	}
	if failed != nil && report.Listed == 0 && len(report.Exceptions) == 1 {
		return nil
	}
	summarize(sys.stdout, report)
	fmt.Fprintf(sys.stdout, "report: runs/%s/report.json in %s\n", report.Run, store)
	return nil
}

// maxShown bounds the exceptions that are printed; the report has them all.
const maxShown = 20

func summarize(w io.Writer, r *archive.Report) {
	fmt.Fprintf(w, "archived %d of %s", r.Archived, count(r.Closed, "closed ticket"))
	if r.Unchanged > 0 {
		fmt.Fprintf(w, ", %d unchanged", r.Unchanged)
	}
	if r.Failed > 0 {
		fmt.Fprintf(w, ", %d failed", r.Failed)
	}
	fmt.Fprintf(w, "; %d of %s, %s in %s\n", r.Attachments.Stored, count(r.Attachments.Listed, "file"), bytesText(r.Bytes), durationText(r.Finished.Sub(r.Started)))
	if r.Complete {
		return
	}
	fmt.Fprintf(w, "%s:\n", count(len(r.Exceptions), "exception"))
	for i, e := range r.Exceptions {
		if i == maxShown {
			fmt.Fprintf(w, "  … and %d more, in the report\n", len(r.Exceptions)-maxShown)
			break
		}
		fmt.Fprintf(w, "  %s\n", visible(exceptionText(e)))
	}
}

func exceptionText(e archive.Exception) string {
	switch {
	case e.Ticket == 0:
		return fmt.Sprintf("department %s: %s: %s", e.Department, e.Code, e.Message)
	case e.Attachment == "":
		return fmt.Sprintf("ticket %d: %s: %s", e.Ticket, e.Code, e.Message)
	default:
		return fmt.Sprintf("ticket %d, attachment %s: %s: %s", e.Ticket, e.Attachment, e.Code, e.Message)
	}
}
