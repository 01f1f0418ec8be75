package main

import (
	"cmp"
	"context"
	"crypto/x509"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/tsa"
)

func tsaFlag(cmd *cobra.Command) {
	cmd.Flags().String("tsa", "", "`address` of a time-stamping authority for the custody log (default: ARCHIVER_TSA_URL, else tsa in the settings, else none)")
}

func tsaRootsFlag(cmd *cobra.Command) {
	cmd.Flags().String("tsa-roots", "", "`file` of the root certificates that timestamps must lead to (default: ARCHIVER_TSA_ROOTS, else tsa_roots in the settings)")
}

// authority is the one that flag, environment and settings name, nil if none.
func (c *config) authority(cmd *cobra.Command, sys *sys) (archive.Authority, error) {
	address := cmp.Or(setting(cmd, sys, "tsa", "ARCHIVER_TSA_URL"), c.TSA)
	if address == "" {
		return nil, nil
	}
	a, err := tsa.New(address, sys.http, sys.random)
	if err != nil {
		return nil, usage("as in http://timestamp.example/", "%w", err)
	}
	return a, nil
}

// tsaRoots are the certificates that timestamps are checked against, nil if the
// user names none.
func (c *config) tsaRoots(cmd *cobra.Command, sys *sys) (*x509.CertPool, error) {
	path := cmp.Or(setting(cmd, sys, "tsa-roots", "ARCHIVER_TSA_ROOTS"), c.TSARoots)
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, usage("name a file of root certificates in PEM", "read the roots of timestamps: %w", err)
	}
	roots, err := tsa.ParseRoots(data)
	if err != nil {
		return nil, usage("the authority's publisher has them as a .pem", "read the roots of timestamps, %s: %w", path, err)
	}
	return roots, nil
}

// unstamped begins what is said when there is no timestamp.
const unstamped = "the custody log is not timestamped; the next run or command that writes to it tries again"

// stamp has the log timestamped as it is now. What it is about is done by then,
// so an authority that can't be had fails nothing, and is said.
func stamp(ctx context.Context, store storage.Store, log *custody.Log, a archive.Authority) error {
	if a == nil || log == nil {
		return nil
	}
	if err := archive.Timestamp(ctx, store, log.View().Checkpoint(), a); err != nil {
		return fmt.Errorf("%s: %w", unstamped, err)
	}
	return nil
}

// timestampsText is what verify says of timestamps that hold.
func timestampsText(v *archive.Verification) string {
	against := "not checked against a root: name the authority's with --tsa-roots"
	if v.Rooted {
		against = "checked against a root of yours"
	}
	return fmt.Sprintf("%s of the custody log, the last of %s, %s", count(v.Timestamps, "timestamp"), v.LastTimestamp.Format(time.RFC3339), against)
}
