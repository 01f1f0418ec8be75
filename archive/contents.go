package archive

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/discovery/filetext"
	"github.com/glassix-archiver/archiver/discovery/query"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
)

// The bounds of one ticket's files.
const (
	maxContents = 4 << 20 // bytes of text: their words are in memory several times over
	maxSlow     = 3       // files that took too long, before the others are not tried
)

// Contents tell which files of a ticket are not searched by what they say.
type Contents struct {
	Files  int      // that the bundle has, those of the same bytes once
	Silent []Silent // of them, those that are not searched, or not wholly
}

// Silent is a file of which not all that it says is searched.
type Silent struct {
	Entry  int // of the transcript
	Name   string
	Reason filetext.Reason
}

// mayPass tells whether another try may find more.
func (c Contents) mayPass() bool {
	for _, s := range c.Silent {
		if s.Reason == filetext.TooLong {
			return true
		}
	}
	return false
}

// opener finds a file by its path in the bundle; open is nil if it is not there.
type opener func(path string) (size int64, open func() (io.ReadCloser, error))

// addContents adds to a document what the ticket's files say. An error is one of
// the store, of the extractor's start or of the context: what is wrong with a file
// is told.
func addContents(ctx context.Context, x *filetext.Extractor, d *query.Document, t *render.Transcript, find opener) (c Contents, err error) {
	left, slow := maxContents, 0
	seen := map[string]bool{}
	for i := range t.Entries {
		e := &t.Entries[i]
		for _, a := range e.Attachments {
			size, open := find(a.Path)
			if open == nil || seen[a.Path] || a.SHA256 != "" && seen[a.SHA256] {
				continue
			}
			seen[a.Path], seen[a.SHA256] = true, true
			c.Files++
			said := filetext.Text{Reason: filetext.TooLong}
			if slow < maxSlow {
				if said, err = x.Extract(ctx, size, open); isFiles(ctx, err) {
					said = filetext.Text{Reason: filetext.Damaged}
				} else if err != nil {
					return c, err
				}
			}
			if said.Reason == filetext.TooLong {
				slow++
			}
			if len(said.Text) > left {
				said.Text, said.Reason = strings.ToValidUTF8(said.Text[:left], ""), filetext.Cut
			}
			left -= len(said.Text)
			if said.Reason != "" {
				c.Silent = append(c.Silent, Silent{e.Index, a.Name, said.Reason})
			}
			if said.Text != "" {
				d.Segments = append(d.Segments, query.Segment{Kind: query.Content, Entry: e.Index, Author: e.Author.Name, Time: e.Time.UTC, Name: a.Name, Text: said.Text})
			}
		}
	}
	return c, nil
}

// isFiles tells an error that lies in the file: a checksum that is wrong, bytes that
// are no deflate.
func isFiles(ctx context.Context, err error) bool {
	if err == nil || ctx.Err() != nil || errors.Is(err, filetext.ErrStart) {
		return false
	}
	if _, ok := errors.AsType[*storage.Error](err); ok {
		return false
	}
	_, local := errors.AsType[*SpoolError](err)
	return !local
}

// ofBag finds files in a bundle.
func ofBag(bag *bundle.Bag) opener {
	return func(path string) (int64, func() (io.ReadCloser, error)) {
		size, ok := bag.Size("data/" + path)
		if path == "" || !ok {
			return 0, nil
		}
		return size, func() (io.ReadCloser, error) { return bag.OpenFile("data/" + path) }
	}
}

// ofJob finds files in the spool.
func (j *job) ofJob(path string) (int64, func() (io.ReadCloser, error)) {
	s := j.spool.get(path)
	if path == "" || s == nil {
		return 0, nil
	}
	return int64(s.at), func() (io.ReadCloser, error) { return s.Open() }
}
