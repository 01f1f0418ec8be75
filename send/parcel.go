package send

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/storage"
)

// Prefix is where parcels are in the store, apart from bundles.
const Prefix = "sent/"

// A Parcel is a bundle for a customer: what they may have, where a mail is too
// small for it. It is stored on its own and read by a link.
type Parcel struct {
	Ticket int64
	Files  []bundle.File // the transcripts, and the attachments that they show
}

// Link packs the parcel, stores it below Prefix, and makes the link to it. The
// same parcel is stored once. It needs room for the parcel in os.TempDir.
func (p *Parcel) Link(ctx context.Context, store storage.Linker, lives time.Duration) (address string, until time.Time, err error) {
	name := strconv.FormatInt(p.Ticket, 10)
	f, err := os.CreateTemp("", "archiver-parcel-")
	if err != nil {
		return "", until, fmt.Errorf("pack the files of ticket %s: %w", name, err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	hash, size := sha256.New(), new(counter)
	if err := bundle.Write(ctx, io.MultiWriter(f, hash, size), name, nil, p.Files); err != nil {
		return "", until, err
	}
	o := storage.Object{Body: f, Size: size.n, SHA256: [32]byte(hash.Sum(nil)), ContentType: "application/zip"}
	key := fmt.Sprintf("%s%s/%x.zip", Prefix, name, o.SHA256)
	if err := store.Put(ctx, key, o); err != nil {
		return "", until, err
	}
	return store.Link(ctx, key, "ticket-"+name+".zip", lives)
}

type counter struct{ n int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}
