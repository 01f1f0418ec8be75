package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/send"
	"github.com/glassix-archiver/archiver/ticket"
)

// origin is what a mail is made from. Of a ticket in a file the bundle is nil.
type origin struct {
	record   render.Record
	archived render.View
	bundle   *archive.Bundle
	blocked  map[string]bool // paths of files that are not to be sent
}

func (o *origin) close() {
	if o.bundle != nil {
		o.bundle.Close()
	}
}

func (s *sending) open(ctx context.Context, what string) (*origin, error) {
	if isFile(what) {
		record, err := recordOfFile(what)
		return &origin{record: record}, err
	}
	if s.store == nil {
		return nil, &coded{code: exitFailed, err: errors.New("there is no store to take the ticket from"), hint: "name it with --store; archiver run creates one"}
	}
	stored, err := openBundle(ctx, s.sys, s.store, what)
	if err != nil {
		return nil, err
	}
	record, archived, err := stored.Record()
	if err != nil {
		stored.Close()
		return nil, err
	}
	return &origin{record, archived, stored, blockedFiles(record)}, nil
}

// draft finds out what an item is, and whether it may go there.
func (s *sending) draft(ctx context.Context, item send.Item) (*send.Draft, error) {
	from, err := s.open(ctx, item.Ticket)
	if err != nil {
		return nil, err
	}
	to, err := s.recipient(item, from)
	if err != nil {
		from.close()
		return nil, err
	}
	s.sayOpen(from.record.Ticket)
	d := &send.Draft{Delivery: custody.Delivery{To: to.Mail, By: generator()}}
	d.Bundle, d.Source = from.inCustody(), from.source()
	d.Make = func(ctx context.Context) (*send.Message, string, error) { return s.mail(ctx, item, from, to) }
	d.Close = from.close
	return d, nil
}

// sayOpen says that a conversation goes on, which whoever sends it may not know
// of a file; its transcript has the state too.
func (s *sending) sayOpen(t *ticket.Ticket) {
	if t.State == ticket.Closed || ticket.IsUnset(t.State) {
		return
	}
	fmt.Fprintf(s.stderr, "note: ticket %d is not closed, its state is %s: the mail has the conversation so far\n", t.ID, visible(string(t.State)))
}

// recipient is the address in the ticket's own spelling.
func (s *sending) recipient(item send.Item, from *origin) (send.Address, error) {
	to, err := send.ParseAddress(item.To)
	if err != nil {
		return to, usage("write it as michal@example.com", "%w", err)
	}
	known, ok := send.Among(send.Recipients(from.record.Ticket), to)
	switch {
	case ok:
		return known, nil
	case s.o.anyone:
		return to, nil
	}
	return to, &coded{code: exitFailed, err: fmt.Errorf("%s is not the address of a customer of ticket %s", to.Mail, from.record.Ticket),
		hint: "check ticket and address; --unsafe-other-recipient sends it there anyway"}
}

// source stands in the custody log for what is no bundle: the file's hash.
func (o *origin) source() string {
	if o.bundle != nil {
		return ""
	}
	return fmt.Sprintf("sha256:%x", sha256.Sum256(o.record.Raw))
}

func (o *origin) inCustody() custody.Bundle {
	t := o.record.Ticket
	b := custody.Bundle{Ticket: int64(t.ID), Department: string(t.DepartmentID)}
	if o.bundle != nil {
		b.Key, b.SHA256 = o.bundle.Key().String(), o.bundle.SHA256()
	}
	return b
}
