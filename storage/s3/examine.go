package s3

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/glassix-archiver/archiver/storage"
)

// Examine asks for the bucket's versioning and Object Lock, and what time it is
// there.
func (s *Store) Examine(ctx context.Context) []storage.Finding {
	return []storage.Finding{s.examineClock(ctx), s.examineVersioning(ctx), s.examineLock(ctx)}
}

func (s *Store) examineVersioning(ctx context.Context) storage.Finding {
	f := storage.Finding{Check: "versioning", Result: storage.OK, Found: "is on"}
	got, err := s.client.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: &s.bucket})
	switch {
	case err != nil:
		return s.unseen(f, err)
	case got.Status != types.BucketVersioningStatusEnabled:
		f.Found = "is off: what others delete or overwrite is lost"
		f.Result, f.Do = storage.Warn, "turn on versioning in the bucket's settings"
	}
	return f
}

func (s *Store) examineLock(ctx context.Context) storage.Finding {
	f := storage.Finding{Check: "object lock", Result: storage.OK, Found: "is on, without a default retention"}
	lock, err := s.lockSettings(ctx)
	switch {
	case err != nil:
		return s.unseen(f, err)
	case lock == nil:
		f.Found = "is off: the bucket can't promise a retention"
	case defaultOf(lock) != "":
		f.Result, f.Found = storage.Warn, "is on, and the bucket by default locks all that is put: "+defaultOf(lock)
		f.Do = "remove the default retention if the policy alone should decide; it also locks what the policy does not keep"
	}
	return f
}

// lockSettings are nil where there is no Object Lock, and on servers that know
// none.
func (s *Store) lockSettings(ctx context.Context) (*types.ObjectLockConfiguration, error) {
	got, err := s.client.GetObjectLockConfiguration(ctx, &s3.GetObjectLockConfigurationInput{Bucket: &s.bucket})
	if code(err) == "ObjectLockConfigurationNotFoundError" || status(err) == http.StatusNotImplemented {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if c := got.ObjectLockConfiguration; c != nil && c.ObjectLockEnabled == types.ObjectLockEnabledEnabled {
		return c, nil
	}
	return nil, nil
}

// defaultOf is the default retention in words, "" if there is none.
func defaultOf(c *types.ObjectLockConfiguration) string {
	if c == nil || c.Rule == nil || c.Rule.DefaultRetention == nil || c.Rule.DefaultRetention.Mode == "" {
		return ""
	}
	r := c.Rule.DefaultRetention
	if years := aws.ToInt32(r.Years); years > 0 {
		return fmt.Sprintf("%s for %d years", modeOf(r.Mode), years)
	}
	return fmt.Sprintf("%s for %d days", modeOf(r.Mode), aws.ToInt32(r.Days))
}

// LocksAll is the bucket's default retention.
func (s *Store) LocksAll(ctx context.Context) (string, error) {
	lock, err := s.lockSettings(ctx)
	return defaultOf(lock), failed("object lock", s.String(), err)
}

// unseen makes a finding of a look that failed.
func (s *Store) unseen(f storage.Finding, err error) storage.Finding {
	err = failed(f.Check, s.String(), err)
	f.Result, f.Found, f.Rights = storage.Fail, err.Error(), Denied(err)
	if e, ok := errors.AsType[*storage.Error](err); ok {
		f.Do = e.Next
	}
	return f
}

// denies finds the right in AWS' own words: "… is not authorized to perform:
// s3:PutObject on resource …".
var denies = regexp.MustCompile(`not authorized to perform: (s3:[A-Za-z]+)`)

// Denied is the function Denied.
func (s *Store) Denied(err error) []string { return Denied(err) }

// Denied is the right that S3 names, or else all that the operation needs; nil
// for an error that is no refusal of rights.
func Denied(err error) []string {
	if status(err) != http.StatusForbidden || code(err) != "AccessDenied" && code(err) != "Forbidden" {
		return nil
	}
	if m := denies.FindStringSubmatch(message(err)); m != nil {
		return m[1:]
	}
	e, ok := errors.AsType[*storage.Error](err)
	if !ok {
		return nil
	}
	return needs[e.Op]
}

// needs are the rights of each operation on what is not locked. A key that may
// not be listed is denied where it is only not there.
var needs = map[string][]string{
	"store":       {"s3:ListBucket"},
	"list":        {"s3:ListBucket"},
	"clock":       {"s3:ListBucket"},
	"open":        {"s3:ListBucket", "s3:GetObject"},
	"stat":        {"s3:ListBucket", "s3:GetObject"},
	"put":         {"s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"},
	"kept":        {"s3:GetObject", "s3:GetObjectRetention", "s3:GetObjectLegalHold"},
	"hidden":      {"s3:ListBucketVersions", "s3:GetObjectVersion"},
	"delete":      {"s3:ListBucketVersions", "s3:GetObjectVersion", "s3:GetObjectRetention", "s3:GetObjectLegalHold", "s3:DeleteObjectVersion"},
	"versioning":  {"s3:GetBucketVersioning"},
	"object lock": {"s3:GetBucketObjectLockConfiguration"},
	"locks":       {"s3:GetBucketVersioning", "s3:GetBucketObjectLockConfiguration"},
}
