package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
)

// checkedLog is what the custody log says, if there is a key to check it with.
type checkedLog struct {
	signed      map[string]string // bundles that should be there: SHA-256 by key; nil without a key
	purged      map[string]bool   // and those that were removed
	certified   map[string]string // certificates of destruction: SHA-256 by key
	differences []custody.Difference
	keep        func() error // the checkpoint, as the last one seen
}

// readLog checks the custody log, and gathers what it says of bundles.
func readLog(ctx context.Context, cmd *cobra.Command, sys *sys, store storage.Store) (checkedLog, error) {
	log := checkedLog{keep: func() error { return nil }}
	settings, err := loadConfig(cmd, sys)
	if err != nil {
		return log, err
	}
	keys, err := settings.custodyKeys(cmd, sys)
	if err != nil || keys.verifier == nil {
		return log, err
	}
	last, err := newSeen(sys, keys.verifier)
	if err != nil {
		return log, err
	}
	before, err := last.last()
	if err != nil {
		return log, err
	}
	log.signed, log.purged, log.certified = map[string]string{}, map[string]bool{}, map[string]string{}
	found, err := custody.Check(ctx, store, keys.verifier, custody.CheckOptions{Seen: before, Each: log.take})
	if err != nil {
		return log, err
	}
	log.differences = found.Differences
	log.keep = func() error { return last.keep(found.Checkpoint) }
	return log, nil
}

func (l *checkedLog) take(r custody.Record) {
	switch e := r.Entry; e.Event {
	case custody.Archived:
		l.signed[e.Key] = e.SHA256
		delete(l.purged, e.Key)
	case custody.Purged:
		delete(l.signed, e.Key)
		l.purged[e.Key] = true
	case custody.Certified:
		l.certified[e.Key] = e.SHA256
	}
}
