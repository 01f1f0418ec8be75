package send

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/glassix-archiver/archiver/custody"
)

// round is one Send.
type round struct {
	*Courier
	each    func(Outcome) error
	free    time.Time // when the next mail may leave
	reached bool      // the server has answered for some mail
}

// try sends one item. What it returns is to be tried again; an error ends all.
func (r *round) try(ctx context.Context, w waiting) (*waiting, error) {
	w.Tries++
	err := r.one(ctx, &w.Outcome)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		w.Result, w.Err, w.Error = Cancelled, err, "interrupted"
		return nil, errors.Join(ctx.Err(), r.each(w.Outcome))
	}
	if err == nil {
		r.reached = true
		return nil, r.each(w.Outcome)
	}
	w.Result, w.Err, w.Error = resultOf(err), err, oneLine(err.Error(), 500)
	if _, answered := errors.AsType[*Failure](err); answered && !errors.Is(err, ErrUnreachable) {
		r.reached = true
	}
	fatal := concernsAll(err) || !r.reached && errors.Is(err, ErrUnreachable)
	if w.Result == Deferred && !fatal && w.Tries <= len(r.Waits) {
		wait := r.Waits[w.Tries-1]
		w.due = r.Now().Add(wait)
		if r.Notice != nil {
			r.Notice(w.Outcome, wait)
		}
		return &w, nil
	}
	if each := r.each(w.Outcome); each != nil || !fatal {
		return nil, each
	}
	return nil, err
}

// concernsAll tells an error that every other mail would meet.
func concernsAll(err error) bool {
	for _, kind := range []error{ErrCredentials, ErrInsecure, ErrTurnedAway, ErrJournal} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// giveUp tells of the items that are left that they were not tried to the end.
func (r *round) giveUp(err error, left []waiting) error {
	for _, w := range left {
		w.Result = Cancelled
		if w.Error == "" {
			w.Error = "not tried"
		}
		if each := r.each(w.Outcome); each != nil {
			return errors.Join(err, each)
		}
	}
	return err
}

// one sends an item, unless the journal knows better.
func (r *round) one(ctx context.Context, o *Outcome) error {
	draft, err := r.Draft(ctx, o.Item)
	if err != nil {
		return err
	}
	defer draft.Close()
	if r.Journal != nil && !r.Again {
		switch r.Journal.Fate(draft.Entry().Recipient) {
		case WasSent:
			o.Result, o.Tries = AlreadySent, o.Tries-1
			return nil
		case Unknown:
			return fmt.Errorf("%w: an earlier run began to send it", ErrUnknown)
		}
	}
	m, document, err := draft.Make(ctx)
	if err != nil {
		return err
	}
	d := draft.Delivery
	d.Message, d.Document, o.Message = "<"+m.ID+">", document, m.ID
	r.free = r.Now().Add(r.Pace)
	o.Answer, err = r.deliver(ctx, m, d)
	if err == nil {
		o.Result = Sent
	}
	return err
}

// deliver hands the mail over between two entries of the journal. The second
// one is made also when the user has lost patience by then.
func (r *round) deliver(ctx context.Context, m *Message, d custody.Delivery) (answer string, err error) {
	if r.Journal == nil {
		return r.Deliver(ctx, m, func(context.Context) error { return nil })
	}
	begun := false
	answer, err = r.Deliver(ctx, m, func(ctx context.Context) error {
		err := r.Journal.Begin(ctx, d)
		begun = err == nil
		return err
	})
	if !begun || errors.Is(err, ErrUnknown) {
		return answer, err
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err != nil {
		return answer, errors.Join(err, r.Journal.Unsent(ending, d))
	}
	if err := r.Journal.Sent(ending, d); err != nil {
		return answer, fmt.Errorf("%w: %w", errTaken, err)
	}
	return answer, nil
}
