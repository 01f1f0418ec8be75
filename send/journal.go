package send

import (
	"context"
	"errors"
	"fmt"

	"github.com/glassix-archiver/archiver/custody"
)

// ErrElsewhere: another program is sending the same at this moment.
var ErrElsewhere = errors.New("another program has begun to send the same")

// ErrJournal: what happens could not be remembered.
var ErrJournal = errors.New("the custody log could not be kept")

// errTaken: it happened, and could not be remembered.
var errTaken = errors.New("the mail was sent, but that is not recorded")

// Fate is what is known of a transcript on its way to an address.
type Fate string

const (
	NotSent Fate = ""
	WasSent Fate = "sent"
	Unknown Fate = "unknown" // it was begun, and nothing tells how it ended
)

// A Journal remembers in the custody log what was sent to whom. It is for one
// goroutine; several journals, on any machines, may be open on one log.
type Journal struct {
	log     *custody.Log
	run     string // tells our entries from those of others
	scanned int64  // entries that known has
	known   map[string]*history
}

// history is what the log has for one recipient of one bundle.
type history struct {
	sent    bool
	pending map[string]bool // what was begun and not ended, by run and mail
}

// OpenJournal reads what the log has of earlier deliveries. run has to be a
// name that no other journal has.
func OpenJournal(ctx context.Context, log *custody.Log, run string) (*Journal, error) {
	j := &Journal{log: log, run: run, known: map[string]*history{}}
	return j, j.catchUp(ctx, log.View(), func(custody.Entry) {})
}

// Fate tells what is known of a recipient, as custody.Recipient names them.
func (j *Journal) Fate(recipient string) Fate {
	h := j.known[recipient]
	switch {
	case h == nil || !h.sent && len(h.pending) == 0:
		return NotSent
	case h.sent:
		return WasSent
	}
	return Unknown
}

// Begin enters that a mail is about to be sent. ErrElsewhere if another program
// did so since the log was read: then it must not be.
func (j *Journal) Begin(ctx context.Context, d custody.Delivery) error {
	mine := d.Sending(j.run)
	if _, err := j.log.Append(ctx, []custody.Entry{mine}); err != nil {
		return fmt.Errorf("%w: record that a mail is being sent: %w", ErrJournal, err)
	}
	first := ""
	err := j.catchUp(ctx, j.log.View(), func(e custody.Entry) {
		if e.Event == custody.Sending && e.Recipient == mine.Recipient && first == "" {
			first = e.Run
		}
	})
	if err == nil && first != j.run {
		err = errors.Join(ErrElsewhere, j.end(ctx, d.Unsent(j.run)))
	}
	return err
}

// Sent enters that the server has taken the mail.
func (j *Journal) Sent(ctx context.Context, d custody.Delivery) error { return j.end(ctx, d.Entry()) }

// Unsent enters that the mail which was begun certainly did not leave.
func (j *Journal) Unsent(ctx context.Context, d custody.Delivery) error {
	return j.end(ctx, d.Unsent(j.run))
}

func (j *Journal) end(ctx context.Context, e custody.Entry) error {
	if _, err := j.log.Append(ctx, []custody.Entry{e}); err != nil {
		return fmt.Errorf("%w: record how a mail went: %w", ErrJournal, err)
	}
	return j.catchUp(ctx, j.log.View(), func(custody.Entry) {})
}

// catchUp reads the entries that are new.
func (j *Journal) catchUp(ctx context.Context, view *custody.View, each func(custody.Entry)) error {
	for r, err := range view.Entries(ctx, j.scanned) {
		if err != nil {
			return err
		}
		j.scanned = r.Index + 1
		j.take(r.Entry)
		each(r.Entry)
	}
	return nil
}

func (j *Journal) take(e custody.Entry) {
	if e.Recipient == "" || e.Event != custody.Sending && e.Event != custody.Sent && e.Event != custody.Unsent {
		return
	}
	h := j.known[e.Recipient]
	if h == nil {
		h = &history{pending: map[string]bool{}}
		j.known[e.Recipient] = h
	}
	switch e.Event {
	case custody.Sending:
		h.pending[e.Run+" "+e.Ref] = true
	case custody.Unsent:
		delete(h.pending, e.Run+" "+e.Ref)
	case custody.Sent:
		h.sent = true
		clear(h.pending)
	}
}
