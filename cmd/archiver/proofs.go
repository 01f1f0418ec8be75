package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/custody"
)

// writeProofs writes entries and proofs, and never over another file.
func writeProofs(ctx context.Context, sys *sys, view *custody.View, keys custodyKeys, history []custody.Record, o custodyOptions) error {
	if err := os.MkdirAll(o.proofs, 0o755); err != nil {
		return fmt.Errorf("write proofs: %w", err)
	}
	root, err := os.OpenRoot(o.proofs)
	if err != nil {
		return fmt.Errorf("write proofs: %w", err)
	}
	defer root.Close()
	name := ""
	for _, r := range history {
		proof, err := view.Proof(ctx, r.Index)
		if err != nil {
			return damagedLog(err)
		}
		name = archive.ProofName(o.ticket, r.Index)
		for _, f := range []struct {
			name string
			data []byte
		}{{name + ".json", r.Line}, {name + ".tlog-proof", proof}} {
			if err := writeNew(root, f.name, f.data); err != nil {
				return err
			}
		}
	}
	at := filepath.Join(o.proofs, name)
	fmt.Fprintf(sys.stderr, "%s in %s, each with its entry; check one: archiver verify-proof %s.tlog-proof --entry %s.json --key %s\n",
		count(len(history), "proof"), o.proofs, at, at, keys.public)
	return nil
}

func writeNew(root *os.Root, name string, data []byte) error {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return &coded{code: exitFailed, err: fmt.Errorf("write proofs: %w", err), hint: "name another folder with --proofs"}
	}
	_, err = f.Write(data)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("write proofs: %s: %w", strings.TrimSpace(name), err)
	}
	return nil
}
