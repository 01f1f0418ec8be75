package fetch

import (
	"encoding/json"
	"fmt"

	"github.com/glassix-archiver/archiver/ticket"
)

// HeadError is a ticket of a list whose head can't be read: one of another
// form, or none at all. It says nothing about the other tickets of the list.
type HeadError struct {
	ID  int64 // the ticket's, 0 if not even that can be read
	Err error // what is wrong, and where in the list
}

func (e *HeadError) Error() string { return e.Err.Error() }
func (e *HeadError) Unwrap() error { return e.Err }

// head is one entry of a page.
type head struct {
	id     ticket.Number  // 0 if it can't be read
	ticket *ticket.Ticket // nil with an error
	err    error
}

// readHead reads the entry of a page that has i others before it.
func readHead(i int, raw json.RawMessage) head {
	t, err := ticket.Decode(raw)
	if err == nil {
		return head{id: t.ID, ticket: t}
	}
	return head{id: headID(raw), err: fmt.Errorf("ticket %d of the page: %w", i+1, err)}
}

// headID reads only the id, whatever the rest of a head looks like; 0 is none.
func headID(raw json.RawMessage) ticket.Number {
	var said struct{ ID ticket.Number }
	if json.Unmarshal(raw, &said) != nil {
		return 0
	}
	return max(said.ID, 0)
}

func (h head) yield(op string, yield func(*ticket.Ticket, error) bool) bool {
	if h.err == nil {
		return yield(h.ticket, nil)
	}
	return yield(nil, &HeadError{int64(h.id), &callError{op, h.err}})
}
