package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/custody"
)

type proofOptions struct {
	proof string
	entry string
}

func newVerifyProof(sys *sys) *cobra.Command {
	var o proofOptions
	cmd := &cobra.Command{
		Use:   "verify-proof PROOF",
		Short: "Check, without the store, that an entry is in a custody log",
		Long: `Check that an entry is in the custody log of a key, using a proof that archiver
custody --proofs wrote. It needs neither store nor network. docs/custody.md shows
how to do the same by hand.

Exit codes: 0 proven, 11 not proven.`,
		Example: `  archiver verify-proof 220689377-12.tlog-proof --entry 220689377-12.json --key acme.example/archive+5cf20c1e+AZ…`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.proof = args[0]
			return runVerifyProof(cmd, sys, o)
		},
	}
	cmd.Flags().StringVar(&o.entry, "entry", "", "`file` with the entry, one line of JSON")
	keyFlag(cmd)
	return cmd
}

func runVerifyProof(cmd *cobra.Command, sys *sys, o proofOptions) error {
	if o.entry == "" {
		return usage("archiver custody TICKET --proofs DIR writes the entry beside the proof", "name the entry's file with --entry")
	}
	settings, err := loadConfig(cmd, sys)
	if err != nil {
		return err
	}
	keys, err := settings.verifying(cmd, sys)
	if err != nil {
		return err
	}
	proof, err := readSmall(o.proof)
	if err != nil {
		return err
	}
	entry, err := readSmall(o.entry)
	if err != nil {
		return err
	}
	if !bytes.HasSuffix(entry, []byte("\n")) { // an entry has one, and some editors take it away
		entry = append(entry, '\n')
	}
	err = custody.VerifyProof(entry, proof, keys.verifier)
	if errors.Is(err, custody.ErrProof) {
		return &coded{code: exitDifference, err: err}
	}
	if err != nil {
		return err
	}
	return sayProven(sys, keys, entry, proof)
}

func sayProven(sys *sys, keys custodyKeys, entry, proof []byte) error {
	p, err := custody.ParseProof(proof)
	if err != nil {
		return err
	}
	c, err := custody.ParseCheckpoint(p.Checkpoint, keys.verifier)
	if err != nil {
		return err
	}
	fmt.Fprintf(sys.stdout, "proven: this is entry %d of the %d that %s+%08x signed\n", p.Index, c.Size, visible(c.Origin), keys.verifier.KeyHash())
	e, err := custody.ParseEntry(entry)
	if err != nil {
		fmt.Fprintf(sys.stdout, "this version cannot read the entry: %s\n", visible(string(entry)))
		return nil
	}
	printEntry(sys.stdout, custody.Record{Index: p.Index, Line: entry, Entry: e})
	return nil
}

// maxSmall bounds a file that is read whole: proofs and entries are far below.
const maxSmall = 1 << 20

func readSmall(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSmall+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if len(data) > maxSmall {
		return nil, fmt.Errorf("read %s: it is too large to be a proof or an entry", path)
	}
	return data, nil
}
