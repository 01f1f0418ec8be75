package s3

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/middleware"

	"github.com/glassix-archiver/archiver/storage"
)

// How far clocks may be apart. S3 refuses what is signed at 15 minutes' distance.
const (
	skewWarns = time.Minute
	skewFails = 15 * time.Minute
)

func (s *Store) examineClock(ctx context.Context) storage.Finding {
	f := storage.Finding{Check: "clock", Result: storage.OK}
	before := s.options.Now()
	page, err := s.client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &s.bucket, Prefix: &s.prefix, MaxKeys: aws.Int32(1)})
	if err != nil {
		return s.unseen(f, err)
	}
	skew, told := skewOf(page.ResultMetadata, before, s.options.Now())
	switch distance := skew.Abs(); {
	case !told:
		f.Result, f.Found = storage.Warn, "the server does not say what time it is"
		return f
	case distance >= skewFails:
		f.Result = storage.Fail
	case distance >= skewWarns:
		f.Result = storage.Warn
	}
	f.Found = fmt.Sprintf("the server's is %s ahead of this machine's", skew.Round(time.Second))
	if skew == 0 {
		f.Found = "the server's and this machine's agree to a second"
	}
	if f.Result != storage.OK {
		f.Do = "set this machine's clock right: retentions end by the server's"
	}
	return f
}

// skewOf is the least by which the server's clock, which tells whole seconds, is
// ahead of ours; below 0 it is behind.
func skewOf(answer middleware.Metadata, before, after time.Time) (skew time.Duration, told bool) {
	there, told := awsmiddleware.GetServerTime(answer)
	switch {
	case there.After(after):
		return there.Sub(after), told
	case there.Add(time.Second).Before(before):
		return there.Add(time.Second).Sub(before), told
	}
	return 0, told
}
