package s3

import (
	"context"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/glassix-archiver/archiver/storage"
)

// Hidden lists the key's versions, which takes the right s3:ListBucketVersions,
// and asks how the latest object among them is kept.
func (s *Store) Hidden(ctx context.Context, key string) (storage.Hidden, error) {
	err := storage.CheckKey(key)
	var h storage.Hidden
	if err == nil {
		h, err = s.hidden(ctx, key)
	}
	return h, failed("hidden", key, err)
}

func (s *Store) hidden(ctx context.Context, key string) (h storage.Hidden, err error) {
	versions, err := s.versions(ctx, key)
	if err != nil {
		return h, err
	}
	h.Markers = slices.IndexFunc(versions, func(v version) bool { return !v.marker })
	if h.Markers <= 0 {
		return storage.Hidden{}, storage.ErrNotFound
	}
	object := versions[h.Markers]
	h.Version, h.Marker = aws.ToString(object.id), aws.ToString(versions[0].id)
	h.Kept = errors.Is(s.deletable(ctx, key, object), storage.ErrRetained)
	return h, nil
}
