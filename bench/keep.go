package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage/dir"
)

// kept is a store of generated bundles in a directory, as if a run a day had
// filled it. Nothing is synced and nothing downloaded, which is why it takes
// seconds; what is there a run would have written too.
type kept struct {
	folder string
	signer note.Signer // of the custody log; nil: there is none
	check  note.Verifier

	reports map[string]string // by run: SHA-256 of its report
}

// keptSince is when the first of the runs looked back to.
var keptSince = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

const (
	keptDepartment = "bench"
	perRun         = 100 // bundles of a run
)

// fill makes a store of count bundles.
func (k *kept) fill(ctx context.Context, count int) error {
	for first, run := 0, 0; first < count; first, run = first+perRun, run+1 {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		r := keptRun{store: k, since: keptSince.AddDate(0, 0, run), first: first, count: min(perRun, count-first)}
		if err := r.write(); err != nil {
			return err
		}
	}
	return k.enter(ctx)
}

// put writes an object as the store keeps it.
func (k *kept) put(key string, data []byte) error {
	path := filepath.Join(k.folder, filepath.FromSlash(key))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o444)
}

// enter makes the custody log of what the inventories list.
func (k *kept) enter(ctx context.Context) error {
	if k.signer == nil {
		return nil
	}
	store, err := dir.Open(k.folder)
	if err != nil {
		return err
	}
	defer store.Close()
	log, err := custody.Open(ctx, store, k.signer, k.check, time.Now)
	if err != nil {
		return err
	}
	var batch []custody.Entry
	for run, err := range archive.Runs(ctx, store) {
		if err != nil {
			return err
		}
		for line, err := range archive.Inventory(ctx, store, run) {
			if err != nil {
				return err
			}
			batch = append(batch, custody.Entry{Event: custody.Archived, Ticket: line.Ticket, Department: keptDepartment, Key: line.Key, SHA256: line.SHA256, By: "archiver bench", Run: run})
		}
		batch = append(batch, custody.Entry{Event: custody.Reported, Key: "runs/" + run + "/report.json", SHA256: k.reports[run], By: "archiver bench", Run: run})
		if len(batch) >= custody.MaxBatch-2*perRun {
			if _, err := log.Append(ctx, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	_, err = log.Append(ctx, batch)
	return err
}

// keptRun is a run that found so many tickets, closed on one day.
type keptRun struct {
	store        *kept
	since        time.Time
	first, count int

	inventory, fates bytes.Buffer
	bytes            int64
}

func (r *keptRun) write() error {
	for i := range r.count {
		if err := r.bundle(r.first+i, r.since.Add(time.Duration(i)*time.Minute)); err != nil {
			return err
		}
	}
	report, err := r.report().JSON()
	if err != nil {
		return err
	}
	if r.store.reports == nil {
		r.store.reports = map[string]string{}
	}
	r.store.reports[r.name()] = fmt.Sprintf("%x", sha256.Sum256(report))
	folder := "runs/" + r.name() + "/"
	return errors.Join(r.store.put(folder+"inventory.jsonl", r.inventory.Bytes()), r.store.put(folder+"reconciliation.jsonl", r.fates.Bytes()),
		r.store.put(folder+"report.json", report))
}

// name is as those of runs are.
func (r *keptRun) name() string {
	return fmt.Sprintf("%s-%08x", r.since.AddDate(0, 0, 1).Add(2*time.Hour).Format("20060102T150405Z"), r.first)
}

// bundle writes the bundle of a ticket, and its lines.
func (r *keptRun) bundle(n int, closed time.Time) error {
	k := archive.Key{Department: keptDepartment, Closed: closed, Ticket: int64(220_000_000 + n), Revision: closed.Format("20060102T150405.0000000Z")}
	id := strconv.FormatInt(k.Ticket, 10)
	record := fmt.Appendf(nil, `{"id":%s,"departmentId":%q,"state":"Closed","close":%q,"transactions":[{"id":1,"type":"Message","text":"Where is parcel %d?"}]}`, id, keptDepartment, closed.Format(time.RFC3339), n)
	tags := []bundle.Tag{{Label: "External-Identifier", Value: k.String()}, {Label: "Glassix-Closed", Value: closed.Format(time.RFC3339Nano)},
		{Label: "Glassix-Department", Value: keptDepartment}, {Label: "Glassix-Revision", Value: k.Revision}, {Label: "Glassix-Ticket", Value: id}}
	var zip bytes.Buffer
	if err := bundle.Write(context.Background(), &zip, id, tags, []bundle.File{bundle.Bytes("source.json", "application/json", record)}); err != nil {
		return err
	}
	r.bytes += int64(zip.Len())
	line := archive.Line{Key: k.String(), Size: int64(zip.Len()), SHA256: fmt.Sprintf("%x", sha256.Sum256(zip.Bytes())), Ticket: k.Ticket, Revision: k.Revision, Closed: closed}
	fate := archive.Fate{Department: keptDepartment, Ticket: k.Ticket, Closed: closed, Fate: archive.FateArchived, Key: line.Key, Announced: 1, Came: 1}
	return errors.Join(json.NewEncoder(&r.inventory).Encode(line), json.NewEncoder(&r.fates).Encode(fate), r.store.put(line.Key, zip.Bytes()))
}

func (r *keptRun) report() *archive.Report {
	until := r.since.AddDate(0, 0, 1)
	window := archive.WindowReport{Department: keptDepartment, Since: r.since, Until: until, Listed: r.count, Closed: r.count, Archived: r.count, Whole: true}
	return &archive.Report{Run: r.name(), Tool: "archiver bench", Since: r.since, Until: until, Departments: 1, Listed: r.count, Closed: r.count, Archived: r.count,
		Bytes: r.bytes, Complete: true, Exceptions: []archive.Exception{}, Started: until.Add(2 * time.Hour), Finished: until.Add(3 * time.Hour), Windows: []archive.WindowReport{window}}
}
