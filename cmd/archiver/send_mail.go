package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/send"
	"github.com/glassix-archiver/archiver/storage"
)

// mail makes the mail: transcripts, the files that they show, and the letter.
func (s *sending) mail(ctx context.Context, item send.Item, from *origin, to send.Address) (*send.Message, string, error) {
	options := s.options
	if options.Zone == nil {
		options.Zone = zoneOf(from.archived)
	}
	t, err := render.Build(from.record, options)
	if err != nil {
		return nil, "", err
	}
	if err := s.logRedactions(item, t); err != nil {
		return nil, "", err
	}
	if to.Name != options.Redact.Text(to.Name) {
		to.Name = ""
	}
	files, err := s.transcripts(ctx, t)
	if err != nil {
		return nil, "", err
	}
	facts := send.Facts{Number: strconv.FormatInt(t.Header.Number, 10), Name: to.Name, Business: s.from.Name}
	facts.Opened, facts.Closed = day(t, t.Header.Opened), day(t, t.Header.Closed)
	handed, err := s.attach(ctx, t, from, options, &facts)
	if err != nil {
		return nil, "", err
	}
	files = append(files, handed...)
	letter, err := s.letterIn(t.View.Language, string(t.View.Direction))
	if err != nil {
		return nil, "", err
	}
	written, err := letter.Write(facts, s.o.subject)
	if err != nil {
		return nil, "", err
	}
	m := send.Mail{From: s.from, To: to, Subject: written.Subject, Date: s.now(), Language: letter.Language, Text: written.Text, HTML: written.HTML, Files: files}
	message, err := m.Compose()
	return message, send.Manifest(files), err
}

func day(t *render.Transcript, at render.Time) string {
	if at.UTC.IsZero() {
		return ""
	}
	return t.FormatDay(at)
}

// transcripts are the forms asked for.
func (s *sending) transcripts(ctx context.Context, t *render.Transcript) ([]send.File, error) {
	var files []send.File
	for _, f := range s.formats {
		var out bytes.Buffer
		if err := writeFormat(ctx, &out, t, f); err != nil {
			return nil, err
		}
		files = append(files, send.File{Name: fmt.Sprintf("ticket-%d.%s", t.Header.Number, f.Name), MediaType: f.MediaType, Data: out.Bytes()})
	}
	return files, nil
}

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

// had tells that the file is in the bundle.
func had(from *origin, a render.Attachment) bool {
	return from.bundle != nil && a.Path != "" && a.Exception == nil
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
	if s.o.dryRun {
		facts.Link, facts.Until = dryLink, t.FormatTime(render.Time{UTC: s.now().Add(s.o.link)})
		return nil
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
		if had(from, a) {
			open := func() (io.ReadCloser, error) { return from.bundle.Bag.OpenFile("data/" + a.Path) }
			p.Files = append(p.Files, bundle.File{Path: a.Path, Size: a.Size, MediaType: a.MediaType, Open: open})
		}
	}
	address, until, err := p.Link(ctx, store, s.o.link)
	facts.Link, facts.Until = address, t.FormatTime(render.Time{UTC: until.Truncate(time.Second)})
	return err
}
