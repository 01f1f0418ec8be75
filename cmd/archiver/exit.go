package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/glassix-archiver/archiver/discovery/query"
	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/yamlfile"
)

// Exit codes are part of the command's contract.
const (
	exitOK          = 0
	exitFailed      = 1   // could not do it
	exitUsage       = 2   // wrong usage or configuration
	exitExceptions  = 3   // done, with exceptions
	exitAuth        = 4   // the service refused the credentials
	exitRefused     = 10  // refused by retention or lock
	exitDifference  = 11  // verification found a difference
	exitInterrupted = 130 // Ctrl-C or SIGTERM
)

// coded is an error that knows its exit code, and perhaps what to type next.
type coded struct {
	code   int
	err    error
	hint   string
	silent bool // what there is to say was said
}

func (c *coded) Error() string { return c.err.Error() }
func (c *coded) Unwrap() error { return c.err }
func (c *coded) Hint() string  { return c.hint }

func usage(hint, format string, args ...any) error {
	return &coded{code: exitUsage, err: fmt.Errorf(format, args...), hint: hint}
}

// outcome ends a command with a code after all was said.
func outcome(code int, what string) error {
	return &coded{code: code, err: errors.New(what), silent: true}
}

func interrupted(err error) error {
	if c, ok := errors.AsType[*coded](err); ok && c.code != exitFailed {
		return err
	}
	return &coded{code: exitInterrupted, err: errors.New("interrupted"), hint: "what is in the store is whole; the same command continues from there"}
}

func exitCode(err error) int {
	if err == nil {
		return exitOK
	}
	if c, ok := errors.AsType[*coded](err); ok {
		return c.code
	}
	if _, ok := errors.AsType[*fetch.AuthError](err); ok {
		return exitAuth
	}
	if errors.Is(err, storage.ErrNoLock) || errors.Is(err, storage.ErrRetained) {
		return exitRefused
	}
	if errors.Is(err, context.Canceled) {
		return exitInterrupted
	}
	return exitFailed
}

// printError writes "error: …", for what has a place in a text its line with a
// caret, and, where there is a next thing to type,
// "hint: …". What an error quotes from outside stays in its line.
func printError(w io.Writer, err error) {
	message := err.Error()
	if c, ok := errors.AsType[*yamlfile.Error](err); ok { // a place in a file, with a caret
		fmt.Fprintf(w, "error: %s\n", strings.Join(strings.Fields(c.Summary), " "))
		for _, line := range c.Source {
			fmt.Fprintln(w, visible(line))
		}
	} else {
		fmt.Fprintf(w, "error: %s\n", strings.Join(strings.Fields(message), " "))
	}
	if bad, ok := errors.AsType[*query.Error](err); ok {
		for _, line := range bad.Caret() {
			fmt.Fprintln(w, visible(line))
		}
	}
	if hint := hintOf(err); hint != "" {
		fmt.Fprintf(w, "hint: %s\n", hint)
	}
}

func hintOf(err error) string {
	if h, ok := errors.AsType[interface {
		error
		Hint() string
	}](err); ok && h.Hint() != "" {
		return h.Hint()
	}
	if _, ok := errors.AsType[*fetch.AuthError](err); ok {
		return "check GLASSIX_API_KEY, GLASSIX_API_SECRET and GLASSIX_USER_NAME: key and secret belong to one department, the user must be in it"
	}
	if _, ok := errors.AsType[*fetch.FormatError](err); ok {
		return "check GLASSIX_URL: it should be the workspace's own address, such as https://acme.glassix.com"
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return "check GLASSIX_URL, and that this machine reaches it: nothing answers there"
	}
	return ""
}
