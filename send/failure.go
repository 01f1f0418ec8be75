package send

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"

	"github.com/emersion/go-smtp"
)

// What a Failure wraps.
var (
	// ErrRefused: the server will not take this mail, however often it is tried.
	ErrRefused = errors.New("the mail server refused it")
	// ErrTurnedAway: nor any other mail from here.
	ErrTurnedAway = errors.New("the mail server accepts no mail from this machine")
	// ErrLater: it may be taken when it is tried again.
	ErrLater = errors.New("the mail server could not accept it now")
	// ErrCredentials: the server refused user or password.
	ErrCredentials = errors.New("the mail server refused the credentials")
	// ErrInsecure: the server offers no encryption, or is not who it says.
	ErrInsecure = errors.New("the mail server can't be trusted")
	// ErrUnreachable: there is no connection to the server.
	ErrUnreachable = errors.New("the mail server can't be reached")
	// ErrUnknown: all was sent and the answer was lost. The customer may have
	// the mail, or not.
	ErrUnknown = errors.New("the mail server's answer was lost: it is not known whether the customer gets the mail")
)

// A Failure is a delivery that did not come to its end.
type Failure struct {
	Kind error  // one of the above
	Step string // what was being done
	Code int    // of the server's answer; 0 if there was none
	Err  error
}

func (f *Failure) Error() string {
	return fmt.Sprintf("%s: %s: %s", f.Step, f.Kind, oneLine(reason(f.Err), 300))
}

func (f *Failure) Unwrap() []error { return []error{f.Kind, f.Err} }

// reason says an error without the library's prefixes, and an answer as the
// server gave it.
func reason(err error) string {
	answer, ok := errors.AsType[*smtp.SMTPError](err)
	switch {
	case ok && answer.EnhancedCode != smtp.NoEnhancedCode && answer.EnhancedCode != smtp.EnhancedCodeNotSet:
		e := answer.EnhancedCode
		return fmt.Sprintf("%d %d.%d.%d %s", answer.Code, e[0], e[1], e[2], answer.Message)
	case ok:
		return fmt.Sprintf("%d %s", answer.Code, answer.Message)
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return "it gave no answer in time"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return "it closed the connection"
	}
	return err.Error()
}

// failed sorts an error of a step before the mail was handed over whole.
func failed(step string, err error) error {
	if err == nil {
		return nil
	}
	f := &Failure{Kind: ErrLater, Step: step, Err: err}
	if answer, ok := errors.AsType[*smtp.SMTPError](err); ok {
		if f.Code = answer.Code; f.Code >= 500 {
			f.Kind = ErrRefused
		}
	}
	return f
}

// tooLarge is a server's answer to a mail, where others are answered to a sender.
const tooLarge = 552

// turnedAway is failed for steps that are the same for every mail.
func turnedAway(step string, err error) error {
	err = failed(step, err)
	if f, ok := errors.AsType[*Failure](err); ok && f.Kind == ErrRefused && f.Code != tooLarge {
		f.Kind = ErrTurnedAway
	}
	return err
}
