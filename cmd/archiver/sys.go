package main

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"os"
	"time"

	"golang.org/x/term"
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
}

func system() *sys {
	return &sys{
		stdout: os.Stdout,
		stderr: os.Stderr,
		env:    os.Getenv,
		now:    time.Now,
		sleep:  sleep,
		random: rand.Reader,
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
