package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/glassix-archiver/archiver/send"
)

// run sends the items, tells of each, and ends with the exit code of them all.
func (s *sending) run(ctx context.Context, items []send.Item) error {
	c := &send.Courier{Draft: s.draft, Deliver: s.server.Deliver, Journal: s.journal, Again: s.o.again, Pace: s.o.pace(),
		Waits: send.DefaultWaits, Now: s.now, Sleep: s.sleep, Notice: s.putOff}
	if s.o.dryRun {
		c.Deliver, c.Pace, c.Waits = s.write, 0, nil
	}
	var failed []send.Outcome
	err := c.Send(ctx, items, func(o send.Outcome) error {
		if o.Err != nil || !o.OK() {
			failed = append(failed, o)
		}
		return s.tell(o)
	})
	switch {
	case ctx.Err() != nil && s.o.list == "" && len(failed) > 0 && failed[0].Result == send.Doubtful:
		return &coded{code: exitInterrupted, err: failed[0].Err, hint: askRecipient} // more than that it was interrupted
	case ctx.Err() != nil:
		return ctx.Err()
	case s.o.list == "" && len(failed) > 0 && failed[0].Err != nil:
		return hinted(failed[0].Err)
	case err != nil:
		return hinted(err)
	case len(failed) > 0:
		return outcome(exitExceptions, "some were not sent")
	}
	return nil
}

// askRecipient is the hint where nobody knows whether a mail was taken.
const askRecipient = "ask the recipient, or look at the mail server's log; --again sends it once more"

// hinted gives the errors of a mail that was not sent their exit code and hint.
func hinted(err error) error {
	code, hint := exitFailed, ""
	switch {
	case errors.Is(err, send.ErrUnknown), errors.Is(err, send.ErrElsewhere):
		hint = askRecipient
	case errors.Is(err, send.ErrCredentials):
		code, hint = exitAuth, "check the user in ARCHIVER_SMTP_URL, and ARCHIVER_SMTP_PASSWORD"
	case errors.Is(err, send.ErrInsecure):
		hint = "a server that is not on this machine has to offer STARTTLS, or TLS by smtps://, with a certificate that this machine trusts (SSL_CERT_FILE names others)"
	case errors.Is(err, send.ErrUnreachable):
		hint = "check ARCHIVER_SMTP_URL"
	case errors.Is(err, send.ErrLater):
		hint = "the same command tries it again"
	case errors.Is(err, send.ErrJournal):
		err = damagedLog(err)
	}
	if _, ok := errors.AsType[*coded](err); ok {
		return err
	}
	return &coded{code: code, err: err, hint: hint}
}

// tell says what became of an item.
func (s *sending) tell(o send.Outcome) error {
	if s.o.dryRun && o.OK() {
		o.Result = send.Dry
		if out := s.o.transcript.out; out == "" || out == "-" {
			return nil // the mail is all there is to be
		}
	}
	if s.o.json {
		line := json.NewEncoder(s.stdout)
		line.SetEscapeHTML(false)
		return line.Encode(o)
	}
	if s.o.list == "" && o.Err != nil {
		return nil // it is said as the command's error
	}
	text := string(o.Result)
	if o.Result == send.AlreadySent {
		text = "sent earlier, and not again"
	}
	what := "ticket " + o.Ticket
	if o.Line > 0 {
		what = "line " + strconv.Itoa(o.Line) + ": " + what
	}
	if detail := o.Error + o.Answer; detail != "" {
		text += ": " + detail
	}
	_, err := fmt.Fprintln(s.stdout, visible(fmt.Sprintf("%s to %s: %s", what, o.To, text)))
	return err
}

func (s *sending) putOff(o send.Outcome, wait time.Duration) {
	fmt.Fprintln(s.stderr, visible(fmt.Sprintf("ticket %s to %s: %s; again in %s", o.Ticket, o.To, o.Error, wait)))
}

// write is what Deliver is in a dry run: the mail goes to standard output or a
// file.
func (s *sending) write(_ context.Context, m *send.Message, _ func(context.Context) error) (string, error) {
	out := s.o.transcript.out
	if out == "" || out == "-" {
		_, err := s.stdout.Write(m.Bytes)
		return "", err
	}
	if s.o.list != "" {
		if err := os.MkdirAll(out, 0o755); err != nil {
			return "", fmt.Errorf("write the mail: %w", err)
		}
		out = filepath.Join(out, m.ID+".eml")
	}
	if err := writeWhole(out, func(w io.Writer) error { _, err := w.Write(m.Bytes); return err }); err != nil {
		return "", fmt.Errorf("write the mail: %w", err)
	}
	return out, nil
}
