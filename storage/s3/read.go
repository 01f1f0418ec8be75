package s3

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/glassix-archiver/archiver/storage"
)

// readAttempts is how often a reading is taken up again where it broke.
const readAttempts = 4

// Open reads an object into a spool file that Close removes. The bytes are held
// against the SHA-256 that they were put with, if the bucket knows it.
func (s *Store) Open(ctx context.Context, key string) (storage.Reader, error) {
	r, err := s.read(ctx, key)
	if err != nil {
		return nil, failed("open", key, err)
	}
	return r, nil
}

func (s *Store) read(ctx context.Context, key string) (_ *spool, err error) {
	if err := storage.CheckKey(key); err != nil {
		return nil, err
	}
	got, err := s.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &s.bucket, Key: s.name(key)})
	if err != nil {
		return nil, err
	}
	f, err := newSpool(s.options.SpoolDir)
	if err != nil {
		got.Body.Close()
		return nil, err
	}
	defer func() {
		if err != nil {
			f.Close()
		}
	}()
	d := &download{s, key, aws.ToInt64(got.ContentLength), got.ETag, sha256.New(), 0}
	if err := d.fill(ctx, f, got.Body); err != nil {
		return nil, err
	}
	sum := hex.EncodeToString(d.hash.Sum(nil))
	if put := got.Metadata[metaSHA256]; put != "" && put != sum {
		return nil, fmt.Errorf("%w: sha256 is %s, was put as %.64q", storage.ErrMismatch, sum, put)
	}
	f.info = storage.Info{Key: key, Size: d.size, SHA256: sum, Modified: aws.ToTime(got.LastModified)}
	return f, nil
}

// A download is the reading of one state (ETag) of an object.
type download struct {
	*Store
	key  string
	size int64
	etag *string
	hash hash.Hash
	done int64
}

// fill copies body to w. Where it breaks off, it asks for the rest.
func (d *download) fill(ctx context.Context, w io.Writer, body io.ReadCloser) error {
	for attempt := 1; ; attempt++ {
		out := &sink{w: io.MultiWriter(w, d.hash)}
		n, err := io.Copy(out, body)
		body.Close()
		d.done += n
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case out.err != nil:
			return fmt.Errorf("write the spool file: %w", out.err)
		case d.done == d.size:
			return nil
		case d.done > d.size || attempt == readAttempts:
			return fmt.Errorf("read %d of %d bytes: %w", d.done, d.size, noEOF(err))
		}
		if err := sleep(ctx, attempt); err != nil {
			return err
		}
		if body, err = d.rest(ctx); err != nil {
			return err
		}
	}
}

// rest asks for the bytes that are missing.
func (d *download) rest(ctx context.Context) (io.ReadCloser, error) {
	got, err := d.client.GetObject(ctx, &s3.GetObjectInput{
		Bucket:  &d.bucket,
		Key:     d.name(d.key),
		IfMatch: d.etag,
		Range:   aws.String(fmt.Sprintf("bytes=%d-", d.done)),
	})
	if err != nil {
		return nil, err
	}
	return got.Body, nil
}

func noEOF(err error) error {
	if err == nil {
		return io.ErrUnexpectedEOF
	}
	return err
}

// A sink tells its own errors from those of what is copied into it.
type sink struct {
	w   io.Writer
	err error
}

func (s *sink) Write(p []byte) (n int, err error) {
	n, s.err = s.w.Write(p)
	return n, s.err
}

// A spool is an object's bytes in a temporary file.
type spool struct {
	*os.File
	info storage.Info
	gone bool // its name is removed already
}

// newSpool makes a spool file that has no name where the system allows that, so
// that a run that is killed leaves none.
func newSpool(dir string) (*spool, error) {
	f, err := os.CreateTemp(dir, "archiver-spool-*")
	if err != nil {
		return nil, fmt.Errorf("make a spool file: %w", err)
	}
	return &spool{File: f, gone: os.Remove(f.Name()) == nil}, nil
}

func (s *spool) Info() storage.Info { return s.info }

func (s *spool) Close() error {
	err := s.File.Close()
	if !s.gone {
		if removed := os.Remove(s.Name()); err == nil {
			err = removed
		}
	}
	return err
}
