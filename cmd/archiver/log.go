package main

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
)

// inRecords reports whether standard error is to hold JSON records, as --log
// or ARCHIVER_LOG say, instead of lines for people.
func inRecords(cmd *cobra.Command, sys *sys) (bool, error) {
	if cmd.Flag("log") == nil {
		return false, nil
	}
	switch format := setting(cmd, sys, "log", "ARCHIVER_LOG"); format {
	case "", "text":
		return false, nil
	case "json":
		return true, nil
	default:
		return false, usage("text or json", "unknown log format %q", format)
	}
}

// recorder writes records of at least a level, with the time by sys's clock.
func recorder(sys *sys, level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(sys.stderr, &slog.HandlerOptions{Level: level, ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if len(groups) == 0 && a.Key == slog.TimeKey {
			return slog.Time(slog.TimeKey, sys.now().UTC())
		}
		return a
	}}))
}

// sayError says what a command failed with, in the form that it was to log in.
func sayError(cmd *cobra.Command, sys *sys, err error) {
	if c, ok := errors.AsType[*coded](err); ok && c.silent {
		return
	}
	if records, wrong := inRecords(cmd, sys); wrong == nil && records {
		recordError(recorder(sys, slog.LevelInfo), err)
		return
	}
	printError(sys.stderr, err)
}

// recordError is printError for programs.
func recordError(log *slog.Logger, err error) {
	var hint []any
	if h := hintOf(err); h != "" {
		hint = []any{"hint", h}
	}
	log.Error(strings.Join(strings.Fields(err.Error()), " "), hint...)
}

// lineLogger writes warnings, such as of a long pause that the service asked
// for, and with -v all that is logged. Lines that begin with the time already
// are told it once.
func lineLogger(sys *sys, verbose, stamped bool) *slog.Logger {
	options := &slog.HandlerOptions{Level: level(verbose), ReplaceAttr: withoutTime}
	if verbose && !stamped {
		options.ReplaceAttr = nil
	}
	out := sys.stderr
	if _, tty := sys.tty(); tty {
		out = freshLine{out}
	}
	return slog.New(slog.NewTextHandler(out, options))
}

func level(verbose bool) slog.Level {
	if verbose {
		return slog.LevelDebug
	}
	return slog.LevelWarn
}

func withoutTime(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}

// freshLine clears the line that the progress display stands in.
type freshLine struct{ io.Writer }

func (f freshLine) Write(p []byte) (int, error) {
	if _, err := io.WriteString(f.Writer, "\r\x1b[K"); err != nil {
		return 0, err
	}
	return f.Writer.Write(p)
}

// lines lets several write at once and, with a clock, begins each line with
// the time.
type lines struct {
	out io.Writer
	now func() time.Time // nil leaves lines as they are

	mu     sync.Mutex
	within bool // a line that has not ended yet
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.now == nil {
		return l.out.Write(p)
	}
	var stamped bytes.Buffer
	for line := range bytes.Lines(p) {
		if !l.within {
			stamped.WriteString(l.now().UTC().Format(time.RFC3339) + " ")
		}
		stamped.Write(line)
		l.within = !bytes.HasSuffix(line, []byte("\n"))
	}
	if _, err := l.out.Write(stamped.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}
