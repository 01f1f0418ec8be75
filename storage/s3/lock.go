package s3

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/glassix-archiver/archiver/storage"
)

// Locks asks whether the bucket has versioning and Object Lock.
func (s *Store) Locks(ctx context.Context) error {
	return failed("locks", s.String(), s.askLocks(ctx))
}

// askLocks remembers that there is Object Lock, which can't be turned off again.
func (s *Store) askLocks(ctx context.Context) error {
	if s.locks.Load() {
		return nil
	}
	versioning, err := s.client.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: &s.bucket})
	if err != nil {
		return err
	}
	if versioning.Status != types.BucketVersioningStatusEnabled {
		return fmt.Errorf("%w: the bucket has no versioning, and so no Object Lock", storage.ErrNoLock)
	}
	lock, err := s.client.GetObjectLockConfiguration(ctx, &s3.GetObjectLockConfigurationInput{Bucket: &s.bucket})
	if code(err) == "ObjectLockConfigurationNotFoundError" {
		return fmt.Errorf("%w: the bucket has versioning, but no Object Lock", storage.ErrNoLock)
	}
	if err != nil {
		return err
	}
	if lock.ObjectLockConfiguration == nil || lock.ObjectLockConfiguration.ObjectLockEnabled != types.ObjectLockEnabledEnabled {
		return fmt.Errorf("%w: the bucket's Object Lock is not enabled", storage.ErrNoLock)
	}
	s.locks.Store(true)
	return nil
}

// promise leaves of o's protection what is to be sent, and refuses it where the
// bucket would not keep it.
func (s *Store) promise(ctx context.Context, o *storage.Object) error {
	if err := o.Retention.Check(); err != nil {
		return err
	}
	k := o.Keeping().At(s.options.Now())
	o.Retention = k.Retention
	if !k.Protects() {
		return nil
	}
	return s.askLocks(ctx)
}

// A lock is a protection in S3's words.
type lock struct {
	mode  types.ObjectLockMode
	until *time.Time
	hold  types.ObjectLockLegalHoldStatus
}

func lockOf(o storage.Object) (l lock) {
	if o.Retention.Mode != storage.None {
		l.mode, l.until = types.ObjectLockMode(modeName(o.Retention.Mode)), aws.Time(o.Retention.Until)
	}
	if o.Hold {
		l.hold = types.ObjectLockLegalHoldStatusOn
	}
	return l
}

// modeName is a mode in S3's words, modeOf one in ours.
func modeName(m storage.Mode) string { return strings.ToUpper(string(m)) }

func modeOf[T ~string](name T) storage.Mode { return storage.Mode(strings.ToLower(string(name))) }

// isNotLocked: the object, or its bucket, has no lock.
func isNotLocked(err error) bool {
	return code(err) == "NoSuchObjectLockConfiguration" || code(err) == "ObjectLockConfigurationNotFoundError" || isNoLock(err)
}

// isNoLock: the bucket has no Object Lock. S3 has no code of its own for that.
func isNoLock(err error) bool {
	return code(err) == "InvalidRequest" && strings.Contains(strings.ReplaceAll(message(err), " ", ""), "missingObjectLock")
}

// isLocked: a lock forbids it. Some servers answer a 400 to what S3 denies.
func isLocked(err error) bool {
	switch status(err) {
	case http.StatusForbidden:
		return strings.Contains(strings.ToLower(message(err)), "object lock")
	case http.StatusBadRequest:
		return code(err) == "InvalidRequest" && !isNoLock(err) || code(err) == "ObjectLocked"
	}
	return false
}
