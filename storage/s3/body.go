package s3

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/glassix-archiver/archiver/storage"
)

// errBody is where the object's own bytes can't be read.
var errBody = errors.New("read the body")

// A body is a stretch of an object's bytes. A stretch that is short or can't be
// read ends the request at once, with that as its cause; otherwise it would look
// like a broken connection. Nothing is given to a request that has ended, so
// that a server never gets the last byte of an object whose put is cancelled.
type body struct {
	*io.SectionReader
	ctx    context.Context
	cancel context.CancelCauseFunc
}

func newBody(ctx context.Context, cancel context.CancelCauseFunc, o storage.Object, off, n int64) *body {
	return &body{io.NewSectionReader(o.Body, off, n), ctx, cancel}
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.SectionReader.Read(p)
	if at, _ := b.Seek(0, io.SeekCurrent); err != nil && (at < b.Size() || err != io.EOF) {
		b.cancel(bodyError(err))
	}
	if b.ctx.Err() != nil {
		return 0, context.Cause(b.ctx)
	}
	return n, err
}

func bodyError(err error) error {
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: the body is short", storage.ErrMismatch)
	}
	return fmt.Errorf("%w: %w", errBody, err)
}

// probe reads the last byte, so that nothing is sent of a body that is short.
func probe(o storage.Object) error {
	if o.Size == 0 {
		return nil
	}
	if n, err := o.Body.ReadAt(make([]byte, 1), o.Size-1); n < 1 {
		return bodyError(err)
	}
	return nil
}
