package archive

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/ticket"
)

// outcome is how a ticket ended.
type outcome int

const (
	stored outcome = iota
	unchanged
	left // no longer closed, or closed anew after the window: not this run's
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
	how, err := r.attempt(ctx, h)
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
	f, failed := errors.AsType[*failure](err)
	if err != nil && !failed {
		f = &failure{CodeTicketStore, err}
	}
	r.count(h, how, f)
	return nil
}

func (r *run) count(h head, how outcome, f *failure) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case f != nil:
		r.report.Failed++
		r.report.Exceptions = append(r.report.Exceptions, Exception{Ticket: h.id, Code: f.code, Message: f.err.Error()})
		r.Progress.Failed.Add(1)
		r.Log.Info("ticket not archived", slog.Int64("ticket", h.id), slog.String("code", f.code), slog.Any("error", f.err))
	case how == unchanged:
		r.report.Unchanged++
		r.Progress.Unchanged.Add(1)
	case how == left:
		r.Progress.Closed.Add(-1)
	default:
		r.report.Archived++
		r.Progress.Stored.Add(1)
	}
}

// attempt looks whether the store holds the ticket's revision already, and
// if not fetches and stores it.
func (r *run) attempt(ctx context.Context, h head) (outcome, error) {
	if done, err := r.held(ctx, h.key, h.scrambled); err != nil || done {
		return unchanged, err
	}
	raw, err := h.department.Client.Ticket(ctx, h.id)
	if err != nil {
		return 0, fail(CodeTicketFetch, err)
	}
	whole, err := ticket.Decode(raw)
	if err == nil && whole.Transactions == nil {
		err = errors.New("the answer is a head: it has no list of transactions")
	}
	if err != nil {
		return 0, fail(CodeTicketInvalid, err)
	}
	r.Progress.Fetched.Add(1)
	if !r.wanted(whole) {
		return left, nil
	}
	key := KeyOf(whole, h.department.Client.DepartmentID())
	if done, err := r.held(ctx, key, bool(whole.IsScrambled)); err != nil || done {
		return unchanged, err
	}
	folder, err := newFolder(r.spool.Root, key)
	if err != nil {
		return 0, fail(CodeTicketStore, err)
	}
	defer folder.remove()
	j := &job{run: r, department: h.department, key: key, raw: raw, ticket: whole, folder: folder}
	return j.do(ctx)
}

// held reports whether the store has this revision. Of a ticket that was
// erased at the source any revision will do: what is held from before is
// worth more than the empty shell, and is never to be replaced by it.
func (r *run) held(ctx context.Context, key Key, scrambled bool) (bool, error) {
	revisions, err := r.index.revisions(ctx, key)
	if err != nil {
		return false, fmt.Errorf("look for %s: %w", key, err)
	}
	for _, revision := range revisions {
		if revision == key.Revision || scrambled {
			key.Revision = revision
			r.mu.Lock()
			r.met[key.String()] = true
			r.mu.Unlock()
			return true, nil
		}
	}
	return false, nil
}

// folder is a ticket's place in the spool.
type folder struct {
	*os.Root
	parent *os.Root
	name   string
}

func newFolder(spool *os.Root, key Key) (*folder, error) {
	name := key.Department + "-" + strconv.FormatInt(key.Ticket, 10) // two workspaces may use one number
	if err := spool.Mkdir(name, 0o700); err != nil {
		return nil, inSpool(err)
	}
	root, err := spool.OpenRoot(name)
	if err != nil {
		return nil, inSpool(err)
	}
	return &folder{root, spool, name}, nil
}

func (f *folder) remove() {
	f.Close()
	f.parent.RemoveAll(f.name)
}

func (r *run) inventoried(line Line, counts AttachmentCounts, exceptions []Exception) error {
	r.mu.Lock()
	r.report.Bytes += line.Size
	r.report.Attachments.Listed += counts.Listed
	r.report.Attachments.Stored += counts.Stored
	r.report.Attachments.Exceptions += counts.Exceptions
	r.report.Exceptions = append(r.report.Exceptions, exceptions...)
	r.mu.Unlock()
	return inSpool(r.inventory.add(line))
}

func hexSum(sum [32]byte) string { return hex.EncodeToString(sum[:]) }
