package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/custody"
)

type initOptions struct {
	name string
	key  string
}

func newInit(sys *sys) *cobra.Command {
	var o initOptions
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Make the key that signs the custody log",
		Long: `Make the key pair of a custody log. The signing key goes into a file that only you
can read and that is never overwritten. The public key, for checking the log, is
printed. Nothing is written to the store.`,
		Example: `  archiver init --name acme.example/archive`,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runInit(cmd, sys, o) },
	}
	cmd.Flags().StringVar(&o.name, "name", "", "permanent `name` of the log, preferably an address such as acme.example/archive (default: a random one)")
	cmd.Flags().StringVar(&o.key, "key", "", "`file` for the signing key (default: ARCHIVER_CUSTODY_KEY_FILE, else custody_key_file in the settings, else archiver/custody.key in your configuration folder)")
	return cmd
}

func runInit(cmd *cobra.Command, sys *sys, o initOptions) error {
	settings, err := loadConfig(cmd, sys)
	if err != nil {
		return err
	}
	path, err := newKeyPath(sys, settings, o)
	if err != nil {
		return err
	}
	if o.name == "" {
		var random [8]byte
		if _, err := io.ReadFull(sys.random, random[:]); err != nil {
			return fmt.Errorf("make a name: %w", err)
		}
		o.name = fmt.Sprintf("archive/%x", random)
	}
	signer, verifier, err := custody.GenerateKey(sys.random, o.name)
	if errors.Is(err, custody.ErrKey) {
		return usage("an address without https:// is best: acme.example/archive", "%w", err)
	}
	if err != nil {
		return err
	}
	if err := writeKey(path, signer); err != nil {
		return err
	}
	fmt.Fprintf(sys.stderr, `made %s: anyone who has it can add to the log; keep a copy, and let nobody else read it
for archiver.yaml:
custody_key_file: %q
custody_verifier: %q
give the public key to those who check the log:
`, path, path, verifier)
	fmt.Fprintln(sys.stdout, verifier)
	return nil
}

func newKeyPath(sys *sys, settings *config, o initOptions) (string, error) {
	if path := cmp.Or(o.key, sys.env("ARCHIVER_CUSTODY_KEY_FILE"), settings.CustodyKeyFile); path != "" {
		return path, nil
	}
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", usage("name a file with --key", "there is no configuration folder: %w", err)
	}
	return filepath.Join(folder, "archiver", "custody.key"), nil
}

// writeKey makes the file, readable for its owner only, or leaves the one that
// is there.
func writeKey(path, signer string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make a folder for the key: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return &coded{code: exitFailed, err: fmt.Errorf("%s already exists, and a key is never overwritten", path), hint: "use it, or name another file with --key: a new key begins a new log"}
	}
	if err != nil {
		return fmt.Errorf("write the key: %w", err)
	}
	_, err = f.WriteString(signer + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		os.Remove(path) // half a key is none
		return fmt.Errorf("write the key %s: %w", path, err)
	}
	return nil
}
