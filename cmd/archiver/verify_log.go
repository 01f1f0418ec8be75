package main

import (
	"context"
	"crypto/x509"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
)

// checkedLog is what the custody log says, if there is a key to check it with.
type checkedLog struct {
	says        archive.Logged
	roots       *x509.CertPool // for timestamps; nil: none were given
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
	if log.roots, err = settings.tsaRoots(cmd, sys); err != nil {
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
	says := archive.NewLogged(keys.verifier)
	found, err := custody.Check(ctx, store, keys.verifier, custody.CheckOptions{Seen: before, Each: says.Take})
	if err != nil {
		return log, err
	}
	log.says, log.differences = *says, found.Differences
	log.keep = func() error { return last.keep(found.Checkpoint) }
	return log, nil
}
