package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/send"
	"github.com/glassix-archiver/archiver/storage"
)

// sending is what the mails of one command have in common.
type sending struct {
	*sys
	o       sendOptions
	options render.Options
	formats []render.Format
	from    send.Address
	server  send.Server
	letter  string // the user's own, "" for that of the language
	keys    custodyKeys
	store   storage.Store // nil: there is none
	journal *send.Journal // nil: nothing is remembered

	log       *custody.Log // that the journal is in
	authority archive.Authority

	redactions io.WriteCloser // the log of what is taken out, nil for none
	logged     map[send.Item]bool
}

// newSending reads the settings and opens the store. The caller runs the returned
// function at the end.
func newSending(ctx context.Context, cmd *cobra.Command, sys *sys, o sendOptions) (*sending, func(), error) {
	settings, err := loadConfig(cmd, sys)
	if err != nil {
		return nil, nil, err
	}
	s := &sending{sys: sys, o: o.settled(cmd, settings)}
	if err := s.o.check(); err != nil {
		return nil, nil, err
	}
	if err := s.look(cmd, settings); err != nil {
		return nil, nil, err
	}
	if s.from, err = settings.mailFrom(cmd, sys); err != nil {
		return nil, nil, err
	}
	if s.server, err = settings.mailServer(sys); err != nil && !o.dryRun {
		return nil, nil, err
	}
	s.server.Name = s.from.Domain()
	if s.keys, err = settings.custodyKeys(cmd, sys); err != nil {
		return nil, nil, err
	}
	if s.authority, err = settings.authority(cmd, sys); err != nil {
		return nil, nil, err
	}
	return s.opened(ctx, cmd, settings)
}

// opened opens the store, and the log of what is redacted.
func (s *sending) opened(ctx context.Context, cmd *cobra.Command, settings *config) (*sending, func(), error) {
	store, closeStore, err := settings.openStore(ctx, cmd, s.sys, false)
	switch {
	case errors.Is(err, storage.ErrNotFound): // a ticket in a file needs none
		store, closeStore = nil, func() {}
	case err != nil:
		return nil, nil, err
	}
	s.store = store
	if err := s.openRedactions(cmd); err != nil {
		closeStore()
		return nil, nil, err
	}
	return s, func() {
		closeStore()
		if s.redactions != nil {
			s.redactions.Close()
		}
	}, nil
}

// settled takes from the settings what no flag says.
func (o sendOptions) settled(cmd *cobra.Command, settings *config) sendOptions {
	if settings.Mail.MaxAttached != 0 && !cmd.Flags().Changed("max-attached") {
		o.attached = settings.Mail.MaxAttached
	}
	if settings.Mail.PerMinute != 0 && !cmd.Flags().Changed("per-minute") {
		o.perMinute = settings.Mail.PerMinute
	}
	o.transcript.audience = string(render.ForCustomer)
	return o
}

// look reads how transcript and letter are to look, and tries the letter.
func (s *sending) look(cmd *cobra.Command, settings *config) (err error) {
	if s.options, err = s.o.transcript.render(cmd, s.sys, settings); err != nil {
		return err
	}
	if s.options.Redact, err = settings.redactor(cmd, s.sys); err != nil {
		return err
	}
	s.options.WithoutSource = true // as for every customer's copy
	if s.formats, err = (transcriptOptions{formats: s.o.transcript.formats}).chosen(); err != nil {
		return err
	}
	if s.o.message != "" {
		f, err := os.Open(s.o.message)
		if err != nil {
			return usage("a letter in Markdown; docs/send.md says what it may hold", "read the letter: %w", err)
		}
		defer f.Close()
		data, err := io.ReadAll(io.LimitReader(f, 1<<20))
		if err != nil {
			return usage("a letter in Markdown; docs/send.md says what it may hold", "read the letter: %w", err)
		}
		s.letter = string(data)
	}
	for _, language := range render.Languages(s.options.Templates) {
		if _, err := s.letterIn(language, "ltr"); err != nil {
			return err
		}
	}
	return nil
}

// letterIn is the letter of a language, or the user's own.
func (s *sending) letterIn(language, direction string) (l *send.Letter, err error) {
	if s.o.message != "" {
		l, err = send.ParseLetter(s.options.Templates, visible(s.o.message), s.letter, language, direction)
	} else {
		l, err = send.FindLetter(s.options.Templates, language, direction)
	}
	if err != nil {
		return nil, usage("docs/send.md says what a letter may hold", "%w", err)
	}
	return l, nil
}

// remember opens the journal. Without a key for the custody log, or without a
// store, nothing tells later that a mail was sent: for one mail that is said, a
// list is not sent so.
func (s *sending) remember(ctx context.Context, one bool) error {
	if s.o.dryRun {
		return nil
	}
	if s.keys.signer == nil || s.store == nil {
		if !one {
			return usage("archiver init makes a key; name it with ARCHIVER_CUSTODY_KEY_FILE, or custody_key_file: in the settings", "a list is not sent without a custody log: nothing would keep the same mail from being sent again")
		}
		fmt.Fprintln(s.stderr, "not recorded: there is no key or store for the custody log, so nothing prevents a second mail")
		return nil
	}
	log, _, err := openWritten(ctx, s.sys, s.store, s.keys)
	if err != nil {
		return err
	}
	s.log = log
	var run [8]byte
	if _, err := io.ReadFull(s.random, run[:]); err != nil {
		return fmt.Errorf("name this run: %w", err)
	}
	s.journal, err = send.OpenJournal(ctx, log, fmt.Sprintf("send-%x", run))
	return damagedLog(err)
}
