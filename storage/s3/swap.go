package s3

import (
	"bytes"
	"context"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/glassix-archiver/archiver/storage"
)

// Swap puts on the condition that the object has the ETag that old had when it
// was read. The versions before stay in a bucket that has versioning.
func (s *Store) Swap(ctx context.Context, key string, old, new []byte) error {
	err := storage.CheckSwap(key, len(new))
	if err == nil {
		err = s.swap(ctx, key, old, new)
	}
	return failed("swap", key, err)
}

// swap looks before each attempt, and after the last: an answer that was lost
// may have been that it's done.
func (s *Store) swap(ctx context.Context, key string, old, new []byte) (err error) {
	for attempt := 0; ; attempt++ {
		if err := sleep(ctx, attempt); err != nil {
			return err
		}
		have, etag, looked := s.small(ctx, key)
		switch {
		case looked != nil && (attempt == putAttempts || !isUnclear(looked)):
			return looked
		case looked != nil:
			continue
		case have != nil && bytes.Equal(have, new):
			return nil
		case (have == nil) != (old == nil) || !bytes.Equal(have, old):
			return storage.ErrConflict
		case attempt == putAttempts:
			return err
		}
		err = s.sendSwap(ctx, key, new, etag)
		if err == nil || !isUnclear(err) && !isNotFound(err) {
			return err
		}
	}
}

// small reads a checkpoint and its ETag; nil if there is none.
func (s *Store) small(ctx context.Context, key string) (data []byte, etag *string, err error) {
	got, err := s.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &s.bucket, Key: s.name(key)})
	if isNotFound(err) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	defer got.Body.Close()
	data, err = io.ReadAll(io.LimitReader(got.Body, storage.MaxSwap+1))
	if err != nil {
		return nil, nil, err
	}
	if size := aws.ToInt64(got.ContentLength); size <= storage.MaxSwap && int64(len(data)) != size {
		return nil, nil, io.ErrUnexpectedEOF
	}
	if aws.ToString(got.ETag) == "" {
		return nil, nil, errNotS3
	}
	return data, got.ETag, nil
}

// sendSwap puts new in the place of what has the ETag, of nothing if nil.
func (s *Store) sendSwap(ctx context.Context, key string, new []byte, etag *string) error {
	o := storage.Bytes(new, "text/plain; charset=utf-8")
	in := s.putInput(key, o, bytes.NewReader(new))
	if etag != nil {
		in.IfNoneMatch, in.IfMatch = nil, etag
	}
	put, err := s.client.PutObject(ctx, in, signedFor(o.SHA256))
	if err == nil && aws.ToString(put.ETag) == "" {
		return errNotS3
	}
	return err
}
