package s3

import (
	"context"
	"fmt"
	"mime"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/glassix-archiver/archiver/storage"
)

// Link signs a GET of the object with these credentials. Their own end is the
// end of the link too, which temporary ones have within hours: that is an error.
func (s *Store) Link(ctx context.Context, key, name string, lives time.Duration) (string, time.Time, error) {
	address, until, err := s.link(ctx, key, name, lives)
	return address, until, failed("link", key, err)
}

func (s *Store) link(ctx context.Context, key, name string, lives time.Duration) (address string, until time.Time, err error) {
	if lives <= 0 || lives > storage.MaxLink {
		return "", until, fmt.Errorf("a link lives for up to %v, not for %v", storage.MaxLink, lives)
	}
	if _, err := s.stat(ctx, key); err != nil {
		return "", until, err
	}
	until = s.options.Now().Add(lives)
	credentials, err := s.client.Options().Credentials.Retrieve(ctx)
	if err != nil {
		return "", until, err
	}
	if credentials.CanExpire && credentials.Expires.Before(until) {
		return "", until, fmt.Errorf("the credentials end at %s, and the link would with them", credentials.Expires.UTC().Format(time.RFC3339))
	}
	in := &s3.GetObjectInput{Bucket: &s.bucket, Key: s.name(key),
		ResponseContentDisposition: aws.String(mime.FormatMediaType("attachment", map[string]string{"filename": name}))}
	signed, err := s3.NewPresignClient(s.client, s3.WithPresignExpires(lives)).PresignGetObject(ctx, in)
	if err != nil {
		return "", until, err
	}
	return signed.URL, until, nil
}
