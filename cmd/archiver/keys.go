package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
)

// custodyKeys are what the custody log is signed and checked with.
type custodyKeys struct {
	signer   note.Signer   // nil: there is only the public key
	verifier note.Verifier // nil: there is no key at all
	public   string        // verifier as text
	file     string        // of signer; "" if there is none
}

// custodyKeys reads the keys that flag, environment and settings name. Without
// any the user keeps no custody log.
func (c *config) custodyKeys(cmd *cobra.Command, sys *sys) (k custodyKeys, err error) {
	if path := cmp.Or(sys.env("ARCHIVER_CUSTODY_KEY_FILE"), c.CustodyKeyFile); path != "" {
		text, err := secretFile(path)
		if err != nil {
			return k, err
		}
		if k.signer, k.verifier, err = custody.ParseSigner(text); err != nil {
			return k, usage("archiver init makes one", "read %s: %w", path, err)
		}
		k.file = path
		if k.public, err = custody.PublicKey(text); err != nil {
			return k, err
		}
	}
	public := cmp.Or(setting(cmd, sys, "key", "ARCHIVER_CUSTODY_VERIFIER"), c.CustodyVerifier)
	if public == "" {
		return k, nil
	}
	verifier, err := custody.ParseVerifier(public)
	if err != nil {
		return k, usage("write the public key that archiver init printed: name+number+key", "%w", err)
	}
	if k.signer != nil && (verifier.Name() != k.verifier.Name() || verifier.KeyHash() != k.verifier.KeyHash()) {
		k.signer = nil // what is to be checked is another log
	}
	k.verifier, k.public = verifier, public
	return k, nil
}

// verifying is custodyKeys for commands that can't do without.
func (c *config) verifying(cmd *cobra.Command, sys *sys) (custodyKeys, error) {
	k, err := c.custodyKeys(cmd, sys)
	if err == nil && k.verifier == nil {
		err = usage("name the public key with --key, ARCHIVER_CUSTODY_VERIFIER or custody_verifier: in the settings; archiver init makes one", "there is no key to check the custody log with")
	}
	return k, err
}

// signing is custodyKeys for commands whose doing has to be in the log.
func (c *config) signing(cmd *cobra.Command, sys *sys) (custodyKeys, error) {
	k, err := c.custodyKeys(cmd, sys)
	if err == nil && k.signer == nil {
		err = usage("archiver init makes one; name it with ARCHIVER_CUSTODY_KEY_FILE, or custody_key_file: in the settings", "there is no key to sign the custody log with, and this must be entered in it")
	}
	return k, err
}

// suffice refuses to change a store that has a custody log without the key to
// sign what is done: what is not in the log can't be told from what somebody
// else did.
func (k custodyKeys) suffice(ctx context.Context, store storage.Store, what string) error {
	if k.signer != nil {
		return nil
	}
	begun, err := hasLog(ctx, store)
	if err != nil || !begun {
		return err
	}
	return usage("name the key with ARCHIVER_CUSTODY_KEY_FILE, or custody_key_file: in the settings", "the store has a custody log, and there is no key to sign what %s", what)
}

// hasLog tells whether somebody began a custody log in the store.
func hasLog(ctx context.Context, store storage.Store) (bool, error) {
	_, err := store.Stat(ctx, custody.CheckpointKey)
	if errors.Is(err, storage.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for a custody log: %w", err)
	}
	return true, nil
}

// openLog opens the custody log of a store for appending.
func openLog(ctx context.Context, store storage.Store, keys custodyKeys, now func() time.Time) (*custody.Log, storage.Keeper, error) {
	keeper, ok := storage.AsKeeper(store)
	if !ok {
		return nil, nil, fmt.Errorf("keep a custody log: %w", storage.ErrNoLock)
	}
	log, err := custody.Open(ctx, keeper, keys.signer, keys.verifier, now)
	return log, keeper, damagedLog(err)
}

func keyFlag(cmd *cobra.Command) {
	cmd.Flags().String("key", "", "public `key` of the log, as archiver init printed it (default: ARCHIVER_CUSTODY_VERIFIER, else custody_verifier in the settings)")
}
