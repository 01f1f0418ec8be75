package archive

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/ticket"
)

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
	if err := d.Client.Authenticate(ctx); err != nil {
		return err
	}
	seen := map[ticket.Number]bool{}
	for _, window := range fetch.Windows(r.Since, r.Until) {
		for t, err := range d.Client.List(ctx, window) {
			if err != nil {
				return err
			}
			if seen[t.ID] {
				continue
			}
			seen[t.ID] = true
			r.listed()
			if !r.wanted(t) {
				continue
			}
			r.Progress.Closed.Add(1)
			select {
			case heads <- head{d, int64(t.ID), KeyOf(t, d.Client.DepartmentID()), bool(t.IsScrambled)}:
			case <-ctx.Done():
				return errStop
			}
		}
	}
	return nil
}

func (r *run) listed() {
	r.Progress.Listed.Add(1)
	r.mu.Lock()
	r.report.Listed++
	r.mu.Unlock()
}

// wanted reports whether the ticket is closed, and was closed in the window:
// the service lists it also for having been opened or last active then. A
// closed ticket without a closing time counts by its last activity, lest it
// be left out of every window.
func (r *run) wanted(t *ticket.Ticket) bool {
	at := t.Close
	if at.IsZero() {
		at = t.LastActivity
	}
	return t.State == ticket.Closed && !at.Before(r.Since) && at.Before(r.Until)
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
