package s3

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/storage"
)

// abortAfter is how long the removal of an upload that failed may take.
const abortAfter = 5 * time.Second

// sendParts sends an object in parts, and leaves none behind if it fails.
//
// The body is read twice, without being held: once in order, for the hash of the
// whole and of each part, and once by the requests. The server holds each part
// against its SHA-256, so what it has is what was hashed.
//
// BUG: Parts of a run that is killed stay in the bucket, unseen but paid for. A
// lifecycle rule (AbortIncompleteMultipartUpload) removes them.
func (s *Store) sendParts(ctx context.Context, cancel context.CancelCauseFunc, key string, o storage.Object) error {
	created, err := s.client.CreateMultipartUpload(ctx, s.createInput(key, o))
	if err != nil {
		return err
	}
	u := &upload{s, key, aws.ToString(created.UploadId), o, cancel}
	parts, err := u.parts(ctx)
	if err == nil {
		err = u.complete(ctx, parts)
	}
	if err != nil {
		u.abort(ctx)
	}
	return err
}

func (s *Store) createInput(key string, o storage.Object) *s3.CreateMultipartUploadInput {
	lock := lockOf(o)
	sse, kms := s.encryption()
	return &s3.CreateMultipartUploadInput{
		Bucket:            &s.bucket,
		Key:               s.name(key),
		ContentType:       contentType(o),
		ChecksumAlgorithm: types.ChecksumAlgorithmSha256,
		ChecksumType:      types.ChecksumTypeComposite,
		Metadata:          metadata(o),

		ObjectLockMode:            lock.mode,
		ObjectLockRetainUntilDate: lock.until,
		ObjectLockLegalHoldStatus: lock.hold,
		StorageClass:              types.StorageClass(o.StorageClass),
		ServerSideEncryption:      sse,
		SSEKMSKeyId:               kms,
	}
}

type upload struct {
	*Store
	key, id string
	object  storage.Object
	cancel  context.CancelCauseFunc
}

// partSize is such that no object has too many parts.
func partSize(size, preferred int64) int64 {
	return max(preferred, (size+maxParts-1)/maxParts)
}

// parts hashes and sends the parts, a few at a time.
func (u *upload) parts(ctx context.Context) ([]types.CompletedPart, error) {
	size := partSize(u.object.Size, u.options.PartSize)
	parts := make([]types.CompletedPart, (u.object.Size+size-1)/size)
	whole := sha256.New()
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(u.options.Parallel)
	for i := range parts {
		off := int64(i) * size
		n := min(size, u.object.Size-off)
		sum, err := u.hash(gctx, whole, off, n)
		if err != nil {
			break // which cancelled the others, or was cancelled by them
		}
		group.Go(func() (err error) {
			parts[i], err = u.send(gctx, int32(i+1), off, n, sum)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if sum := whole.Sum(nil); !bytes.Equal(sum, u.object.SHA256[:]) {
		return nil, fmt.Errorf("%w: sha256 %x instead of %x", storage.ErrMismatch, sum, u.object.SHA256)
	}
	return parts, nil
}

// hash adds a part to the whole's hash and returns its own.
func (u *upload) hash(ctx context.Context, whole hash.Hash, off, n int64) (sum [32]byte, err error) {
	part := sha256.New()
	body := newBody(ctx, u.cancel, u.object, off, n)
	for {
		if err := ctx.Err(); err != nil {
			return sum, err
		}
		_, err := io.CopyN(io.MultiWriter(whole, part), body, 1<<20)
		if err == io.EOF {
			return [32]byte(part.Sum(nil)), nil
		}
		if err != nil {
			return sum, err
		}
	}
}

func (u *upload) send(ctx context.Context, number int32, off, n int64, sum [32]byte) (types.CompletedPart, error) {
	checksum := base64.StdEncoding.EncodeToString(sum[:])
	sent, err := u.client.UploadPart(ctx, &s3.UploadPartInput{
		Bucket:         &u.bucket,
		Key:            u.name(u.key),
		UploadId:       &u.id,
		PartNumber:     &number,
		Body:           newBody(ctx, u.cancel, u.object, off, n),
		ContentLength:  &n,
		ChecksumSHA256: &checksum,
	}, signedFor(sum))
	if err != nil {
		return types.CompletedPart{}, err
	}
	return types.CompletedPart{PartNumber: &number, ETag: sent.ETag, ChecksumSHA256: &checksum}, nil
}

// complete makes the object of its parts, if its key is still free.
func (u *upload) complete(ctx context.Context, parts []types.CompletedPart) error {
	done, err := u.client.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{
		Bucket:          &u.bucket,
		Key:             u.name(u.key),
		UploadId:        &u.id,
		ChecksumType:    types.ChecksumTypeComposite,
		IfNoneMatch:     aws.String("*"),
		MpuObjectSize:   &u.object.Size,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: parts},
	})
	if err == nil && aws.ToString(done.ETag) == "" {
		return errNotS3
	}
	return err
}

// abort removes the parts, also when the caller is gone. That it fails is not
// worth another error: the first one tells.
func (u *upload) abort(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), abortAfter)
	defer cancel()
	_, _ = u.client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{
		Bucket: &u.bucket, Key: u.name(u.key), UploadId: &u.id,
	})
}
