package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
)

// ticketHistory prints what the log has of a ticket.
func ticketHistory(ctx context.Context, sys *sys, store storage.Store, keys custodyKeys, last seen, o custodyOptions) error {
	before, err := last.last()
	if err != nil {
		return err
	}
	view, err := custody.Read(ctx, store, keys.verifier)
	if err != nil {
		return damagedLog(err)
	}
	if err := view.Continues(ctx, before); err != nil {
		return damagedLog(err)
	}
	history := []custody.Record{}
	for r, err := range view.Entries(ctx, 0) {
		if err != nil {
			return damagedLog(err)
		}
		if r.Entry.Ticket == o.ticket {
			history = append(history, r)
		}
	}
	if len(history) == 0 {
		return &coded{code: exitFailed, err: fmt.Errorf("the custody log in %s has nothing of ticket %d", store, o.ticket), hint: "archiver status --keys lists what is archived"}
	}
	if err := printHistory(sys, view.Checkpoint(), before, history, o); err != nil || o.proofs == "" {
		return err
	}
	return writeProofs(ctx, sys, view, keys, history, o)
}

func printHistory(sys *sys, c, before custody.Checkpoint, history []custody.Record, o custodyOptions) error {
	if !o.json {
		fmt.Fprintf(sys.stdout, "chain of custody of ticket %d\nlog %s, %d entries, root %s\n", o.ticket, visible(c.Origin), c.Size, c.Root)
		for _, r := range history {
			fmt.Fprintln(sys.stdout)
			printEntry(sys.stdout, r)
		}
		return nil
	}
	lines := json.NewEncoder(sys.stdout)
	lines.SetEscapeHTML(false)
	for _, r := range history {
		line := struct {
			Index int64           `json:"index"`
			Entry json.RawMessage `json:"entry"`
		}{r.Index, r.Line}
		if err := lines.Encode(line); err != nil {
			return err
		}
	}
	return lines.Encode(logLine{c.Origin, c.Size, c.Root.String(), before.Size, int64(len(history))})
}

// printEntry says an entry in lines, what is empty left out.
func printEntry(w io.Writer, r custody.Record) {
	e := r.Entry
	fmt.Fprintf(w, "%s  %s  (entry %d)\n", e.Time.UTC().Format(time.RFC3339), visible(string(e.Event)), r.Index)
	until := ""
	if !e.Until.IsZero() {
		until = e.Until.UTC().Format(time.RFC3339)
	}
	for _, m := range []struct{ name, value string }{
		{"ticket", strconv.FormatInt(e.Ticket, 10)}, {"department", e.Department}, {"key", e.Key}, {"sha256", e.SHA256}, {"by", e.By}, {"run", e.Run},
		{"case", e.Case}, {"until", until}, {"mode", e.Mode}, {"rule", e.Rule}, {"recipient", e.Recipient}, {"ref", e.Ref}, {"result", e.Result}, {"detail", e.Detail},
	} {
		if m.value != "" {
			fmt.Fprintf(w, "  %-10s  %s\n", m.name, visible(m.value))
		}
	}
}

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
		name = fmt.Sprintf("%d-%d", o.ticket, r.Index)
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
