package s3

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go/middleware"

	"github.com/glassix-archiver/archiver/storage"
)

// putAttempts is how often an unclear answer is asked again, beyond the SDK's
// own attempts at each request.
const putAttempts = 4

// lookFrom is the size in bytes from which Put first looks whether the key is
// taken. To send much for a refusal is a waste, and servers that refuse before
// they have read the whole body cut the connection.
const lookFrom = 1 << 20

// Put sends an object in one conditional request, or in parts. S3 makes it
// visible and durable as a whole when it answers.
//
// An answer may be lost after S3 has taken the object, and then a repetition is
// told that the key is taken. So a 412, a 409 and a broken connection say
// nothing yet: the object's head does, by size and SHA-256, and by how it is
// kept. What it is kept by goes with the bytes, so it is never there without.
//
// BUG: A bucket with versioning takes a key again after it was deleted. A
// server that ignores If-None-Match (S3 does not) loses the race of two writers.
func (s *Store) Put(ctx context.Context, key string, o storage.Object) error {
	return failed("put", key, s.put(ctx, key, o))
}

func (s *Store) put(ctx context.Context, key string, o storage.Object) error {
	if err := storage.CheckKey(key); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := probe(o); err != nil {
		return err
	}
	if err := s.promise(ctx, &o); err != nil {
		return err
	}
	if o.Size >= min(lookFrom, s.options.MultipartFrom) {
		if err := s.settle(ctx, key, o); !isNotFound(err) {
			return err
		}
	}
	var err error
	for attempt := range putAttempts {
		if err = sleep(ctx, attempt); err != nil {
			return err
		}
		if err = s.send(ctx, key, o); err == nil || !isUnclear(err) {
			return err
		}
		if found := s.settle(ctx, key, o); !isNotFound(found) {
			return found
		}
	}
	return err
}

// sleep waits before an attempt: not at all, then 0.2 s, 0.4 s, 0.8 s.
func sleep(ctx context.Context, attempt int) error {
	if attempt == 0 {
		return ctx.Err()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(100 * time.Millisecond << attempt):
		return nil
	}
}

// send sends an object once. If its body is at fault, that is the error.
func (s *Store) send(ctx context.Context, key string, o storage.Object) error {
	caller := ctx
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var err error
	if o.Size >= s.options.MultipartFrom && o.Size > 0 {
		err = s.sendParts(ctx, cancel, key, o)
	} else {
		var put *s3.PutObjectOutput
		put, err = s.client.PutObject(ctx, s.putInput(key, o, newBody(ctx, cancel, o, 0, o.Size)), signedFor(o.SHA256))
		if err == nil && aws.ToString(put.ETag) == "" {
			err = errNotS3 // such as a proxy's "200 OK"
		}
	}
	if caller.Err() != nil && err != nil {
		return caller.Err()
	}
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if err != nil && isDigest(err) {
		return fmt.Errorf("%w: %w", storage.ErrMismatch, err)
	}
	if isNoLock(err) {
		return lockError(err)
	}
	return err
}

func (s *Store) putInput(key string, o storage.Object, body io.Reader) *s3.PutObjectInput {
	lock := lockOf(o)
	sse, kms := s.encryption()
	return &s3.PutObjectInput{
		Bucket:         &s.bucket,
		Key:            s.name(key),
		Body:           body,
		ContentLength:  &o.Size,
		ContentType:    contentType(o),
		ChecksumSHA256: aws.String(base64.StdEncoding.EncodeToString(o.SHA256[:])),
		IfNoneMatch:    aws.String("*"),
		Metadata:       metadata(o),

		ObjectLockMode:            lock.mode,
		ObjectLockRetainUntilDate: lock.until,
		ObjectLockLegalHoldStatus: lock.hold,
		StorageClass:              types.StorageClass(o.StorageClass),
		ServerSideEncryption:      sse,
		SSEKMSKeyId:               kms,
	}
}

// encryption is nothing where the bucket decides.
func (s *Store) encryption() (types.ServerSideEncryption, *string) {
	if s.options.KMSKeyID == "" {
		return "", nil
	}
	return types.ServerSideEncryptionAwsKms, &s.options.KMSKeyID
}

// signedFor signs a request for a body of that hash, as it is known. The SDK
// would read and hash the body once more to find it out, and the server holds
// the body against it in either case.
func signedFor(sum [32]byte) func(*s3.Options) {
	sign := middleware.InitializeMiddlewareFunc("KnownPayloadHash", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (
		middleware.InitializeOutput, middleware.Metadata, error) {
		return next.HandleInitialize(v4.SetPayloadHash(ctx, hex.EncodeToString(sum[:])), in)
	})
	return s3.WithAPIOptions(func(stack *middleware.Stack) error { return stack.Initialize.Add(sign, middleware.After) })
}

func contentType(o storage.Object) *string {
	if o.ContentType == "" {
		return nil
	}
	return &o.ContentType
}

func metadata(o storage.Object) map[string]string {
	return map[string]string{metaSHA256: hex.EncodeToString(o.SHA256[:])}
}

// settle settles a put by what the bucket holds under key: nil if it is o, kept
// at least as o is to be; ErrConflict if it is something else; and the error of
// a look that failed, such as that it holds nothing.
func (s *Store) settle(ctx context.Context, key string, o storage.Object) error {
	head, err := s.head(ctx, key, nil)
	if err != nil {
		return err
	}
	if err := s.compare(ctx, infoOf(key, head), o); err != nil {
		return err
	}
	return s.protect(ctx, key, head, o.Keeping())
}

func (s *Store) compare(ctx context.Context, info storage.Info, o storage.Object) error {
	if info.Size != o.Size {
		return storage.ErrConflict
	}
	if info.SHA256 == "" { // another program put it
		r, err := s.read(ctx, info.Key)
		if err != nil {
			return err
		}
		defer r.Close()
		info = r.Info()
	}
	if info.SHA256 != hex.EncodeToString(o.SHA256[:]) {
		return storage.ErrConflict
	}
	return nil
}
