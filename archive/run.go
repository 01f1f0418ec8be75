package archive

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/discovery/filetext"
	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
)

// Department is one department to be archived, under the user's own name for
// it: the service tells none.
type Department struct {
	Name   string
	Client *fetch.Client
}

// Options say what a run archives, from where to where, and how.
type Options struct {
	Store       storage.Store
	Departments []Department
	Since       time.Time // closed at or after
	Until       time.Time // closed before

	// RetryExceptions also takes up the bundles that lack something, whatever
	// the window, and completes those for which more can be had by now.
	RetryExceptions bool

	Workers        int   // tickets in work at once; 12
	Downloads      int   // files on their way at once, over all tickets; 16
	MaxAttachment  int64 // bytes of one file; 0 is no limit
	MaxAttachments int   // files of one ticket; 0 is no limit
	IgnoreCount    bool  // the service's count of transactions is not held against what came

	Texts   *filetext.Extractor // looks into files for the rules of cases; nil: rules go by the transcript alone
	Policy  *retention.Policy   // nil is the built-in one
	Custody Custodian           // nil keeps no log
	View    *custody.View       // the log as it is now, which tells what was purged; nil: the certificates do

	Spool     string // folder for work in progress; "" is the system's
	Memory    int64  // bytes of small files in work that memory holds instead; 0 is 32 MiB, below 0 none
	Zone      *time.Location
	Templates fs.FS  // nil is the embedded ones
	Letter    bool   // PDF pages are US Letter, not A4
	Generator string // tool and version, for the report and the transcripts
	Now       func() time.Time
	Random    io.Reader // for the run's name
	Progress  *Progress
	Log       *slog.Logger
}

// Run archives every ticket that was closed in the window, and returns its
// report, which the store then holds too. Each closed ticket ends as archived,
// as unchanged (the store holds this revision, or it was purged from it when its
// time had passed), or as an exception of the
// report with its reason; none of these makes Run fail. Tickets that the runs
// before could not store are tried again, whatever the window.
//
// An error means that the run could not be done: the store takes nothing, or
// the context ended. What is stored by then is whole, no report is kept, and
// the next run continues from there. Where a department could not be had, or the
// custody log does not take the report, this is returned with that error.
func Run(ctx context.Context, o Options) (*Report, error) {
	r, err := newRun(o)
	if err != nil {
		return nil, err
	}
	defer r.close()
	if err := r.mayRetain(ctx); err != nil {
		return nil, err
	}
	if err := r.readEarlier(ctx); err != nil {
		return nil, fmt.Errorf("read what earlier runs left to do: %w", err)
	}
	if err := r.conduct(ctx); err != nil {
		return nil, err
	}
	if err := r.settle(ctx); err != nil {
		return nil, err
	}
	return r.report, cmp.Or(r.enterReport(ctx), r.lostError())
}

type run struct {
	Options
	spool     *spool
	index     *index
	destroyed *destroyed
	rules     *ruleBook
	inventory inventory
	ledger    *ledger
	lanes     *lanes
	folders   atomic.Int64 // made in the spool
	room      room         // for small files, in memory
	failed    []Exception  // of earlier runs, to be tried again
	standing  []Standing   // of earlier runs, to be completed

	mu     sync.Mutex
	report *Report
	met    map[string]bool  // keys of unchanged tickets
	lost   map[string]error // departments that failed, by id
}

func newRun(o Options) (*run, error) {
	if o.Workers <= 0 {
		o.Workers = 12
	}
	if o.Downloads <= 0 {
		o.Downloads = 16
	}
	if o.Policy == nil {
		o.Policy = retention.Default()
	}
	if o.Progress == nil {
		o.Progress = new(Progress)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	started := o.Now().UTC()
	name, err := runName(started, o.Random)
	if err != nil {
		return nil, err
	}
	spool, err := newSpool(o.Spool)
	if err != nil {
		return nil, err
	}
	r := &run{Options: o, spool: spool, index: newIndex(o.Store), destroyed: &destroyed{store: o.Store, view: o.View, now: o.Now}, rules: &ruleBook{store: o.Store, now: o.Now}, lanes: newLanes(o.Downloads, o.Now), met: map[string]bool{}, lost: map[string]error{},
		report: &Report{Run: name, Tool: o.Generator, Since: o.Since.UTC(), Until: o.Until.UTC(), Departments: len(o.Departments), Exceptions: []Exception{}, Started: started}}
	r.room.left.Store(cmp.Or(o.Memory, memoryRoom))
	if err := r.openBooks(); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *run) openBooks() (err error) {
	if r.inventory.lines, err = newLines(r.spool.Root, "inventory.jsonl"); err != nil {
		return err
	}
	fates, err := newLines(r.spool.Root, "reconciliation.jsonl")
	r.ledger = newLedger(fates)
	return err
}

// readEarlier finds what earlier runs could not do.
func (r *run) readEarlier(ctx context.Context) error {
	resumption, err := Resume(ctx, r.Store, r.report.Started)
	if err != nil {
		return err
	}
	r.failed = resumption.Failed
	for _, run := range resumption.Damaged {
		r.report.Exceptions = append(r.report.Exceptions, Exception{Code: CodeReportDamaged, Message: reportKey(run) + " can't be read, so this run went by those before it"})
	}
	if r.RetryExceptions {
		r.standing, err = FindStanding(ctx, r.Store)
	}
	return err
}

// runLayout is how the name of a run begins.
const runLayout = "20060102T150405Z"

// runName sorts by time and is unique between machines.
func runName(started time.Time, random io.Reader) (string, error) {
	var salt [4]byte
	if _, err := io.ReadFull(random, salt[:]); err != nil {
		return "", fmt.Errorf("name the run: %w", err)
	}
	return started.Format(runLayout) + "-" + hex.EncodeToString(salt[:]), nil
}

func (r *run) close() {
	if r.inventory.lines != nil {
		r.inventory.close()
	}
	if r.ledger != nil && r.ledger.lines != nil {
		r.ledger.lines.close()
	}
	r.spool.close()
}

// ahead is how many tickets the listing may be ahead of the work: enough to
// know early how much there is to do, and a bound on memory (some 200 bytes
// each) where there is very much.
const ahead = 10_000

// conduct lists all departments side by side and works off their tickets as
// they come.
func (r *run) conduct(ctx context.Context) error {
	heads := make(chan head, ahead)
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error {
		defer close(heads)
		defer r.Progress.ListingDone.Store(true)
		return r.listAll(ctx, heads)
	})
	for range r.Workers {
		work.Go(func() error {
			for h := range heads {
				if err := r.archive(ctx, h); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := work.Wait()
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return cause // what a cancelled call says of itself tells less
	}
	return err
}

// lostError is what to fail with after the report is written: that of a
// department whose tickets were not to be had.
func (r *run) lostError() error {
	var first error
	for _, d := range r.Departments {
		if err := r.lost[d.Client.DepartmentID()]; err != nil && first == nil {
			first = err
		}
	}
	if n := len(r.lost); n > 1 {
		return fmt.Errorf("%w (and %d more departments)", first, n-1)
	}
	return first
}
