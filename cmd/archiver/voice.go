package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
)

// voice is how a run speaks: in lines for people, or in records for programs,
// which then are all that stands in standard error.
type voice struct {
	*sys
	log     *slog.Logger // for what is below: its warnings, and with -v everything
	records *slog.Logger // nil: lines
}

func newVoice(cmd *cobra.Command, outer *sys, o runOptions) (voice, error) {
	records, err := inRecords(cmd, outer)
	if err != nil {
		return voice{}, err
	}
	inner := *outer
	v := voice{sys: &inner}
	switch {
	case records:
		inner.tty, inner.stderr = noTerminal, &lines{out: outer.stderr}
		inner.stdout = io.Discard // the records say it
		v.records, v.log = recorder(v.sys, slog.LevelInfo), recorder(v.sys, level(o.verbose))
	case o.every > 0:
		inner.tty, inner.stderr, inner.stdout = noTerminal, &lines{out: outer.stderr, now: outer.now}, &lines{out: outer.stdout, now: outer.now}
		v.log = lineLogger(v.sys, o.verbose, true)
	default:
		v.log = lineLogger(v.sys, o.verbose, false)
	}
	if o.json {
		inner.stdout = outer.stdout
	}
	return v, nil
}

// noTerminal keeps the display from being drawn over: a log has lines only.
func noTerminal() (int, bool) { return 0, false }

// beginning says what a run is about to do.
func (v voice) beginning(o archive.Options) {
	retention := policyText(o.Policy)
	since, until := o.Since.Format(time.RFC3339), o.Until.Format(time.RFC3339)
	if v.records != nil {
		v.records.Info("run started", "since", since, "until", until, "store", o.Store.String(), "retention", retention)
		return
	}
	fmt.Fprintf(v.stderr, "archiving what was closed from %s to %s into %s\nretention: %s\n", since, until, o.Store, retention)
}

// ended says what a run did. Of a run that failed before it listed anything
// its error says all that there is.
func (v voice) ended(o runOptions, store fmt.Stringer, r *archive.Report, failed error) error {
	if v.records != nil {
		v.record(r)
	}
	if o.json {
		return json.NewEncoder(v.stdout).Encode(r)
	}
	if failed != nil && r.Listed == 0 && len(r.Exceptions) == 1 {
		return nil
	}
	summarize(v.stdout, r)
	fmt.Fprintf(v.stdout, "report: runs/%s/report.json in %s\n", r.Run, store)
	return nil
}

func (v voice) record(r *archive.Report) {
	for i, e := range r.Exceptions {
		if i == maxShown {
			v.records.Warn("more exceptions are in the report", "run", r.Run, "exceptions", len(r.Exceptions)-maxShown)
			break
		}
		v.records.Warn("exception", "run", r.Run, "ticket", e.Ticket, "department", e.Department, "attachment", e.Attachment, "code", e.Code, "reason", e.Message)
	}
	v.records.Info("run ended", "run", r.Run, "complete", r.Complete, "listed", r.Listed, "closed", r.Closed, "archived", r.Archived, "unchanged", r.Unchanged, "failed", r.Failed,
		"files", r.Attachments.Stored, "exceptions", len(r.Exceptions), "bytes", r.Bytes, "seconds", r.Finished.Sub(r.Started).Seconds(),
		"calls", r.API.Calls, "throttled", r.API.Throttled, "retried", r.API.Retried)
}

// failed says why a run of a service could not be done.
func (v voice) failed(err error) {
	if v.records != nil {
		recordError(v.records, err)
		return
	}
	printError(v.stderr, err)
}

// note says a thing that is neither a run's nor an error.
func (v voice) note(what string, where any) {
	if v.records != nil {
		v.records.Info(what, "at", where)
		return
	}
	fmt.Fprintf(v.stderr, "%s: %v\n", what, where)
}
