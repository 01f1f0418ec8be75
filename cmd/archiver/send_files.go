package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/send"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/ticket"
)

// attach takes the files of the ticket along, as far as there is room. Where
// there is not room for all it may be a link instead. What neither holds is
// Missing: all, where something is to be redacted, since files are not looked
// into.
func (s *sending) attach(ctx context.Context, t *render.Transcript, from *origin, options render.Options, facts *send.Facts) ([]send.File, error) {
	all := t.Handed()
	if options.Redact != nil {
		for _, a := range all {
			facts.Missing = append(facts.Missing, label(t, a))
		}
		return nil, nil
	}
	var total int64
	for _, a := range all {
		total += a.Size
	}
	if linker, ok := storage.AsLinker(s.store); s.o.link > 0 && total > s.o.attached {
		if ok && from.bundle != nil {
			return nil, s.linked(ctx, linker, from, options, facts)
		}
		fmt.Fprintf(s.stderr, "no link for ticket %d: only what is archived in S3 can have one; the letter names the files that are not attached\n", t.Header.Number)
	}
	var files []send.File
	left := s.o.attached
	for _, a := range all {
		if !had(from, a) || a.Size > left {
			facts.Missing = append(facts.Missing, label(t, a))
			continue
		}
		data, err := from.bundle.Bag.ReadFile("data/"+a.Path, a.Size)
		if err != nil {
			return nil, err
		}
		left -= int64(len(data))
		files = append(files, send.File{Name: a.Name, MediaType: a.MediaType, Data: data})
		facts.Files = append(facts.Files, label(t, a))
	}
	return files, nil
}

// had tells that the file is in the bundle, and may leave the house.
func had(from *origin, a render.Attachment) bool {
	return from.bundle != nil && a.Path != "" && a.Exception == nil && !from.blocked[a.Path]
}

func label(t *render.Transcript, a render.Attachment) send.Label {
	l := send.Label{Name: a.Name}
	if a.Size > 0 {
		l.Size = t.FormatSize(a.Size)
	}
	return l
}

// dryLink stands where the link would be.
const dryLink = "https://link.invalid/made-when-the-mail-is-sent"

// linked makes the parcel and the link to it: the transcripts in all forms, and
// the files beside them.
func (s *sending) linked(ctx context.Context, store storage.Linker, from *origin, options render.Options, facts *send.Facts) error {
	options.Standalone = false
	t, err := render.Build(from.record, options)
	if err != nil {
		return err
	}
	p := send.Parcel{Ticket: t.Header.Number}
	for _, f := range render.Formats() {
		var out bytes.Buffer
		if err := writeFormat(ctx, &out, t, f); err != nil {
			return err
		}
		p.Files = append(p.Files, bundle.Bytes("transcript."+f.Name, f.MediaType, out.Bytes()))
	}
	for _, a := range t.Handed() {
		if !had(from, a) {
			facts.Missing = append(facts.Missing, label(t, a))
		} else {
			open := func() (io.ReadCloser, error) { return from.bundle.Bag.OpenFile("data/" + a.Path) }
			p.Files = append(p.Files, bundle.File{Path: a.Path, Size: a.Size, MediaType: a.MediaType, Open: open})
		}
	}
	if s.o.dryRun {
		facts.Link, facts.Until = dryLink, t.FormatTime(render.Time{UTC: s.now().Add(s.o.link)})
		return nil
	}
	address, until, err := p.Link(ctx, store, s.o.link)
	facts.Link, facts.Until = address, t.FormatTime(render.Time{UTC: until.Truncate(time.Second)})
	return err
}

// blockedFiles are the paths of files that the service's own scan found harmful.
func blockedFiles(r render.Record) map[string]bool {
	blocked := map[string]bool{}
	for i := range r.Ticket.Transactions {
		files := r.Ticket.Transactions[i].Attachments
		for n := range files {
			if files[n].SanitizationState == ticket.Blocked {
				blocked[r.Files[files[n].Key()].Path] = true
			}
		}
	}
	return blocked
}
