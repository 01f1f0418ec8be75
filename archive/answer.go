package archive

import (
	"context"
	"errors"
	"fmt"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/ticket"
)

// answer is a ticket as the service told it: the bytes, what they mean, and
// the key that follows from them.
type answer struct {
	raw    []byte
	ticket *ticket.Ticket
	key    Key
}

// ask gets a ticket. What is no whole ticket is a *failure.
func ask(ctx context.Context, client *fetch.Client, id int64) (*answer, error) {
	raw, err := client.Ticket(ctx, id)
	if err != nil {
		return nil, fail(CodeTicketFetch, err)
	}
	t, err := ticket.Decode(raw)
	if err == nil && t.Transactions == nil {
		err = errors.New("the answer is a head: it has no list of transactions")
	}
	if err != nil {
		return nil, fail(CodeTicketInvalid, err)
	}
	return &answer{raw, t, KeyOf(t, client.DepartmentID())}, nil
}

// lacking says what the answer lacks of what was announced: by its own count
// of transactions, or by a list that told of a later state. "" is nothing.
func (a *answer) lacking(listed Key, counted bool) string {
	came := len(a.ticket.Transactions)
	switch n := a.ticket.TransactionsCount; {
	case counted && n != nil && int64(*n) > int64(came):
		return fmt.Sprintf("the service counts %d transactions, its answer has %d", int64(*n), came)
	}
	return a.stale(listed)
}

// stale says that the answer is older than what a list told. "" is that it is not.
func (a *answer) stale(listed Key) string {
	if a.key.state() < listed.state() {
		return fmt.Sprintf("the list has the ticket as of %s, the answer as of %s", listed.state(), a.key.state())
	}
	return ""
}
