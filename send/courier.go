package send

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/glassix-archiver/archiver/custody"
)

// A Draft is a transcript that is to be sent. It is known for whom and of what
// before anything is made of it.
type Draft struct {
	custody.Delivery        // without Message and Document
	Recipient        string // what the journal knows it by
	// Make makes the mail, and tells the SHA-256 of what is attached, in hex.
	Make  func(context.Context) (m *Message, document string, err error)
	Close func() // is called when the draft is done with
}

// A Courier sends items one after the other.
type Courier struct {
	// Draft finds out what an item is. It is called again for each try.
	Draft func(context.Context, Item) (*Draft, error)
	// Deliver is Server.Deliver.
	Deliver func(context.Context, *Message, func(context.Context) error) (string, error)
	Journal *Journal // nil: nothing is remembered
	Again   bool     // also what was sent, or may have been
	Pace    time.Duration
	Waits   []time.Duration // before the second try, the third, …; none after the last
	Now     func() time.Time
	Sleep   func(context.Context, time.Duration) error // ends early, with its error, on cancel
	Notice  func(Outcome, time.Duration)               // of a try that is put off by so long; may be nil
}

// DefaultWaits are patient enough for a server that has a stranger wait at its
// door (greylisting): some 25 minutes in all.
var DefaultWaits = []time.Duration{30 * time.Second, 90 * time.Second, 5 * time.Minute, 20 * time.Minute}

// waiting is an item whose turn is at a time.
type waiting struct {
	Outcome
	due time.Time
}

// Send sends the items in their order, at least Pace apart; what the server
// can't take now comes again later, between the others. Each outcome is given to
// each, once. It ends early when the server refuses the credentials or all mail,
// can't be trusted or was never reached, when the journal can't be kept, and on a cancel; then the items that are left
// are Cancelled, and the reason is the error. Errors of each end it too.
func (c *Courier) Send(ctx context.Context, items []Item, each func(Outcome) error) error {
	queue := make([]waiting, len(items))
	for i, item := range items {
		queue[i].Item = item
	}
	r := round{Courier: c, each: each}
	for len(queue) > 0 {
		at := next(queue, c.Now())
		w := queue[at]
		queue = append(queue[:at], queue[at+1:]...)
		if err := c.until(ctx, later(w.due, r.free)); err != nil {
			return r.giveUp(err, append([]waiting{w}, queue...))
		}
		again, err := r.try(ctx, w)
		if err != nil {
			return r.giveUp(err, queue)
		}
		if again != nil {
			queue = append(queue, *again)
		}
	}
	return nil
}

// next is the first item whose turn has come, else the one whose turn comes first.
func next(queue []waiting, now time.Time) int {
	at := 0
	for i := range queue {
		if !queue[i].due.After(now) {
			return i
		}
		if queue[i].due.Before(queue[at].due) {
			at = i
		}
	}
	return at
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (c *Courier) until(ctx context.Context, at time.Time) error {
	if wait := at.Sub(c.Now()); wait > 0 {
		return c.Sleep(ctx, wait)
	}
	return ctx.Err()
}

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
		switch r.Journal.Fate(draft.Recipient) {
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
