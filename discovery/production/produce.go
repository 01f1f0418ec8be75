package production

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/render"
)

// producer is a production in the making.
type producer struct {
	Options
	made     time.Time
	number   int // of the case's productions
	numbers  *numbering
	dir      *folder
	archived map[string]entered // by key, as the custody log has it
	report   *Report
	ledger   *ledger
	words    *render.Words // of the report and of sheets
}

// workFolder is where things are before their name is known.
const workFolder = ".work/"

func draftName(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:12])
}

// Run produces what was found into Options.Out, and returns its report. What can't be
// produced of a bundle is withheld with its reason, and what a document lacks is
// an exception; neither is an error.
//
// The folder appears whole or not at all, whatever happens, and so does the
// production: its numbers are registered in the store when all is written, and
// entered in the custody log; ErrTaken says that another was faster. From then
// on a cancel comes too late, and the folder is put in its place.
//
// The same store, options and clock give the same bytes, but for the log's own
// signature. Memory follows the number of bundles by some 200 bytes each.
func Run(ctx context.Context, o Options) (*Report, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	p, err := newProducer(ctx, o)
	if err != nil {
		return nil, err
	}
	defer func() { p.dir.discard() }()
	if err := p.all(ctx); err != nil {
		return nil, err
	}
	return p.conclude(ctx)
}

// prepare reads what there is: the register, the log. It changes nothing.
func prepare(ctx context.Context, o Options) (p *producer, first int64, err error) {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Workers < 1 {
		o.Workers = runtime.NumCPU()
	}
	o.Keys = inOrder(o.Keys)
	p = &producer{Options: o, made: o.Now().UTC()}
	p.Render.Audience, p.Render.Generator, p.Render.Generated = render.Legal, o.Generator, p.made
	p.Render.Zone, p.Render.Letter, p.Render.WithoutSource = o.Zone, o.Letter, true
	earlier, err := Productions(ctx, o.Store, o.Case)
	if err != nil {
		return nil, 0, err
	}
	log, err := readLog(ctx, o.View, p.Keys, o.Case)
	if err == nil {
		err = log.holdAgainst(earlier)
	}
	if err == nil {
		first, err = nextNumber(earlier, o.Bates, o.Start)
	}
	if least := len(tickets(p.Keys)); err == nil && !o.Bates.fits(first+int64(max(1, least))-1) { // each has a page at least
		err = fmt.Errorf("number documents: %w: %d tickets from %s on need more than %d", ErrDigits, least, o.Bates.Of(first), o.Bates.Digits)
	}
	p.number, p.archived = len(earlier)+1, log.archived
	return p, first, err
}

func newProducer(ctx context.Context, o Options) (*producer, error) {
	if err := free(o.Out); err != nil {
		return nil, err
	}
	p, first, err := prepare(ctx, o)
	if err != nil {
		return nil, err
	}
	if p.words, err = reportWords(); err != nil {
		return nil, err
	}
	p.numbers = &numbering{Bates: o.Bates, next: first, split: o.Split}
	if p.dir, err = newFolder(o.Out, o.Random); err != nil {
		return nil, err
	}
	p.report = p.newReport(first)
	if p.ledger, err = p.newLedger(); err != nil {
		p.dir.discard()
		return nil, err
	}
	return p, nil
}

// inOrder are keys by state, each once.
func inOrder(keys []archive.Key) []archive.Key {
	sorted := slices.SortedFunc(slices.Values(keys), func(a, b archive.Key) int {
		return cmp.Or(archive.CompareRevisions(a, b), strings.Compare(a.Department, b.Department), cmp.Compare(a.Ticket, b.Ticket), strings.Compare(a.String(), b.String()))
	})
	return slices.CompactFunc(sorted, func(a, b archive.Key) bool { return a.String() == b.String() })
}

// tickets are the bundles by ticket, that of the oldest bundle first.
func tickets(ordered []archive.Key) (list [][]archive.Key) {
	type id struct {
		department string
		ticket     int64
	}
	at := map[id]int{}
	for _, k := range ordered {
		i, known := at[id{k.Department, k.Ticket}]
		if !known {
			i = len(list)
			at[id{k.Department, k.Ticket}] = i
			list = append(list, nil)
		}
		list[i] = append(list[i], k)
	}
	return list
}

// all produces every ticket: several at a time, and taken into their volumes in
// order. What is ready waits for those before it, and few are begun ahead.
func (p *producer) all(ctx context.Context) error {
	defer p.ledger.abandon()
	group, ctx := errgroup.WithContext(ctx)
	work := make(chan *job)
	order := make(chan *job, 4*p.Workers)
	group.Go(func() error {
		defer close(work)
		defer close(order)
		next := newTurns()
		for _, keys := range tickets(p.Keys) {
			j := &job{keys: keys, turn: next(), done: make(chan struct{})}
			for _, to := range []chan<- *job{order, work} {
				select {
				case to <- j:
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			}
		}
		return nil
	})
	for range p.Workers {
		group.Go(func() error {
			for j := range work {
				if err := p.do(ctx, j); err != nil {
					return err
				}
				close(j.done)
			}
			return nil
		})
	}
	group.Go(func() error { return p.collect(ctx, order) })
	return group.Wait()
}

// collect enters what is ready, in order.
func (p *producer) collect(ctx context.Context, order <-chan *job) error {
	done := 0
	for {
		var j *job
		var more bool
		select {
		case j, more = <-order:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if !more {
			return p.ledger.endVolume()
		}
		select {
		case <-j.done:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if err := p.ledger.enter(j); err != nil {
			return err
		}
		if done += len(j.keys); p.Progress != nil {
			p.Progress(done, len(p.Keys))
		}
	}
}

// conclude writes what is about the whole, registers it, and puts it in its
// place.
func (p *producer) conclude(ctx context.Context) (*Report, error) {
	manifest, err := p.finish(ctx)
	if err != nil {
		return nil, err
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	if err := p.registered(manifest).put(ctx, p.Store); err != nil {
		return nil, err
	}
	// The numbers are taken: what has them must come to be.
	entered := p.enterProduced(context.WithoutCancel(ctx), manifest)
	if err := p.dir.publish(); err != nil {
		where := p.dir.temp
		p.dir = &folder{root: p.dir.root} // it is the production, under another name
		return nil, errors.Join(fmt.Errorf("production %s is whole, but is still in %s: %w", p.report.Production, where, err), entered)
	}
	p.report.Manifest = manifest
	if entered != nil {
		return p.report, fmt.Errorf("production %s is whole and in its place, but it is not in the custody log: %w", p.report.Production, entered)
	}
	return p.report, nil
}

func (p *producer) registered(manifest string) Registered {
	r := p.report
	return Registered{Schema: registerSchema, Production: r.Production, Case: p.Case, Number: p.number, Tool: p.Generator, Made: p.made, Selection: p.Selection,
		Prefix: p.Bates.Prefix, Digits: p.Bates.Digits, First: r.Bates.FirstNumber, Last: r.Bates.LastNumber, Documents: r.Counts.Documents, Bundles: r.Counts.Produced, Manifest: manifest}
}
