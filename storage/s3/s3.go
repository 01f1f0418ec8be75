// Package s3 is a store in an S3 bucket. Each object is put with a checksum that
// the server verifies, and only if its key is free.
package s3

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/glassix-archiver/archiver/storage"
)

// Options tune a Store. The zero value is right for most.
type Options struct {
	// MultipartFrom is the size in bytes from which an object is sent in parts,
	// 64 MiB if 0. S3 takes at most 5 GiB in one.
	MultipartFrom int64
	// PartSize in bytes, 16 MiB if 0, at least 5 MiB; larger where 10,000 parts
	// would not do.
	PartSize int64
	// Parallel is how many parts of one object are sent at once, 4 if 0.
	Parallel int
	// SpoolDir is where Open keeps what it reads, os.TempDir() if "".
	SpoolDir string
	// KMSKeyID is the KMS key (its ID, ARN or alias) with which S3 encrypts what is
	// put, by SSE-KMS. "" is how the bucket is set.
	KMSKeyID string
	// Now gives the time by which a retention has passed and is not sent,
	// time.Now if nil. Whether one that was sent is in force S3 decides.
	Now func() time.Time
	// Transport, if not nil, wraps the transport of HTTP requests.
	Transport func(http.RoundTripper) http.RoundTripper
}

const (
	// answerWithin bounds the silence after a request, so that a server that
	// hangs can't hold a run for ever. Putting parts together takes a while.
	answerWithin = 2 * time.Minute

	maxPrefix = 200 // so that prefix and key fit into S3's 1,024 bytes
	minPart   = 5 << 20
	maxParts  = 10_000
)

// ErrAddress: what is to be opened is not s3://bucket/prefix.
var ErrAddress = errors.New("not the address of a bucket")

// A Store keeps objects in a bucket, below a prefix.
type Store struct {
	client         *s3.Client
	bucket, prefix string // the prefix is "" or ends in a slash
	options        Options
	pageSize       *int32      // of a listing; nil: the server's
	locks          atomic.Bool // the bucket is known to have Object Lock
}

// Open opens the store at location, "s3://bucket/prefix". Credentials, region
// and endpoint come from the AWS SDK's chain: AWS_ACCESS_KEY_ID, AWS_PROFILE,
// AWS_REGION, AWS_ENDPOINT_URL_S3, AWS_CA_BUNDLE and so on. Where an endpoint
// is set, buckets are addressed by path. Open asks for credentials and for the
// bucket, so that what is wrong with either is told here.
func Open(ctx context.Context, location string, o Options) (*Store, error) {
	bucket, prefix, err := parse(location)
	if err != nil {
		return nil, &storage.Error{Op: "store", Key: location, Err: err, Next: "write it as s3://bucket/prefix"}
	}
	client, err := newClient(ctx, o)
	if err != nil {
		return nil, failedOpen(location, err)
	}
	s := &Store{client: client, bucket: bucket, prefix: prefix, options: o.withDefaults()}
	// A listing, because a HEAD is refused without S3's reasons.
	page, err := client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &bucket, Prefix: &prefix, MaxKeys: aws.Int32(1)})
	if err == nil && aws.ToString(page.Name) == "" {
		err = errNotS3 // a web page, taken for an empty listing
	}
	if err != nil {
		return nil, failedOpen(location, err)
	}
	return s, nil
}

func (o Options) withDefaults() Options {
	if o.MultipartFrom <= 0 {
		o.MultipartFrom = 64 << 20
	}
	if o.PartSize <= 0 {
		o.PartSize = 16 << 20
	}
	o.PartSize = max(o.PartSize, minPart)
	if o.Parallel <= 0 {
		o.Parallel = 4
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// parse takes "s3://bucket/prefix" apart.
func parse(location string) (bucket, prefix string, err error) {
	rest, ok := strings.CutPrefix(location, "s3://")
	bucket, prefix, _ = strings.Cut(rest, "/")
	if !ok || bucket == "" || strings.ContainsAny(bucket, "?#@: ") {
		return "", "", ErrAddress
	}
	prefix = strings.Trim(prefix, "/")
	if prefix == "" {
		return bucket, "", nil
	}
	if len(prefix) > maxPrefix {
		return "", "", fmt.Errorf("the prefix is longer than %d bytes", maxPrefix)
	}
	return bucket, prefix + "/", storage.CheckKey(prefix)
}

func newClient(ctx context.Context, o Options) (*s3.Client, error) {
	cfg, err := config.LoadDefaultConfig(ctx, config.WithHTTPClient(
		awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
			t.MaxIdleConnsPerHost = t.MaxIdleConns
			t.ResponseHeaderTimeout = answerWithin
		})))
	if err != nil {
		return nil, err
	}
	transport := o.Transport
	client := s3.NewFromConfig(cfg, func(o *s3.Options) {
		if transport != nil {
			o.HTTPClient = wrap(o.HTTPClient, transport)
		}
		o.UsePathStyle = o.BaseEndpoint != nil
		if o.Region == "" && o.BaseEndpoint != nil {
			o.Region = "us-east-1" // other servers mostly have no regions
		}
		// What is read is held against our own SHA-256 instead.
		o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
	})
	if client.Options().Region == "" {
		return nil, errNoRegion
	}
	if _, err := cfg.Credentials.Retrieve(ctx); err != nil {
		return nil, fmt.Errorf("%w: %w", errNoCredentials, err)
	}
	return client, nil
}

// wrap lets a RoundTripper stand before an SDK's client, whatever that is.
func wrap(c s3.HTTPClient, transport func(http.RoundTripper) http.RoundTripper) s3.HTTPClient {
	return doer{transport(tripper{c})}
}

type tripper struct{ s3.HTTPClient }

func (t tripper) RoundTrip(r *http.Request) (*http.Response, error) { return t.Do(r) }

type doer struct{ http.RoundTripper }

func (d doer) Do(r *http.Request) (*http.Response, error) { return d.RoundTrip(r) }

// String is the store's address.
func (s *Store) String() string {
	return strings.TrimSuffix("s3://"+s.bucket+"/"+s.prefix, "/")
}

// name is the key of an object in the bucket.
func (s *Store) name(key string) *string { return aws.String(s.prefix + key) }

// metaSHA256 holds an object's whole SHA-256 in hex. S3's own checksum of an
// object sent in parts is one of its parts' checksums.
const metaSHA256 = "sha256"

// Stat asks for an object's head. Its hash is known if this program put it.
func (s *Store) Stat(ctx context.Context, key string) (storage.Info, error) {
	info, err := s.stat(ctx, key)
	return info, failed("stat", key, err)
}

func (s *Store) stat(ctx context.Context, key string) (storage.Info, error) {
	if err := storage.CheckKey(key); err != nil {
		return storage.Info{}, err
	}
	head, err := s.head(ctx, key, nil)
	if err != nil {
		return storage.Info{}, err
	}
	return infoOf(key, head), nil
}

// head asks for the head of a version, nil for the current one.
func (s *Store) head(ctx context.Context, key string, version *string) (*s3.HeadObjectOutput, error) {
	return s.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &s.bucket, Key: s.name(key), VersionId: version})
}

func infoOf(key string, head *s3.HeadObjectOutput) storage.Info {
	return storage.Info{
		Key:      key,
		Size:     aws.ToInt64(head.ContentLength),
		SHA256:   head.Metadata[metaSHA256],
		Modified: aws.ToTime(head.LastModified),
	}
}
