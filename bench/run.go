package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

// The tickets of a load were closed between these, in three months.
var (
	loadSince = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	loadUntil = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
)

// runOptions are the flags of bench run.
type runOptions struct {
	tickets, targets    string
	files, size, rivals int
	workers             int
	keep                string
}

// runRun prints the tables of whole runs: those of the archiver, with the share
// of each stage, and those of the script beside it.
func runRun(ctx context.Context, args []string) error {
	var o runOptions
	flags := newFlags("run")
	flags.StringVar(&o.tickets, "tickets", "1000,10000", "tickets of each run")
	flags.StringVar(&o.targets, "to", "dir,s3", "stores to archive into")
	flags.IntVar(&o.files, "files", 2, "attachments of a ticket")
	flags.IntVar(&o.size, "size", 200_000, "size of an attachment, in bytes")
	flags.IntVar(&o.rivals, "rival", 200, "tickets for the Python script; 0 leaves it out")
	flags.IntVar(&o.workers, "workers", 12, "tickets in work at once")
	flags.StringVar(&o.keep, "o", "", "`folder` to keep the CPU profiles in")
	if err := flags.Parse(args); err != nil {
		return err
	}
	counts, err := numbers(o.tickets)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "bench-run-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if o.keep == "" {
		o.keep = folder
	}
	r := &runs{options: o, folder: folder, results: newTable("", "tickets", "seconds", "tickets/s", "CPU ms a ticket",
		"workspace's", "S3 server's", "peak MB", "MB at ¼, ½, ¾ and the end")}
	for target := range strings.SplitSeq(o.targets, ",") {
		if err := r.into(ctx, strings.TrimSpace(target), counts); err != nil {
			return err
		}
	}
	return r.print()
}

// runs gathers what the runs took.
type runs struct {
	options runOptions
	folder  string
	results *table
	shares  []string // a text for each of the longest runs
}

// into does all runs into one kind of store.
func (r *runs) into(ctx context.Context, target string, counts []int) error {
	to, err := openTarget(ctx, target, r.folder)
	if err != nil {
		r.results.add("into "+target, "not measured: "+err.Error())
		return context.Cause(ctx)
	}
	defer to.close()
	for i, n := range counts {
		profile := "" // to profile takes time, so only the longest run is
		if i == len(counts)-1 {
			profile = filepath.Join(r.options.keep, fmt.Sprintf("%s-%d.pprof", to.name, n))
		}
		result, err := r.measure(ctx, to, archiverOn(r.options.workers, profile), n)
		if err != nil {
			return err
		}
		if i < len(counts)-1 {
			continue
		}
		text, err := shares(ctx, fmt.Sprintf("%d tickets into %s", n, to.kind), profile, result)
		if err != nil {
			return err
		}
		r.shares = append(r.shares, text)
	}
	if r.options.rivals == 0 {
		return nil
	}
	rival, err := findRival(ctx, r.folder)
	if err != nil {
		r.results.add("Python", "not measured: "+err.Error())
		return nil
	}
	if _, err = r.measure(ctx, to, rival, r.options.rivals); err != nil {
		r.results.add(rival.name+", into "+to.kind, fmt.Sprint(r.options.rivals), "failed: "+err.Error())
	}
	return context.Cause(ctx)
}

// measure lets a contender archive n tickets of a new workspace, and adds a
// line.
func (r *runs) measure(ctx context.Context, to *target, c archiving, n int) (runResult, error) {
	name := fmt.Sprintf("%s, into %s", c.name, to.kind)
	fmt.Fprintf(os.Stderr, "%s: %d tickets\n", name, n)
	workspace, err := startWorkspace(ctx, fetchtest.Generated{Tickets: n, Attachments: r.options.files, AttachmentSize: int64(r.options.size)})
	if err != nil {
		return runResult{}, fmt.Errorf("start the workspace: %w", err)
	}
	defer workspace.stop()
	store, err := to.store()
	if err != nil {
		return runResult{}, err
	}
	defer to.clear()
	beside := to.cpu() + workspace.cpu()
	beforeStore := to.cpu()
	used, result, err := c.archive(ctx, workspace.address, store, to.env)
	if err != nil {
		return runResult{}, fmt.Errorf("%s: %w", name, err)
	}
	if result.Archived != n {
		return runResult{}, fmt.Errorf("%s: archived %d of %d tickets", name, result.Archived, n)
	}
	byStore := to.cpu() - beforeStore
	byWorkspace := to.cpu() + workspace.cpu() - beside - byStore
	each := func(d time.Duration) string { return milliseconds(d / time.Duration(n)) }
	r.results.add(name, fmt.Sprint(n), fmt.Sprintf("%.1f", used.wall.Seconds()), fmt.Sprintf("%.1f", float64(n)/used.wall.Seconds()),
		each(used.cpu), each(byWorkspace), each(byStore), fmt.Sprint(used.peak>>20), quarters(result.Memory))
	return result, nil
}

// quarters says in MB what a run held when it was so far.
func quarters(memory []int64) string {
	var words []string
	for _, bytes := range memory {
		words = append(words, fmt.Sprint(bytes>>20))
	}
	return strings.Join(words, ", ")
}

func (r *runs) print() error {
	fmt.Printf("%s, %s/%s, %d cores, which the workspace and the S3 server share; each ticket with %d files of %d bytes\n\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), r.options.files, r.options.size)
	if err := r.results.print(os.Stdout); err != nil {
		return err
	}
	fmt.Print(strings.Join(r.shares, "\n"))
	return nil
}
