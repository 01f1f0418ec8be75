package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/storage"
)

func newExtract(sys *sys) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "extract TICKET|KEY",
		Short: "Check a ticket's bundle and unpack it",
		Long: `Check every byte of a ticket's bundle, then unpack it into a new folder named after
the ticket. If the ticket has several revisions, the newest is used.

Exit codes: 0 done, 11 the bundle failed the check (nothing is unpacked).`,
		Example: `  archiver extract 220668019 -o look`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runExtract(cmd.Context(), cmd, sys, args[0], out)
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", ".", "`folder` to unpack into; created if it does not exist")
	return cmd
}

func runExtract(ctx context.Context, cmd *cobra.Command, sys *sys, what, out string) error {
	store, closeStore, err := openStore(ctx, cmd, sys, false)
	if err != nil {
		return err
	}
	defer closeStore()
	key, err := resolve(ctx, sys, store, what)
	if err != nil {
		return err
	}
	stored, err := archive.OpenBundle(ctx, store, key)
	if err != nil {
		return unopened(err)
	}
	defer stored.Close()
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("extract %s: %w", key, err)
	}
	root, err := os.OpenRoot(out)
	if err != nil {
		return fmt.Errorf("extract %s: %w", key, err)
	}
	defer root.Close()
	name, err := stored.Bag.Extract(ctx, root)
	if errors.Is(err, fs.ErrExist) {
		return &coded{code: exitFailed, err: fmt.Errorf("%s already exists", filepath.Join(out, stored.Bag.Name())), hint: "name another folder with -o, or remove it"}
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(sys.stdout, "checked and unpacked %s\n%s\n", key, filepath.Join(out, name, "data", "transcript.html"))
	return nil
}

// unopened gives the error of a bundle that does not open its exit code and
// hint.
func unopened(err error) error {
	switch {
	case errors.Is(err, archive.ErrDamaged):
		return &coded{code: exitDifference, err: err, hint: "archiver verify checks the whole store"}
	case errors.Is(err, storage.ErrNotFound):
		return &coded{code: exitFailed, err: err, hint: "archiver status --keys lists what is there"}
	}
	return err
}

// resolve finds the bundle that the user means: by its key, or by the
// ticket's number.
func resolve(ctx context.Context, sys *sys, store storage.Store, what string) (archive.Key, error) {
	if archive.IsKey(what) {
		key, err := archive.ParseKey(what)
		if err != nil {
			return key, usage("archiver status --keys lists all keys", "%w", err)
		}
		return key, nil
	}
	id, err := strconv.ParseInt(what, 10, 64)
	if err != nil || id <= 0 {
		return archive.Key{}, usage("archiver status --keys lists all keys", "%q is neither a ticket's number nor a key", what)
	}
	keys, err := archive.Find(ctx, store, id)
	if err != nil {
		return archive.Key{}, err
	}
	if len(keys) == 0 {
		return archive.Key{}, &coded{code: exitFailed, err: fmt.Errorf("ticket %d is not in %s", id, store), hint: "archiver status --keys lists what is there"}
	}
	newest := keys[len(keys)-1]
	if len(keys) > 1 {
		fmt.Fprintf(sys.stderr, "ticket %d has %d revisions; taking the newest, %s\n", id, len(keys), newest.Revision)
	}
	return newest, nil
}
