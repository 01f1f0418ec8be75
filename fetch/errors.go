package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// ErrExpired says that a file's signed address is no longer valid. A fresh
// one comes with the ticket: asking again for the same one is useless.
var ErrExpired = errors.New("the link has expired")

// ErrTooLarge says that an answer or a file is longer than the limit given.
var ErrTooLarge = errors.New("larger than the limit")

var (
	errStalled    = errors.New("no data came for too long")
	errSlow       = errors.New("the data came too slowly")
	errIncomplete = errors.New("the answer was cut short")
)

// AuthError says that the service refused the credentials, or the token that
// it gave for them. It is never retried.
type AuthError struct {
	Host     string
	UserName string
	Code     int
	Message  string // the service's words, bounded, without secrets; may be empty
}

func (e *AuthError) Error() string {
	return fmt.Sprintf("authenticate at %s as %s: %s", e.Host, e.UserName, statusText(e.Code, e.Message))
}

// StatusError is an answer with a status that is no success.
type StatusError struct {
	Op      string // what was being done, and to what
	Code    int
	Message string // the service's words, bounded, in one line; may be empty

	after time.Duration // what Retry-After asked for, 0 for nothing of use
}

func (e *StatusError) Error() string { return e.Op + ": " + statusText(e.Code, e.Message) }

func statusText(code int, message string) string {
	text := fmt.Sprintf("status %d", code)
	if name := http.StatusText(code); name != "" {
		text += " " + name
	}
	if message != "" {
		text += ": " + message
	}
	return text
}

// FormatError is an answer of status 200 that is not what was asked for: the
// login page of a proxy, half a document, another ticket.
type FormatError struct {
	Op          string
	Endpoint    string // method and path
	ContentType string // as the answer claims it, bounded; may be empty
	Problem     string
}

func (e *FormatError) Error() string {
	kind := e.ContentType
	if kind == "" {
		kind = "no content type"
	}
	return fmt.Sprintf("%s: %s answered %s (%s)", e.Op, e.Endpoint, e.Problem, kind)
}

// callError is a failure below HTTP. Its text has gone through redaction,
// since net/http puts whole addresses in its errors.
type callError struct {
	op  string
	err error
}

func (e *callError) Error() string { return e.op + ": " + redactText(e.err.Error()) }
func (e *callError) Unwrap() error { return e.err }
