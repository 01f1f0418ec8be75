package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/glassix-archiver/archiver/discovery/filetext"
)

// sys is what the commands have of the world outside, so that tests can give
// them another.
type sys struct {
	stdout io.Writer
	stderr io.Writer
	env    func(string) string
	now    func() time.Time
	sleep  func(context.Context, time.Duration) error // ends early, with the context's error
	random io.Reader
	http   *http.Client
	tty    func() (width int, ok bool) // of the terminal that stderr is
	bold   func() bool                 // stdout is a terminal, and may be told to write bold
	odd    *oddities                   // of the store; newRoot makes it
	texts  func() *filetext.Extractor  // the process's; nil: files are not looked into
}

// output notices what could not be written, so that a list that was cut off by a
// full disk does not pass for the whole.
type output struct {
	io.Writer
	mu  sync.Mutex
	err error // the first
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	if err != nil {
		o.mu.Lock()
		o.err = cmp.Or(o.err, err)
		o.mu.Unlock()
	}
	return n, err
}

func (o *output) failed() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil {
		return nil
	}
	return fmt.Errorf("write to standard output: %w", o.err)
}

func system() *sys {
	return &sys{
		stdout: os.Stdout,
		stderr: os.Stderr,
		env:    os.Getenv,
		now:    time.Now,
		sleep:  sleep,
		random: rand.Reader,
		texts:  sync.OnceValue(newExtractor),
		bold:   func() bool { return term.IsTerminal(int(os.Stdout.Fd())) && os.Getenv("TERM") != "dumb" },
		tty: func() (int, bool) {
			width, _, err := term.GetSize(int(os.Stderr.Fd()))
			return width, err == nil && os.Getenv("TERM") != "dumb"
		},
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
