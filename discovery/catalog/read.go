package catalog

import (
	"context"
	"errors"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/discovery/filetext"
	"github.com/glassix-archiver/archiver/storage"
)

// entry is a bundle that was read, as it goes into the file.
type entry struct {
	key                  archive.Key
	size                 int64
	id                   int64 // where to look for one first
	head                 Head
	words, people, facts string
	body                 []byte
	contents             archive.Contents
	err                  error // it could not be read
}

// readEntry reads a bundle; nil if it is gone by now.
func (u *update) readEntry(ctx context.Context, info storage.Info) (*entry, error) {
	k, err := archive.ParseKey(info.Key)
	if err != nil {
		return nil, err
	}
	e := &entry{key: k, size: info.Size}
	d, contents, err := archive.ReadDocument(ctx, u.catalog.store, k, u.catalog.texts)
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case errors.Is(err, storage.ErrNotFound):
		return nil, nil
	case errors.Is(err, filetext.ErrStart): // this machine's trouble, not the bundle's
		return nil, err
	case err != nil:
		e.err = err
		return e, nil
	}
	e.contents = contents
	e.id, e.head = firstID(info.Key, d.Closed), headOf(d)
	e.words, e.people, e.facts = d.Columns()
	e.body, err = pack(d)
	return e, err
}
