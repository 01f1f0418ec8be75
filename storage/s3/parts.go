package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/glassix-archiver/archiver/storage"
)

// How much is asked for at once, in bytes: of the end, where the directory of a
// ZIP is, then of wherever is read, and twice as much each time that reading goes
// on from there.
const (
	tailPart  = 64 << 10
	firstPart = 128 << 10
	mostPart  = 4 << 20
)

// OpenParts reads an object by range as it is asked for, so that little is
// transferred of a large one.
func (s *Store) OpenParts(ctx context.Context, key string) (storage.Reader, error) {
	if err := storage.CheckKey(key); err != nil {
		return nil, failed("open", key, err)
	}
	p := &parts{Store: s, ctx: ctx, key: key, next: firstPart}
	got, data, err := p.get("bytes=-" + strconv.Itoa(tailPart))
	if status(err) == http.StatusRequestedRangeNotSatisfiable { // there is nothing in it
		return s.Open(ctx, key)
	}
	if err != nil {
		return nil, failed("open", key, err)
	}
	size, err := wholeSize(got, len(data))
	if err != nil {
		return nil, failed("open", key, err)
	}
	p.etag = got.ETag
	p.info = storage.Info{Key: key, Size: size, SHA256: got.Metadata[metaSHA256], Modified: aws.ToTime(got.LastModified)}
	p.tail = part{size - int64(len(data)), data}
	return p, nil
}

// wholeSize reads "bytes 5-9/10"; an answer without it has the whole object.
func wholeSize(got *s3.GetObjectOutput, n int) (int64, error) {
	text := aws.ToString(got.ContentRange)
	if text == "" {
		return int64(n), nil
	}
	_, after, _ := strings.Cut(text, "/")
	size, err := strconv.ParseInt(after, 10, 64)
	if err != nil || size < int64(n) {
		return 0, fmt.Errorf("the server answers with the range %.60q", text)
	}
	return size, nil
}

// parts are what of an object was read: its end, and the last other part.
type parts struct {
	*Store
	ctx  context.Context
	key  string
	etag *string
	info storage.Info
	tail part

	mu   sync.Mutex
	last part
	next int64 // how much to ask for
}

type part struct {
	at   int64
	data []byte
}

// copy fills b with what the part has from off on.
func (p part) copy(b []byte, off int64) int {
	if off < p.at || off >= p.at+int64(len(p.data)) {
		return 0
	}
	return copy(b, p.data[off-p.at:])
}

func (p *parts) Info() storage.Info { return p.info }

func (p *parts) Close() error { return nil }

// ReadAt asks the server for what it does not have yet.
func (p *parts) ReadAt(b []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, errors.New("read before the beginning")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for n < len(b) {
		at := off + int64(n)
		if at >= p.info.Size {
			return n, io.EOF
		}
		got := max(p.tail.copy(b[n:], at), p.last.copy(b[n:], at))
		if got == 0 {
			if err := p.fetch(at); err != nil {
				return n, failed("open", p.key, err)
			}
		}
		n += got
	}
	return n, nil
}

// fetch gets a part that begins at off.
func (p *parts) fetch(off int64) error {
	if off == p.last.at+int64(len(p.last.data)) {
		p.next = min(2*p.next, mostPart)
	}
	end := min(off+p.next, p.info.Size)
	_, data, err := p.get(fmt.Sprintf("bytes=%d-%d", off, end-1))
	if err == nil && int64(len(data)) != end-off {
		err = fmt.Errorf("read %d of %d bytes: %w", len(data), end-off, io.ErrUnexpectedEOF)
	}
	if err != nil {
		return err
	}
	p.last = part{off, data}
	return nil
}

// get asks for a range of the state that was opened. An answer that breaks off
// is asked for again.
func (p *parts) get(what string) (got *s3.GetObjectOutput, data []byte, err error) {
	for attempt := range readAttempts {
		if err = sleep(p.ctx, attempt); err != nil {
			return nil, nil, err
		}
		got, err = p.client.GetObject(p.ctx, &s3.GetObjectInput{Bucket: &p.bucket, Key: p.name(p.key), Range: &what, IfMatch: p.etag})
		if err != nil {
			return nil, nil, err
		}
		data, err = io.ReadAll(io.LimitReader(got.Body, mostPart+1))
		got.Body.Close()
		if err == nil && len(data) > mostPart {
			err = errors.New("the server answers a range with more than was asked for")
		}
		if err == nil || p.ctx.Err() != nil {
			return got, data, err
		}
	}
	return nil, nil, err
}
