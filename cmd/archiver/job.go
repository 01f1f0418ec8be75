package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/watch"
)

// job is what the runs of one command have in common.
type job struct {
	voice
	o           runOptions
	zone        *time.Location
	look        look
	policy      *retention.Policy
	keys        custodyKeys
	authority   archive.Authority
	credentials []named
	store       storage.Store
	allowHosts  []string
	pacers      map[string]*fetch.Pacer // by workspace; a service need not find its limit anew for each run
	monitor     *watch.Monitor
}

// once is one run. A report beside an error is of a run that failed in part.
func (j *job) once(ctx context.Context) (*archive.Report, error) {
	j.monitor.Begin()
	report, err := j.archive(ctx)
	j.monitor.End(report, err)
	return report, err
}

func (j *job) archive(ctx context.Context) (*archive.Report, error) {
	since, until, err := window(ctx, j.store, j.o, j.now().UTC())
	if err != nil {
		return nil, err
	}
	options, err := j.options(since, until)
	if err != nil {
		return nil, err
	}
	log, err := j.custody(ctx, &options)
	if err != nil {
		return nil, err
	}
	j.beginning(options)
	j.monitor.Follow(options)
	report, err := runShown(ctx, j.voice, options)
	if late := leave(ctx, j.sys, j.store, j.keys, log, j.authority); late != nil {
		j.log.Warn(late.Error())
	}
	if report == nil {
		return nil, damagedLog(err)
	}
	j.o.since = "" // from here on the store knows where to go on
	if failed := j.publish(report, err); failed != nil {
		err = failed
	}
	return report, err
}

// options are those of a run. Each has clients of its own, since they count
// for its report.
func (j *job) options(since, until time.Time) (archive.Options, error) {
	options := archive.Options{
		Store: j.store, Texts: j.extractor(), Since: since, Until: until, RetryExceptions: j.o.retry, Policy: j.policy,
		Workers: j.o.workers, MaxAttachment: j.o.maxFile, MaxAttachments: j.o.maxFiles, IgnoreCount: j.o.ignoreCount,
		Zone: j.zone, Templates: j.look.templates, Letter: j.look.letter, Generator: generator(), Now: j.now, Random: j.random, Progress: new(archive.Progress), Log: j.log,
	}
	for _, c := range j.credentials {
		client, err := fetch.New(c.Credentials, j.fetching(c.URL))
		if err != nil {
			return options, usage("", "%w", err)
		}
		options.Departments = append(options.Departments, archive.Department{Name: c.name, Client: client})
	}
	return options, nil
}

// custody opens the custody log: for writing if there is a key to sign it with,
// for reading if there is one to check it with. It returns the log that is
// written, or nil.
func (j *job) custody(ctx context.Context, o *archive.Options) (*custody.Log, error) {
	if j.keys.verifier == nil {
		return nil, nil
	}
	if j.keys.signer == nil {
		var err error
		o.View, err = custody.Read(ctx, j.store, j.keys.verifier)
		return nil, damagedLog(err)
	}
	log, _, err := openWritten(ctx, j.sys, j.store, j.keys)
	if err != nil {
		return nil, err
	}
	o.Custody, o.View = log, log.View()
	return log, nil
}

// fetching are the options of a client of a workspace. All clients of one
// share its pacer, as they share its limit.
func (j *job) fetching(workspace string) fetch.Options {
	o := fetch.Options{HTTP: j.http, Now: j.now, UserAgent: generator(), Log: j.log, AllowHosts: j.allowHosts}
	workspace = strings.ToLower(strings.TrimRight(workspace, "/")) // however it is written
	if j.pacers == nil {
		j.pacers = map[string]*fetch.Pacer{}
	}
	if j.pacers[workspace] == nil {
		j.pacers[workspace] = fetch.NewPacer(o)
	}
	o.Pacer = j.pacers[workspace]
	return o
}

// publish says what the run did: to people, as JSON, and in a file.
func (j *job) publish(report *archive.Report, failed error) error {
	if j.o.report != "" {
		data, err := report.JSON()
		if err != nil {
			return err
		}
		if err := writeWhole(j.o.report, func(w io.Writer) error { _, err := w.Write(data); return err }); err != nil {
			return fmt.Errorf("write the report: %w", err)
		}
	}
	return j.ended(j.o, j.store, report, failed)
}

// runShown is a run with its display.
func runShown(ctx context.Context, v voice, o archive.Options) (*archive.Report, error) {
	stop := showProgress(v, o.Progress)
	defer stop()
	return archive.Run(ctx, o)
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
	if err != nil || since.Before(until) {
		return since, until, err
	}
	if o.since == "" && o.until == "" { // a later run of a service may meet this: it is no wrong usage, and passes
		err := fmt.Errorf("the last run reaches to %s, which is in the future", since.Format(time.RFC3339))
		return since, until, &coded{code: exitFailed, err: err, hint: "check this machine's clock, and that of the one that archived last"}
	}
	return since, until, usage("", "nothing lies between --since %s and --until %s", since.Format(time.RFC3339), until.Format(time.RFC3339))
}

func resume(ctx context.Context, store storage.Store, now time.Time) (time.Time, error) {
	next, err := archive.Resume(ctx, store, now)
	if err != nil {
		return time.Time{}, err
	}
	if next.Last == nil {
		example := now.AddDate(-1, 0, 0).Format(time.DateOnly)
		return time.Time{}, usage("archiver run --since "+example, "the store has no run to continue from: say where to begin")
	}
	return next.Since, nil
}
