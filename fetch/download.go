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
	"net/url"
	"os"
	"time"
)

// enough is how much further a download must come for its failures to be
// forgotten: a long one may be cut often, but not for ever.
const enough = 64 << 10

// Download is what came of a file.
type Download struct {
	Size        int64
	SHA256      [sha256.Size]byte // of what is in the file
	CRC32       uint32            // of the same, IEEE
	ContentType string            // as its host claims it; may be empty
}

// Download writes the file behind a signed address to dst, from its start,
// and nothing else: after an error dst is empty. The address is a credential
// of its own, so neither the bearer token nor a cookie goes with it. A cut
// download goes on where it stopped if the host says that the file is still
// the same, and starts anew if not. A limit of 0 is none. An address that is
// no longer valid is ErrExpired, a file over the limit ErrTooLarge, and any
// other refusal a *StatusError. dst is not synced and not closed.
func (c *Client) Download(ctx context.Context, uri string, dst *os.File, limit int64) (Download, error) {
	op := "download " + redactURL(uri)
	u, err := url.Parse(uri)
	if err != nil || u.Hostname() == "" {
		return Download{}, fmt.Errorf("%s: not an address", op)
	}
	if err := checkScheme(u); err != nil {
		return Download{}, fmt.Errorf("%s: %w", op, err)
	}
	d := &download{client: c, op: op, uri: uri, dst: dst, limit: limit, hash: sha256.New(), crc: crc32.NewIEEE()}
	err = d.reset()
	if err == nil {
		err = d.run(ctx)
	}
	if err != nil {
		if left := d.empty(); left != nil {
			err = fmt.Errorf("%w (and what came of it is still there: %w)", err, left)
		}
		return Download{}, err
	}
	result := Download{Size: d.size, CRC32: d.crc.Sum32(), ContentType: d.contentType}
	d.hash.Sum(result.SHA256[:0])
	return result, nil
}

// download is one file on its way. What stands in dst is always what was
// hashed.
type download struct {
	client *Client
	op     string
	uri    string
	dst    *os.File
	limit  int64

	hash        hash.Hash
	crc         hash.Hash32
	size        int64  // written and hashed so far
	total       int64  // as the host told, -1 if it did not
	validator   string // ETag or Last-Modified: tells the same file from another
	contentType string
}

func (d *download) run(ctx context.Context) error {
	c := d.client
	var f faults
	var furthest int64
	for {
		err := d.attempt(ctx)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return &callError{d.op, ctx.Err()}
		}
		if d.size >= furthest+enough {
			furthest, f = d.size, faults{}
		}
		wait, again := d.again(err, &f)
		if !again {
			return err
		}
		if err := c.pause(ctx, d.op, wait, err); err != nil {
			return err
		}
	}
}

// again differs from the API's: the limit of the file's host is its own, so
// being throttled there is a failure like others.
func (d *download) again(err error, f *faults) (time.Duration, bool) {
	o := d.client.options
	if _, local := errors.AsType[*localError](err); local || errors.Is(err, ErrExpired) || !mendable(err) {
		return 0, false
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

// attempt asks for what is missing, once.
func (d *download) attempt(ctx context.Context) error {
	inner, watch := newWatch(ctx, d.client.options.Stall)
	defer watch.stop()
	request, err := d.request(inner)
	if err != nil {
		return err
	}
	answer, err := d.client.files.Do(request)
	if err != nil {
		return sendError(d.op, ctx, inner, err)
	}
	defer answer.Body.Close()
	from := watch.reader(answer.Body)
	if err := d.begin(answer, from); err != nil {
		return err
	}
	err = d.copy(from)
	if _, local := errors.AsType[*localError](err); err != nil && !local {
		return sendError(d.op, ctx, inner, err)
	}
	return err
}

func (d *download) request(ctx context.Context) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.uri, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: not an address", d.op) // the error would show it
	}
	request.Header.Set("User-Agent", d.client.options.UserAgent)
	request.Header.Set("Accept-Encoding", "identity") // the stored bytes, and ranges of them
	if d.size > 0 && d.validator != "" {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", d.size))
		request.Header.Set("If-Range", d.validator)
	}
	return request, nil
}

func (d *download) copy(from io.Reader) error {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			if d.limit > 0 && d.size+int64(n) > d.limit {
				return &localError{fmt.Errorf("%s: %w of %d bytes", d.op, ErrTooLarge, d.limit)}
			}
			if _, err := d.dst.Write(buffer[:n]); err != nil {
				return &localError{fmt.Errorf("%s: %w", d.op, err)}
			}
			d.hash.Write(buffer[:n])
			d.crc.Write(buffer[:n])
			d.size += int64(n)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	if d.total >= 0 && d.size != d.total {
		return errIncomplete
	}
	return nil
}

func (d *download) reset() error {
	d.hash.Reset()
	d.crc.Reset()
	d.size, d.total = 0, -1
	return d.empty()
}

func (d *download) empty() error {
	if err := d.dst.Truncate(0); err != nil {
		return &localError{fmt.Errorf("%s: %w", d.op, err)}
	}
	if _, err := d.dst.Seek(0, io.SeekStart); err != nil {
		return &localError{fmt.Errorf("%s: %w", d.op, err)}
	}
	return nil
}

// localError is a failure on our side of the wire, which no new try mends.
type localError struct{ err error }

func (e *localError) Error() string { return e.err.Error() }
func (e *localError) Unwrap() error { return e.err }
