package s3

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/glassix-archiver/archiver/storage"
)

// Delete removes each version and delete marker of a key, by its id, as a delete
// without one only hides the key. It looks at all of them before it removes the
// first, so that what is locked stays whole, and goes from the oldest on, so
// that one that is cut off brings nothing hidden to light.
//
// The server refuses what is locked meanwhile, and has the last word on the time.
func (s *Store) Delete(ctx context.Context, key string) error {
	err := storage.CheckKey(key)
	if err == nil {
		err = s.delete(ctx, key)
	}
	return failed("delete", key, err)
}

func (s *Store) delete(ctx context.Context, key string) error {
	versions, err := s.versions(ctx, key)
	if err != nil {
		return err
	}
	if len(versions) == 0 {
		return storage.ErrNotFound
	}
	for _, v := range versions {
		if err := s.deletable(ctx, key, v); err != nil {
			return err
		}
	}
	for _, v := range slices.Backward(versions) {
		if err := s.deleteVersion(ctx, key, v); err != nil {
			return err
		}
	}
	return nil
}

// errCircle is what some servers do with pages of one version.
var errCircle = errors.New("the list of versions repeats itself")

type version struct {
	id     *string
	marker bool // that the key was deleted
}

// versions are those of exactly this key, the latest first among each kind, and
// the markers before the objects.
func (s *Store) versions(ctx context.Context, key string) (markers []version, err error) {
	var objects []version
	name := aws.ToString(s.name(key))
	pages := s3.NewListObjectVersionsPaginator(s.client, &s3.ListObjectVersionsInput{
		Bucket: &s.bucket, Prefix: &name, MaxKeys: s.pageSize,
	})
	next := ""
	for more := true; more && pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		before := next
		if next = aws.ToString(page.NextKeyMarker) + "\n" + aws.ToString(page.NextVersionIdMarker); next == before {
			return nil, errCircle
		}
		for _, v := range page.Versions {
			if more = aws.ToString(v.Key) == name; more {
				objects = append(objects, version{v.VersionId, false})
			}
		}
		for _, m := range page.DeleteMarkers {
			if aws.ToString(m.Key) == name {
				markers = append(markers, version{m.VersionId, true})
			}
		}
	}
	return append(markers, objects...), nil
}

// deletable is ErrRetained if a version is locked. Servers enforce that, but not
// each of them each part of it, and half a delete is worse than none.
func (s *Store) deletable(ctx context.Context, key string, v version) error {
	if v.marker {
		return nil
	}
	head, err := s.head(ctx, key, v.id)
	if isNotFound(err) {
		return nil // gone meanwhile
	}
	if err != nil {
		return err
	}
	k, err := s.keeping(ctx, key, v.id, head)
	if err != nil {
		return err
	}
	return k.Deletable(s.serverTime(head))
}

// deleteVersion says why a server refuses: a lock that came meanwhile, or rights.
func (s *Store) deleteVersion(ctx context.Context, key string, v version) error {
	_, err := s.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &s.bucket, Key: s.name(key), VersionId: v.id})
	if err == nil || code(err) == "NoSuchVersion" || isNotFound(err) {
		return nil
	}
	if isLocked(err) {
		return fmt.Errorf("%w: %s", storage.ErrRetained, text(err))
	}
	if status(err) == http.StatusForbidden {
		if locked := s.deletable(ctx, key, v); errors.Is(locked, storage.ErrRetained) {
			return locked
		}
	}
	return err
}
