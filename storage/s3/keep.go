package s3

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/glassix-archiver/archiver/storage"
)

// Kept asks for an object's head, and for what the head does not tell: S3 leaves
// a lock out there also when these credentials may not see it.
func (s *Store) Kept(ctx context.Context, key string) (storage.Keeping, error) {
	var k storage.Keeping
	err := storage.CheckKey(key)
	if err == nil {
		var head *s3.HeadObjectOutput
		if head, err = s.head(ctx, key, nil); err == nil {
			k, err = s.keeping(ctx, key, nil, head)
		}
	}
	return k, failed("kept", key, err)
}

func (s *Store) keeping(ctx context.Context, key string, version *string, head *s3.HeadObjectOutput) (k storage.Keeping, err error) {
	k.StorageClass = string(head.StorageClass)
	k.Retention = storage.Retention{Mode: modeOf(head.ObjectLockMode), Until: aws.ToTime(head.ObjectLockRetainUntilDate).UTC()}
	k.Hold = head.ObjectLockLegalHoldStatus == types.ObjectLockLegalHoldStatusOn
	if head.ObjectLockMode == "" {
		if k.Retention, err = s.retention(ctx, key, version); err != nil {
			return storage.Keeping{}, err
		}
	}
	if head.ObjectLockLegalHoldStatus == "" {
		if k.Hold, err = s.hold(ctx, key, version); err != nil {
			return storage.Keeping{}, err
		}
	}
	return k, k.Check()
}

func (s *Store) retention(ctx context.Context, key string, version *string) (r storage.Retention, err error) {
	got, err := s.client.GetObjectRetention(ctx, &s3.GetObjectRetentionInput{Bucket: &s.bucket, Key: s.name(key), VersionId: version})
	if err != nil && !isNotLocked(err) {
		return r, err
	}
	if err == nil && got.Retention != nil {
		r = storage.Retention{Mode: modeOf(got.Retention.Mode), Until: aws.ToTime(got.Retention.RetainUntilDate).UTC()}
	}
	return r, nil
}

func (s *Store) hold(ctx context.Context, key string, version *string) (bool, error) {
	got, err := s.client.GetObjectLegalHold(ctx, &s3.GetObjectLegalHoldInput{Bucket: &s.bucket, Key: s.name(key), VersionId: version})
	if err != nil && !isNotLocked(err) {
		return false, err
	}
	return err == nil && got.LegalHold != nil && got.LegalHold.Status == types.ObjectLockLegalHoldStatusOn, nil
}

// serverTime is when the server answered by its own clock, which decides what is
// in force; by ours if it does not say.
func (s *Store) serverTime(head *s3.HeadObjectOutput) time.Time {
	if t, ok := awsmiddleware.GetServerTime(head.ResultMetadata); ok {
		return t
	}
	return s.options.Now()
}

// Extend looks at what is in force, and sends what is longer or stricter.
//
// BUG: S3 has no condition for it. It refuses to shorten, so of two at once the
// longer wins; but to make compliance of governance takes a bypass of governance
// (s3:BypassGovernanceRetention), and that bypasses a governance retention that
// another writer made longer at this very moment, too.
func (s *Store) Extend(ctx context.Context, key string, r storage.Retention) error {
	err := storage.CheckKey(key)
	if err == nil {
		err = s.extend(ctx, key, func(have storage.Keeping, now time.Time) (storage.Retention, error) {
			return have.Extend(r, now)
		})
	}
	return failed("extend", key, err)
}

func (s *Store) extend(ctx context.Context, key string, to func(storage.Keeping, time.Time) (storage.Retention, error)) error {
	head, err := s.head(ctx, key, nil)
	if err != nil {
		return err
	}
	have, err := s.keeping(ctx, key, nil, head)
	if err != nil {
		return err
	}
	r, err := to(have, s.serverTime(head))
	if err != nil || r == have.Retention {
		return err
	}
	return s.retain(ctx, key, have.Mode, r)
}

// retain sends a retention that is at least the one that was seen.
func (s *Store) retain(ctx context.Context, key string, had storage.Mode, r storage.Retention) error {
	in := &s3.PutObjectRetentionInput{Bucket: &s.bucket, Key: s.name(key), Retention: &types.ObjectLockRetention{
		Mode: types.ObjectLockRetentionMode(modeName(r.Mode)), RetainUntilDate: &r.Until,
	}}
	_, err := s.client.PutObjectRetention(ctx, in)
	if status(err) == http.StatusForbidden && had == storage.Governance && r.Mode == storage.Compliance {
		in.BypassGovernanceRetention = aws.Bool(true)
		_, err = s.client.PutObjectRetention(ctx, in)
	}
	return lockError(err)
}

// lockError says in our words that a lock forbids it, or that there is none.
func lockError(err error) error {
	switch {
	case err == nil:
		return nil
	case isNoLock(err):
		return fmt.Errorf("%w: the bucket has no Object Lock", storage.ErrNoLock)
	case isLocked(err):
		return fmt.Errorf("%w: %s", storage.ErrRetained, text(err))
	}
	return err
}

// SetHold places the object's legal hold, or lifts it.
func (s *Store) SetHold(ctx context.Context, key string, on bool) error {
	err := storage.CheckKey(key)
	if err == nil {
		err = s.setHold(ctx, key, on)
	}
	return failed("hold", key, err)
}

func (s *Store) setHold(ctx context.Context, key string, on bool) error {
	hold := types.ObjectLockLegalHoldStatusOff
	if on {
		hold = types.ObjectLockLegalHoldStatusOn
	}
	_, err := s.client.PutObjectLegalHold(ctx, &s3.PutObjectLegalHoldInput{
		Bucket: &s.bucket, Key: s.name(key), LegalHold: &types.ObjectLockLegalHold{Status: hold},
	})
	return lockError(err)
}

// protect keeps what the bucket holds, as its head says, at least as k says. If
// another writer comes between with less, S3 refuses it or us, and we look again.
func (s *Store) protect(ctx context.Context, key string, head *s3.HeadObjectOutput, k storage.Keeping) error {
	if !k.Protects() {
		return nil
	}
	have, err := s.keeping(ctx, key, nil, head)
	if err != nil {
		return err
	}
	if k.Hold && !have.Hold {
		if err := s.setHold(ctx, key, true); err != nil {
			return err
		}
	}
	if have.At(s.serverTime(head)).Retention.Covers(k.Retention) {
		return nil
	}
	for attempt := range putAttempts {
		if err = sleep(ctx, attempt); err != nil {
			return err
		}
		err = s.extend(ctx, key, func(have storage.Keeping, now time.Time) (storage.Retention, error) {
			return have.AtLeast(k, now).Retention, nil
		})
		if !errors.Is(err, storage.ErrRetained) {
			return err
		}
	}
	return err
}
