package production

import (
	"context"
	"sync"
)

// A turn is a job's place in the order of numbers. Who has it alone may number;
// it passes it on as soon as its own pages are counted, and goes on rendering.
type turn struct {
	mine <-chan struct{} // closed when the one before has passed it on
	next chan struct{}
	once sync.Once
}

// newTurns gives out turns, one behind the other.
func newTurns() func() *turn {
	first := make(chan struct{})
	close(first)
	var last <-chan struct{} = first
	return func() *turn {
		t := &turn{mine: last, next: make(chan struct{})}
		last = t.next
		return t
	}
}

// wait returns when it is this one's turn, or with the context's cause.
func (t *turn) wait(ctx context.Context) error {
	select {
	case <-t.mine:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// pass lets the next one number. It has to be this one's turn.
func (t *turn) pass() { t.once.Do(func() { close(t.next) }) }
