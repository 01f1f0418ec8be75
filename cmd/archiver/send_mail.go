package main

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/send"
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
