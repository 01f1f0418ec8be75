package archive

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/storage"
)

// store packs the bundle: into the store where that takes what is only being
// made, by way of the spool elsewhere.
func (j *job) store(ctx context.Context, payload []bundle.File) (size int64, sum [32]byte, err error) {
	if drafter, ok := j.run.Store.(storage.Drafter); ok {
		size, sum, err = j.draft(ctx, drafter, payload)
		if !errors.Is(err, errors.ErrUnsupported) {
			return size, sum, err
		}
	}
	object, err := j.pack(ctx, payload)
	if err != nil {
		return 0, sum, fail(CodeTicketStore, err)
	}
	defer object.Body.(*os.File).Close()
	k := j.keeping()
	object.Retention, object.Hold, object.StorageClass = k.Retention, k.Hold, k.StorageClass
	return object.Size, object.SHA256, j.run.Store.Put(ctx, j.key.String(), object)
}

func (j *job) draft(ctx context.Context, to storage.Drafter, payload []bundle.File) (size int64, sum [32]byte, err error) {
	draft, err := to.Draft(ctx)
	if err != nil {
		return 0, sum, err
	}
	defer draft.Close()
	err = bundle.Write(ctx, draft, j.ticket.String(), j.tags(), payload)
	if errors.Is(err, storage.ErrUnwritable) {
		return 0, sum, err
	}
	if err != nil {
		return 0, sum, fail(CodeTicketStore, inSpool(err))
	}
	size, sum = draft.Sum()
	return size, sum, draft.Put(ctx, j.key.String(), j.keeping())
}

// pack writes the bundle into the spool, hashing it on the way.
func (j *job) pack(ctx context.Context, files []bundle.File) (storage.Object, error) {
	f, err := j.folder.create("bundle.zip")
	if err != nil {
		return storage.Object{}, inSpool(err)
	}
	hash := sha256.New()
	size := &counter{}
	err = bundle.Write(ctx, io.MultiWriter(f, hash, size), j.ticket.String(), j.tags(), files)
	if err != nil {
		f.Close()
		return storage.Object{}, inSpool(err)
	}
	return storage.Object{Body: f, Size: size.n, SHA256: [32]byte(hash.Sum(nil)), ContentType: "application/zip"}, nil
}

type counter struct{ n int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}
