package send

import (
	"context"
	"time"

	"github.com/glassix-archiver/archiver/custody"
)

// A Draft is a transcript that is to be sent. It is known for whom and of what
// before anything is made of it.
type Draft struct {
	custody.Delivery // without Message and Document
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
