package s3

import (
	"context"
	"iter"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/glassix-archiver/archiver/storage"
)

// List asks for a page (1,000 objects) at a time. S3 does not tell hashes here.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		if err := storage.CheckPrefix(prefix); err != nil {
			yield(storage.Info{}, failed("list", prefix, err))
			return
		}
		pages := s3.NewListObjectsV2Paginator(s.client, &s3.ListObjectsV2Input{
			Bucket: &s.bucket, Prefix: s.name(prefix), MaxKeys: s.pageSize,
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				yield(storage.Info{}, failed("list", prefix, err))
				return
			}
			for _, o := range page.Contents {
				info := storage.Info{
					Key:      strings.TrimPrefix(aws.ToString(o.Key), s.prefix),
					Size:     aws.ToInt64(o.Size),
					Modified: aws.ToTime(o.LastModified),
				}
				if storage.CheckKey(info.Key) == nil && !yield(info, nil) {
					return
				}
			}
		}
	}
}
