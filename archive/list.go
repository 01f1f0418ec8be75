package archive

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/ticket"
)

// head is what is kept of a ticket until a worker takes it up.
type head struct {
	department Department
	id         int64
	key        Key // as listed; of a ticket taken up again, without a state
	scrambled  bool

	any    bool      // taken up whatever the window
	again  bool      // named by an earlier run, so its state is not known yet
	closed time.Time // as far as it is known
	lacks  *Standing // the bundle to be completed, if there is one
}

func (h head) ticketID() ticketID { return ticketID{departmentID(h.department), h.id} }

// departmentID is the department's id in the one form that a run keeps books
// in: users type their keys in capitals too, and the service does not mind.
func departmentID(d Department) string { return strings.ToLower(d.Client.DepartmentID()) }

// listAll lists every department. One that fails does not hold up the others:
// it is an exception of the report, and the run's error at its end.
func (r *run) listAll(ctx context.Context, heads chan<- head) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, d := range r.Departments {
		group.Go(func() error {
			err := r.list(ctx, d, heads)
			if err == nil || ctx.Err() != nil || errors.Is(err, errStop) {
				return context.Cause(ctx)
			}
			r.departmentFailed(d, err)
			return nil
		})
	}
	return group.Wait()
}

// errStop ends a listing whose heads nobody takes any more.
var errStop = errors.New("stopped")

func (r *run) list(ctx context.Context, d Department, heads chan<- head) error {
	windows := fetch.Windows(r.Since, r.Until)
	first := r.ledger.open(departmentID(d), windows)
	if err := r.takeUpAgain(ctx, d, heads); err != nil {
		return err
	}
	if err := d.Client.Authenticate(ctx); err != nil {
		return err
	}
	for i, window := range windows {
		if err := r.listWindow(ctx, d, window, first+i, heads); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) listWindow(ctx context.Context, d Department, w fetch.Window, window int, heads chan<- head) error {
	whole := true
	for t, err := range d.Client.List(ctx, w) {
		odd, isOdd := errors.AsType[*fetch.HeadError](err)
		switch {
		case err == nil:
			err = r.head(ctx, d, t, window, heads)
		case isOdd && odd.ID > 0: // the ticket itself may well be readable
			err = r.oddHead(ctx, head{department: d, id: odd.ID, again: true}, window, heads)
		case isOdd:
			whole, err = false, nil
			r.nameless(d, odd)
		}
		if err != nil {
			return err
		}
	}
	if whole {
		r.ledger.whole(window)
	}
	return nil
}

// oddHead sends a ticket of which nothing but the id could be read.
func (r *run) oddHead(ctx context.Context, h head, window int, heads chan<- head) error {
	if !r.ledger.listed(h.ticketID(), window) {
		return nil
	}
	r.Progress.Listed.Add(1)
	return r.send(ctx, h, heads)
}

// nameless makes an exception of something in a list that could be a ticket,
// and has no id to ask for it by. The next run lists its window again.
func (r *run) nameless(d Department, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Exceptions = append(r.report.Exceptions, Exception{Department: d.Client.DepartmentID(), Code: CodeHeadInvalid, Message: err.Error()})
}

// head takes a listed ticket into the account, and sends it on its way if it
// is to be archived.
func (r *run) head(ctx context.Context, d Department, t *ticket.Ticket, window int, heads chan<- head) error {
	h := head{department: d, id: int64(t.ID), key: KeyOf(t, d.Client.DepartmentID()), scrambled: bool(t.IsScrambled), closed: t.Closing()}
	if !r.ledger.listed(h.ticketID(), window) {
		return nil
	}
	r.Progress.Listed.Add(1)
	if !r.wanted(t) {
		wentOn, err := r.wentOn(ctx, h, t)
		if err != nil {
			return err
		}
		if !wentOn {
			return r.passedOver(h, t)
		}
		h.any = true
	}
	return r.send(ctx, h, heads)
}

// wentOn reports whether a ticket that was closed before the window is to be
// taken up all the same: the store holds it, and it has gone on since, or was
// erased at the source.
func (r *run) wentOn(ctx context.Context, h head, t *ticket.Ticket) (bool, error) {
	if !isClosed(t) || !h.closed.Before(r.Since) {
		return false, nil
	}
	look := r.index.month
	if h.scrambled {
		look = r.index.any
	}
	held, ok, err := look(ctx, h.key)
	if err != nil {
		return false, fmt.Errorf("look for %s: %w", h.key, err)
	}
	return ok && (h.scrambled || held.state() < h.key.state()), nil
}

func (r *run) send(ctx context.Context, h head, heads chan<- head) error {
	r.ledger.owe(h.ticketID(), h.closed)
	r.Progress.Closed.Add(1)
	select {
	case heads <- h:
		return nil
	case <-ctx.Done():
		return errStop
	}
}

// passedOver notes a listed ticket that is not this run's.
func (r *run) passedOver(h head, t *ticket.Ticket) error {
	fate := Fate{Closed: h.closed, Fate: FateOutside}
	if !isClosed(t) {
		fate = Fate{Fate: FateOpen}
	}
	return inSpool(r.ledger.settle(h.ticketID(), fate))
}

// takeUpAgain sends the department's tickets that earlier runs named as
// exceptions: those that failed in any case, those that lack something if it
// is asked for.
func (r *run) takeUpAgain(ctx context.Context, d Department, heads chan<- head) error {
	id := d.Client.DepartmentID()
	for _, e := range r.failed {
		if strings.EqualFold(e.Department, id) || e.Department == "" && len(r.Departments) == 1 {
			if err := r.again(ctx, head{department: d, id: e.Ticket, closed: e.Closed}, heads); err != nil {
				return err
			}
		}
	}
	for _, s := range r.standing {
		if strings.EqualFold(s.Key.Department, Segment(id)) {
			if err := r.again(ctx, head{department: d, id: s.Key.Ticket, closed: s.Key.Closed, lacks: &s}, heads); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *run) again(ctx context.Context, h head, heads chan<- head) error {
	h.again, h.any = true, true
	if !r.ledger.listed(h.ticketID(), noWindow) {
		return nil
	}
	r.Progress.Listed.Add(1)
	return r.send(ctx, h, heads)
}

// isClosed reports whether the ticket is closed. Closed ones alone are asked
// for, so a state of another spelling, or one that nobody knows yet, is taken
// for it rather than left out.
func isClosed(t *ticket.Ticket) bool {
	switch ticket.State(strings.ToLower(string(t.State))) {
	case "open", "pending", "snoozed":
		return false
	}
	return true
}

// wanted reports whether the ticket is closed, and was closed in the window:
// the service lists it also for having been opened or last active then. One
// without any date that can be read is in every window rather than in none.
func (r *run) wanted(t *ticket.Ticket) bool {
	at := t.Closing()
	return isClosed(t) && (at.IsZero() || !at.Before(r.Since) && at.Before(r.Until))
}

// departmentFailed makes an exception, and in the end the run's error, of a
// department whose tickets are not to be had: once, however many ask for them.
func (r *run) departmentFailed(d Department, err error) {
	id, code := d.Client.DepartmentID(), CodeListFailed
	if _, ok := errors.AsType[*fetch.AuthError](err); ok {
		code = CodeAuth
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.lost[id]; known {
		return
	}
	r.report.Exceptions = append(r.report.Exceptions, Exception{Department: id, Code: code, Message: err.Error()})
	if d.Name != "" {
		err = fmt.Errorf("department %s: %w", d.Name, err)
	}
	r.lost[id] = err
	r.Log.Info("department not archived", slog.String("department", id), slog.Any("error", err))
}
