package fetch

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"net/http"
	"time"
)

// enough is how much further a download must come for its failures to be
// forgotten: a long one may be cut often, but not for ever.
const enough = 64 << 10

// Link is a signed address of a file, how to get another one when it ends,
// and what the file must look like.
type Link struct {
	URI string

	// Renew returns a fresh address for a stale one. The same one means that
	// there is none. It may be nil; it is not asked again after an error.
	Renew func(ctx context.Context, stale string) (fresh string, err error)

	// Accept looks at what a host claims to send and at the file's first
	// bytes, up to 3 KB; fewer are the whole file. Its error means that this is
	// not the file: it is asked for again, a few times, before that error is
	// returned. It may be nil, and is called for each start from the beginning.
	Accept func(contentType string, head []byte) error
}

// Download is what came of a file.
type Download struct {
	Size        int64
	SHA256      [sha256.Size]byte // of what is in the file
	CRC32       uint32            // of the same, IEEE
	ContentType string            // as its host claims it; may be empty

	Expires  bool          // a link that was used told its end
	Headroom time.Duration // the least time that such a link had left when a request was begun; below 0 if it was past
}

// Sink is where a download is written, such as an *os.File.
type Sink interface {
	io.WriteSeeker
	Truncate(size int64) error
}

// Download writes the file behind a link to dst, from its start, and nothing
// else: after an error dst is empty. The address is a credential of its own,
// so neither the bearer token nor a cookie goes with it.
//
// A link that is stale or about to be is renewed before it is used, and one
// that its host calls expired afterwards, up to 3 times without the file
// coming further. By our reckoning alone nothing is given up: clocks err. A
// cut download goes on where it stopped, with a fresh address if need be, if
// the host says that the file is still the same, and starts anew if not. What
// came is held against the length and the checksums that its host announced.
//
// A limit of 0 is none. A link that can't be renewed any more is ErrExpired, a
// file over the limit ErrTooLarge, other bytes than announced ErrChecksum, a
// host where no file may be fetched from ErrForbiddenHost, and any other
// refusal a *StatusError; errors of Renew and Accept are wrapped. dst is not
// synced and not closed.
func (c *Client) Download(ctx context.Context, link Link, dst Sink, limit int64) (Download, error) {
	d := &download{client: c, link: link, op: "download " + redactURL(link.URI), dst: dst, limit: limit, hash: sha256.New(), crc: crc32.NewIEEE()}
	err := d.use(link.URI)
	if err == nil {
		err = d.reset()
	}
	if err == nil {
		err = d.run(ctx)
	}
	if err != nil {
		if left := d.empty(); left != nil {
			err = fmt.Errorf("%w (and the part that came is still there: %w)", err, left)
		}
		return Download{}, err
	}
	result := Download{Size: d.size, CRC32: d.crc.Sum32(), ContentType: d.contentType, Expires: d.lease.expires, Headroom: d.lease.headroom}
	d.hash.Sum(result.SHA256[:0])
	return result, nil
}

// download is one file on its way. What stands in dst is always what was
// hashed.
type download struct {
	client *Client
	link   Link
	op     string
	lease  lease
	dst    Sink
	limit  int64

	hash        hash.Hash
	sums        *sums
	crc         hash.Hash32
	size        int64  // written and hashed so far
	total       int64  // as the host told, -1 if it did not
	validator   string // ETag or Last-Modified: what a host is asked to go on with
	tag         string // both of the answer that began the file
	modified    string
	contentType string

	furthest int64 // where the failures so far were forgotten
	faults   faults
}

func (d *download) run(ctx context.Context) error {
	for {
		if err := d.refresh(ctx); err != nil {
			return err
		}
		err := d.attempt(ctx)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return &callError{d.op, ctx.Err()}
		}
		d.progress()
		if errors.Is(err, ErrExpired) {
			if err := d.replace(ctx, err); err != nil {
				return err
			}
			continue
		}
		wait, again := d.again(err)
		if !again {
			return err
		}
		if err := d.client.pause(ctx, d.op, wait, err); err != nil {
			return err
		}
	}
}

// progress forgets failures if the file came further since.
func (d *download) progress() {
	if d.size >= d.furthest+enough {
		d.furthest = d.size
		d.faults = faults{format: d.faults.format} // a wrong file is not progress
		d.lease.renewals, d.lease.only = 0, false
	}
}

// again differs from the API's: the limit of the file's host is its own, so
// being throttled there is a failure like others.
func (d *download) again(err error) (time.Duration, bool) {
	o, f := d.client.options, &d.faults
	if _, local := errors.AsType[*localError](err); local || errors.Is(err, ErrForbiddenHost) || !mendable(err) {
		return 0, false
	}
	if _, wrong := errors.AsType[*wrongFile](err); wrong {
		f.format++
		return backoff(f.format-1, o.MaxWait, o.Jitter), f.format < min(oddAttempts, o.Attempts)
	}
	after := time.Duration(0)
	if status, ok := errors.AsType[*StatusError](err); ok {
		if !transient(status.Code) && status.Code != http.StatusTooManyRequests {
			return 0, false
		}
		after = status.after
	}
	f.transport++
	wait := max(after, backoff(f.transport-1, o.MaxWait, o.Jitter))
	return wait, f.transport < o.Attempts
}
