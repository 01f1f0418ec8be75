package main

import (
	"context"
	"crypto/x509"
	"fmt"

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
	if err != nil {
		return log, err
	}
	if keys.verifier == nil {
		return log, sayUnchecked(ctx, sys, store)
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

// sayUnchecked says what is not looked at without a key, if there is a log.
func sayUnchecked(ctx context.Context, sys *sys, store storage.Store) error {
	begun, err := hasLog(ctx, store)
	if begun {
		fmt.Fprintln(sys.stderr, "note: the custody log is not checked, because there is no key: name the public key with --key, ARCHIVER_CUSTODY_VERIFIER or custody_verifier: in the settings")
	}
	return err
}
