package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/send"
)

// openRedactions begins the log that --redaction-log names. A line is in it
// before the mail that it is about leaves.
func (s *sending) openRedactions(cmd *cobra.Command) error {
	path, err := cmd.Flags().GetString("redaction-log")
	if path == "" || err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return usage("name a new file", "write redaction log: %w", err)
	}
	s.redactions, s.logged = f, map[send.Item]bool{}
	return nil
}

// logRedactions enters what was taken out of an item's transcript, once.
func (s *sending) logRedactions(item send.Item, t *render.Transcript) error {
	if s.redactions == nil || s.logged[item] {
		return nil
	}
	s.logged[item] = true
	if err := render.WriteRedactionLog(s.redactions, t); err != nil {
		return fmt.Errorf("write redaction log: %w", err)
	}
	return nil
}
