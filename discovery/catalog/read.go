package catalog

import (
	"context"
	"errors"
	"fmt"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/storage"
)

// maxDocument bounds what one bundle says, in bytes: its words are in memory
// several times over. A ticket of ten thousand messages has some 2 MB.
const maxDocument = 16 << 20

// entry is a bundle that was read, as it goes into the file.
type entry struct {
	key                  archive.Key
	size                 int64
	id                   int64 // where to look for one first
	head                 Head
	words, people, facts string
	body                 []byte
	err                  error // it could not be read
}

// readEntry reads a bundle; nil if it is gone by now.
func (u *update) readEntry(ctx context.Context, info storage.Info) (*entry, error) {
	k, err := archive.ParseKey(info.Key)
	if err != nil {
		return nil, err
	}
	e := &entry{key: k, size: info.Size}
	t, err := archive.ReadTranscript(ctx, u.catalog.store, k)
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case errors.Is(err, storage.ErrNotFound):
		return nil, nil
	case err != nil:
		e.err = err
		return e, nil
	}
	d := archive.DocumentOf(t, k)
	if n := d.Size(); n > maxDocument {
		e.err = fmt.Errorf("it says %d bytes, more than the %d that are searched", n, maxDocument)
		return e, nil
	}
	e.id, e.head = firstID(info.Key, d.Closed), headOf(d)
	e.words, e.people, e.facts = d.Columns()
	e.body, err = pack(d)
	return e, err
}
