package archive

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/glassix-archiver/archiver/custody"
)

// Custodian keeps the log of what happens to bundles. A *custody.Log is one.
type Custodian interface {
	Append(ctx context.Context, entries []custody.Entry) (custody.Checkpoint, error)
}

// logged is how many entries are appended at once.
const logged = 1000

// enter puts into the custody log what the run's inventory and report say:
// what was archived, or taken over from a run that was killed, and what was
// seen erased at the source. It comes before both are stored, so whatever they
// list is in the log; what is in the log already is not put in again.
func (r *run) enter(ctx context.Context) error {
	if r.Custody == nil {
		return nil
	}
	var batch []custody.Entry
	flush := func() error {
		if len(batch) < logged {
			return nil
		}
		_, err := r.Custody.Append(ctx, batch)
		batch = batch[:0]
		return err
	}
	err := r.inventory.each(func(line Line) error {
		batch = append(batch, r.entries(line)...)
		return flush()
	})
	for _, e := range r.report.Erased {
		batch = append(batch, custody.Entry{Event: custody.ErasedAtSource, Ticket: e.Ticket, Department: e.Department, Key: e.Key, By: r.Generator, Run: r.report.Run})
	}
	var head custody.Checkpoint
	if err == nil {
		head, err = r.Custody.Append(ctx, batch)
	}
	if err != nil {
		return fmt.Errorf("enter what was archived: %w", err)
	}
	r.report.Checkpoint = string(head.Note)
	return nil
}

// enterReport comes after the report is stored: what the log has of reports is
// in the store. Of a run that is killed in between, or that the log takes no
// more of, the report stays out.
func (r *run) enterReport(ctx context.Context) error {
	if r.Custody == nil {
		return nil
	}
	e := custody.Entry{Event: custody.Reported, Key: reportKey(r.report.Run), SHA256: r.report.sha256, By: r.Generator, Run: r.report.Run}
	if _, err := r.Custody.Append(ctx, []custody.Entry{e}); err != nil {
		return fmt.Errorf("enter the report: %w", err)
	}
	return nil
}

// entries are that a bundle was archived, and that the policy has it held: what
// is not in the log as a case would be lifted with the last one that is.
func (r *run) entries(l Line) []custody.Entry {
	e := custody.Entry{Event: custody.Archived, Ticket: l.Ticket, Key: l.Key, SHA256: l.SHA256, By: r.Generator, Run: r.report.Run, Mode: l.Lock, Rule: l.Rule, Until: l.Until}
	if k, err := ParseKey(l.Key); err == nil {
		e.Department = k.Department
	}
	if l.Found {
		e.Detail = metAgain
	}
	list := []custody.Entry{e}
	for _, name := range l.Holds {
		list = append(list, custody.Entry{Event: custody.Held, Ticket: e.Ticket, Department: e.Department, Key: e.Key, By: e.By, Run: e.Run, Case: name, Detail: heldBy(l, name)})
	}
	return list
}

// metAgain marks the entries of bundles that the run did not make.
const metAgain = "found in the store: left by a run that was interrupted, or by something else"

// Why there are holds that nobody placed by hand.
const (
	byPolicy = "by the retention policy"
	byRule   = "by the case's rule"
)

func heldBy(l Line, name string) string {
	if slices.Contains(l.Ruled, name) {
		return byRule
	}
	return byPolicy
}

// each reads back the lines gathered so far.
func (v inventory) each(see func(Line) error) error {
	if err := v.out.Flush(); err != nil {
		return inSpool(err)
	}
	st, err := v.file.Stat()
	if err != nil {
		return inSpool(err)
	}
	lines := json.NewDecoder(io.NewSectionReader(v.file, 0, st.Size()))
	for {
		var line Line
		err := lines.Decode(&line)
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = see(line)
		}
		if err != nil {
			return err
		}
	}
}
