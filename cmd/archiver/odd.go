package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/storage"
)

// oddities are what lies in a directory where bundles are, and is none: links,
// pipes, folders that cannot be read. A command names each once, goes on without
// them, and ends with exit code 3; verify has them among its differences.
type oddities struct {
	mu    sync.Mutex
	met   map[string]bool
	found []archive.Difference // what verify gathers
	named []archive.Failure    // what was said of each

	gather  bool         // all of them, and say nothing
	service bool         // no exit code tells of them
	log     *slog.Logger // instead of out; nil: none
	out     io.Writer
}

// maxOddities is how many are named one by one.
const maxOddities = 100

// take is the directory's Odd. What a command would do without a part of the
// runs or of the custody log might be wrong, so there it ends; verify goes on.
func (o *oddities) take(key string, err error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.gather && !strings.HasPrefix(key, "tickets/") {
		return err
	}
	if o.met[key] || !o.gather && len(o.met) > maxOddities {
		return nil
	}
	if o.met == nil {
		o.met = map[string]bool{}
	}
	o.met[key] = true
	switch {
	case o.gather:
		o.found = append(o.found, archive.Difference{Key: key, Problem: fmt.Sprintf("is skipped: %v", why(err))})
	case len(o.met) > maxOddities:
		const more = "more like these are skipped: archiver verify names them all"
		o.named = append(o.named, archive.Failure{Key: "tickets", Err: errors.New(more)})
		o.say(more)
	default:
		o.named = append(o.named, archive.Failure{Key: key, Err: fmt.Errorf("is skipped: %w", why(err))})
		o.say(fmt.Sprintf("%s is skipped: %v: look at it, and remove it or let this user read it", visible(key), why(err)))
	}
	return nil
}

func (o *oddities) say(text string) {
	if o.log != nil {
		o.log.Warn(text)
		return
	}
	fmt.Fprintln(o.out, "note: "+text)
}

// unread is what was passed over: there may be bundles in it, or it may be one.
func (o *oddities) unread() []archive.Failure {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.named)
}

// outcome is that of a command that did all but these.
func (o *oddities) outcome() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.gather || o.service || len(o.met) == 0 {
		return nil
	}
	return outcome(exitExceptions, "skipped files that are not bundles")
}

// why is what the store says of it, which has the key already.
func why(err error) error {
	if e, ok := errors.AsType[*storage.Error](err); ok {
		return e.Err
	}
	return err
}
