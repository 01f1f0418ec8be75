package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/glassix-archiver/archiver/storage"
)

// window is how much is asked for at once: what is read of a ZIP is its end, and
// then some files that stand together. A request costs more than its bytes.
const window = 128 << 10

// OpenRanges reads an object's end, and more of it when it is asked for. It
// needs one request for a small object.
func (s *Store) OpenRanges(ctx context.Context, key string) (storage.Reader, error) {
	if err := storage.CheckKey(key); err != nil {
		return nil, failed("open", key, err)
	}
	r := &ranges{store: s, ctx: ctx, key: key}
	if err := r.last(); err != nil {
		return nil, failed("open", key, err)
	}
	return r, nil
}

// ranges reads one state (ETag) of an object by parts. It keeps the last one.
type ranges struct {
	store *Store
	ctx   context.Context
	key   string
	info  storage.Info
	etag  *string

	mu   sync.Mutex
	at   int64
	part []byte
}

func (r *ranges) Info() storage.Info { return r.info }
func (r *ranges) Close() error       { return nil }

// last gets the end, and with it what there is to know of the object.
func (r *ranges) last() error {
	got, part, err := r.get(fmt.Sprintf("bytes=-%d", window), window)
	if err != nil {
		return err
	}
	size := int64(len(part)) // of an object that came whole
	if of := aws.ToString(got.ContentRange); of != "" {
		_, total, _ := strings.Cut(of, "/")
		if size, err = strconv.ParseInt(total, 10, 64); err != nil || size < int64(len(part)) {
			return fmt.Errorf("the server sends %.60q for the end of it", of)
		}
	}
	r.info = storage.Info{Key: r.key, Size: size, SHA256: got.Metadata[metaSHA256], Modified: aws.ToTime(got.LastModified)}
	r.etag, r.at, r.part = got.ETag, size-int64(len(part)), part
	return nil
}

// get asks for a range. A server that knows none sends the whole: then that is
// an error, unless it is no more than was asked for.
func (r *ranges) get(asked string, most int64) (*s3.GetObjectOutput, []byte, error) {
	got, err := r.store.client.GetObject(r.ctx, &s3.GetObjectInput{Bucket: &r.store.bucket, Key: r.store.name(r.key), Range: &asked, IfMatch: r.etag})
	if err != nil {
		return nil, nil, err
	}
	defer got.Body.Close()
	part, err := io.ReadAll(io.LimitReader(got.Body, most+1))
	if err != nil {
		return nil, nil, err
	}
	if int64(len(part)) > most {
		return nil, nil, errors.New("the server sends more than it was asked for")
	}
	return got, part, nil
}

// ReadAt answers from the part that it has, or gets another that begins there.
func (r *ranges) ReadAt(p []byte, off int64) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for n < len(p) {
		at := off + int64(n)
		if at < 0 || at >= r.info.Size {
			return n, io.EOF
		}
		if at < r.at || at >= r.at+int64(len(r.part)) {
			if err := r.fill(at, int64(len(p)-n)); err != nil {
				return n, failed("read", r.key, err)
			}
		}
		n += copy(p[n:], r.part[at-r.at:])
	}
	return n, nil
}

func (r *ranges) fill(at, need int64) error {
	size := min(max(need, window), r.info.Size-at)
	_, part, err := r.get(fmt.Sprintf("bytes=%d-%d", at, at+size-1), size)
	if err != nil {
		return err
	}
	if int64(len(part)) != size {
		return fmt.Errorf("read %d of %d bytes: %w", len(part), size, io.ErrUnexpectedEOF)
	}
	r.at, r.part = at, part
	return nil
}
