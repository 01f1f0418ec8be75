package main

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/dir"
	"github.com/glassix-archiver/archiver/storage/s3"
)

const defaultStore = "./archive"

// openStore opens the store that flag, environment or settings name. A
// directory is made if create is true, and has to be there if not. The caller
// runs the returned function at the end.
func openStore(ctx context.Context, cmd *cobra.Command, sys *sys, create bool) (storage.Store, func(), error) {
	settings, err := loadConfig(cmd, sys)
	if err != nil {
		return nil, nil, err
	}
	return settings.openStore(ctx, cmd, sys, create)
}

// openStore is openStore with the settings read.
func (c *config) openStore(ctx context.Context, cmd *cobra.Command, sys *sys, create bool) (storage.Store, func(), error) {
	store, closeStore, err := openStoreWith(ctx, storeName(cmd, sys, c), create, c.s3(sys))
	if d, ok := store.(*dir.Store); ok && sys.odd != nil {
		d.Odd = sys.odd.take
	}
	return store, closeStore, err
}

// s3 are the options of a store in a bucket that environment and settings name.
func (c *config) s3(sys *sys) s3.Options {
	return s3.Options{KMSKeyID: cmp.Or(sys.env("ARCHIVER_KMS_KEY"), c.KMSKey)}
}

// open reads the keys as keysOf does, and opens the store, which has to be there.
// The caller runs the returned function at the end.
func (c *config) open(ctx context.Context, cmd *cobra.Command, sys *sys, keysOf func(*config, *cobra.Command, *sys) (custodyKeys, error)) (custodyKeys, storage.Store, func(), error) {
	keys, err := keysOf(c, cmd, sys)
	if err != nil {
		return keys, nil, nil, err
	}
	store, closeStore, err := c.openStore(ctx, cmd, sys, false)
	return keys, store, closeStore, err
}

func storeName(cmd *cobra.Command, sys *sys, settings *config) string {
	for _, where := range []string{setting(cmd, sys, "store", "ARCHIVER_STORE"), settings.Store} {
		if where != "" {
			return where
		}
	}
	return defaultStore
}

// openStoreAt opens a store by its name: an address s3://…, or a directory.
func openStoreAt(ctx context.Context, where string, create bool) (storage.Store, func(), error) {
	return openStoreWith(ctx, where, create, s3.Options{})
}

// openStoreWith is openStoreAt with options for a bucket.
func openStoreWith(ctx context.Context, where string, create bool, o s3.Options) (storage.Store, func(), error) {
	if strings.HasPrefix(where, "s3://") {
		store, err := s3.Open(ctx, where, o)
		if errors.Is(err, s3.ErrAddress) {
			return nil, nil, &coded{code: exitUsage, err: err, hint: hintOf(err)}
		}
		if err != nil {
			return nil, nil, err
		}
		return store, func() {}, nil
	}
	if scheme, _, ok := strings.Cut(where, "://"); ok {
		return nil, nil, usage("write a directory, or s3://bucket/prefix", "unknown kind of store %s://", scheme)
	}
	open := dir.Open
	if create {
		open = dir.Create
	}
	store, err := open(where)
	if errors.Is(err, storage.ErrNotFound) {
		return nil, nil, &coded{code: exitFailed, err: noStore(where), hint: "name it with --store; archiver run creates one"}
	}
	if err != nil {
		return nil, nil, err
	}
	return store, func() { store.Close() }, nil
}

// noStore is the error of a directory that is not there.
type noStore string

func (n noStore) Error() string        { return "there is no store at " + string(n) }
func (n noStore) Is(target error) bool { return target == storage.ErrNotFound }
