package archive

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/storage"
)

// failure is a ticket that could not be stored, and why: an exception of the
// report, not the end of the run.
type failure struct {
	code string
	err  error
}

func (f *failure) Error() string { return f.code + ": " + f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

func fail(code string, err error) error { return &failure{code, err} }

// archive does one ticket from its head to the store. The error it returns is
// one that ends the run; all else is in the report.
func (r *run) archive(ctx context.Context, h head) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	fate, err := r.attempt(ctx, h)
	if cause := context.Cause(ctx); cause != nil && err != nil {
		return cause
	}
	if local, ok := errors.AsType[*SpoolError](err); ok {
		return local
	}
	if errors.Is(err, storage.ErrUnwritable) {
		return err
	}
	if refused, ok := errors.AsType[*fetch.AuthError](err); ok {
		r.departmentFailed(h.department, refused)
	}
	if err != nil && h.lacks != nil {
		r.Log.Info("ticket not completed", slog.Int64("ticket", h.id), slog.Any("error", err))
		fate, err = r.unchanged(h.lacks.Key, false), nil // what is held stands, with what it lacks
	}
	if err != nil {
		fate = r.failedFate(h, err)
	}
	return inSpool(r.settleTicket(h, fate))
}

// failedFate makes an exception of a ticket that could not be stored.
func (r *run) failedFate(h head, err error) Fate {
	f, ok := errors.AsType[*failure](err)
	if !ok {
		f = &failure{CodeTicketStore, err}
	}
	e := Exception{Department: h.ticketID().department, Ticket: h.id, Code: f.code, Message: f.err.Error(), Closed: h.closed.UTC()}
	r.mu.Lock()
	r.report.Exceptions = append(r.report.Exceptions, e)
	r.mu.Unlock()
	r.Log.Info("ticket not archived", slog.Int64("ticket", h.id), slog.String("code", f.code), slog.Any("error", f.err))
	return Fate{Fate: FateFailed, Code: f.code}
}

func (r *run) settleTicket(h head, fate Fate) error {
	switch fate.Fate {
	case FateArchived:
		r.Progress.Stored.Add(1)
	case FateUnchanged, FateErased, FatePurged:
		r.Progress.Unchanged.Add(1)
	case FateFailed:
		r.Progress.Failed.Add(1)
	default:
		r.Progress.Closed.Add(-1)
	}
	if fate.Closed.IsZero() {
		fate.Closed = h.closed.UTC()
	}
	return r.ledger.settle(h.ticketID(), fate)
}

// maxTries is how often a ticket is fetched that changes while its files are
// downloaded, or whose answer lacks what was announced.
const maxTries = 3

// attempt looks whether the store holds the ticket's revision already, and
// if not fetches and stores it.
func (r *run) attempt(ctx context.Context, h head) (Fate, error) {
	if !h.again {
		if fate, done, err := r.held(ctx, h, h.key, h.scrambled); err != nil || done {
			return fate, err
		}
	}
	tell, err := r.lanes.admit(ctx)
	if err != nil {
		return Fate{}, err
	}
	defer tell(0, 0)
	a, err := ask(ctx, h.department.Client, h.id)
	for try := 1; err == nil; try++ {
		lacking := a.lacking(h.key, !r.IgnoreCount)
		if lacking != "" && try == 1 { // perhaps read while it was written
			a, err = ask(ctx, h.department.Client, h.id)
			continue
		}
		fate, later, err := r.take(ctx, h, a, lacking, tell)
		if later == nil || try >= maxTries {
			return fate, err
		}
		a = later
	}
	return Fate{}, err
}

// take does what an answer asks for. If the ticket turns out to have gone on
// meanwhile, it returns the later answer.
func (r *run) take(ctx context.Context, h head, a *answer, lacking string, tell func(int, time.Duration)) (Fate, *answer, error) {
	r.Progress.Fetched.Add(1)
	dateless := a.ticket.Closing().IsZero() && !h.closed.IsZero() // the list told more
	if !isClosed(a.ticket) || !h.any && (dateless || !r.wanted(a.ticket)) {
		if why := a.stale(h.key); why != "" { // it tells nothing of the ticket that was closed
			return Fate{}, nil, fail(CodeTicketFetch, errors.New(why))
		}
		return r.left(h, a), nil, nil
	}
	if fate, done, err := r.held(ctx, h, a.key, bool(a.ticket.IsScrambled)); err != nil || done {
		return fate, nil, err
	}
	folder := r.newFolder(a.key)
	defer folder.remove()
	j := &job{run: r, department: h.department, answer: a, lacking: lacking, folder: folder}
	if err := j.complete(ctx, h.lacks); err != nil {
		return Fate{}, nil, err
	}
	defer j.close()
	list := attachments(a.ticket)
	j.links = newLinks(h.department.Client, a.key, list)
	tell(len(list), j.links.life(r.Now()))
	fate, err := j.do(ctx)
	if errors.Is(err, errChanged) {
		return Fate{}, j.links.later(), fail(CodeTicketFetch, err)
	}
	return fate, nil, err
}

// left is the fate of a ticket that is no longer closed, or closed anew after
// the window. Of one that was to be completed the bundle stands.
func (r *run) left(h head, a *answer) Fate {
	if h.lacks != nil {
		return r.unchanged(h.lacks.Key, false)
	}
	if !isClosed(a.ticket) {
		return Fate{Fate: FateOpen}
	}
	return Fate{Fate: FateOutside, Closed: a.ticket.Closing().UTC()}
}

// held reports whether the store has this revision, and nothing is to be done
// about what it lacks. Of a ticket that was erased at the source any revision
// will do: what is held from before is worth more than the empty shell, and is
// never to be replaced by it.
func (r *run) held(ctx context.Context, h head, key Key, scrambled bool) (Fate, bool, error) {
	look := r.index.bundle
	if scrambled {
		look = r.index.any
	}
	held, ok, err := look(ctx, key)
	if err != nil {
		return Fate{}, false, fmt.Errorf("look for %s: %w", key, err)
	}
	if !ok {
		return r.wasPurged(ctx, key, scrambled)
	}
	if !scrambled && h.lacks != nil && held.Revision == h.lacks.Key.Revision {
		return Fate{}, false, nil
	}
	return r.unchanged(held, scrambled), true, nil
}

// wasPurged reports whether this revision was destroyed when its retention had
// passed: it is not to come back. Of a ticket that was erased at the source that
// goes for any revision.
func (r *run) wasPurged(ctx context.Context, key Key, scrambled bool) (Fate, bool, error) {
	gone, certificate, ok, err := r.destroyed.of(ctx, key, scrambled)
	if err != nil || !ok {
		return Fate{}, false, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Purged = append(r.report.Purged, Tie{Department: gone.Department, Ticket: gone.Ticket, Key: gone.String(), Certificate: certificate})
	return Fate{Fate: FatePurged, Key: gone.String()}, true, nil
}

// unchanged is the fate of a ticket that the store holds.
func (r *run) unchanged(held Key, scrambled bool) Fate {
	fate := Fate{Fate: FateUnchanged, Key: held.String()}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.met[fate.Key] = true
	if scrambled {
		fate.Fate = FateErased
		r.report.Erased = append(r.report.Erased, Tie{Department: held.Department, Ticket: held.Ticket, Key: fate.Key})
	}
	return fate
}

func hexSum(sum [32]byte) string { return hex.EncodeToString(sum[:]) }
