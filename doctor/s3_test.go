package doctor

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/google/go-cmp/cmp"

	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/s3"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

const large = 17 << 20

func open(t *testing.T, bucket string, o s3.Options) *s3.Store {
	t.Helper()
	o.MultipartFrom, o.SpoolDir = 16<<20, t.TempDir()
	s, err := s3.Open(t.Context(), "s3://"+bucket+"/acme", o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A bucket with a lock passes, and not one version is left in it. One without
// can't promise what the policy wants.
func TestBuckets(t *testing.T) {
	srv := storagetest.S3Server(t, false)
	srv.Setenv(t)
	for _, tt := range []struct {
		name string
		lock bool
		look []string
	}{
		{"with lock", true, []string{"ok list", "ok clock", "ok versioning", "ok object lock", "ok locks"}},
		{"without lock", false, []string{"ok list", "ok clock", "warn versioning", "ok object lock", "fail locks"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bucket := srv.Bucket(t, tt.lock)
			o := Options{Store: open(t, bucket, s3.Options{}), Retains: true, Scratch: scratchPrefix, Large: large}
			look := Look(t.Context(), o)
			want(t, look, tt.look...)
			if noLock := look[len(look)-1].NoLock; noLock == tt.lock {
				t.Errorf("no lock: %v", noLock)
			}
			want(t, Try(t.Context(), o), all...)
			got, err := srv.Client(t).ListObjectVersions(t.Context(), &awss3.ListObjectVersionsInput{Bucket: &bucket})
			if err != nil || len(got.Versions)+len(got.DeleteMarkers) > 0 {
				t.Errorf("left behind: %v, %v", got, err)
			}
		})
	}
}

// Whatever is put into a bucket with a default retention would stay.
func TestBucketThatLocksByItself(t *testing.T) {
	srv := storagetest.S3Server(t, false)
	srv.Setenv(t)
	bucket := srv.Bucket(t, true)
	_, err := srv.Client(t).PutObjectLockConfiguration(t.Context(), &awss3.PutObjectLockConfigurationInput{Bucket: &bucket,
		ObjectLockConfiguration: &types.ObjectLockConfiguration{ObjectLockEnabled: types.ObjectLockEnabledEnabled, Rule: &types.ObjectLockRule{
			DefaultRetention: &types.DefaultRetention{Mode: types.ObjectLockRetentionModeGovernance, Days: aws.Int32(3)}}}})
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Store: open(t, bucket, s3.Options{}), Scratch: scratchPrefix, Large: large}
	want(t, Look(t.Context(), o), "ok list", "ok clock", "ok versioning", "warn object lock", "skip locks")
	found := Try(t.Context(), o)
	want(t, found, "skip put")
	if !strings.HasSuffix(found[0].Found, "governance for 3 days") {
		t.Errorf("got %q", found[0].Found)
	}
	wantEmpty(t, o.Store)
}

func TestClock(t *testing.T) {
	srv := storagetest.S3Server(t, false)
	srv.Setenv(t)
	bucket := srv.Bucket(t, false)
	for ahead, result := range map[time.Duration]storage.Result{
		0: storage.OK, 5 * time.Minute: storage.Warn, -5 * time.Minute: storage.Warn, time.Hour: storage.Fail, -time.Hour: storage.Fail,
	} {
		s := open(t, bucket, s3.Options{Now: func() time.Time { return time.Now().Add(-ahead) }})
		if f := s.Examine(t.Context())[0]; f.Check != "clock" || f.Result != result || (f.Do != "") != (result != storage.OK) {
			t.Errorf("%v ahead: got %+v", ahead, f)
		}
	}
}

// denying answers as AWS does to what one may not do. Only requests that deny
// tells are denied; what AWS says names the right, or does not.
type denying struct {
	next http.RoundTripper
	deny func(*http.Request) (right string, denied bool)
}

func (d denying) RoundTrip(r *http.Request) (*http.Response, error) {
	right, denied := d.deny(r)
	if !denied {
		return d.next.RoundTrip(r)
	}
	message := "Access Denied"
	if right != "" {
		message = "User: arn:aws:iam::1:user/x is not authorized to perform: " + right + " on resource: y"
	}
	body := "<Error><Code>AccessDenied</Code><Message>" + message + "</Message></Error>"
	if r.Body != nil {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return nil, err
		}
	}
	return &http.Response{StatusCode: http.StatusForbidden, Header: http.Header{"Content-Type": {"application/xml"}},
		Body: io.NopCloser(bytes.NewBufferString(body)), ContentLength: int64(len(body)), Request: r}, nil
}

func TestDenied(t *testing.T) {
	srv := storagetest.S3Server(t, false)
	srv.Setenv(t)
	bucket := srv.Bucket(t, true)
	for _, tt := range []struct {
		name, right string
		denied      func(*http.Request) bool
		bad         string
		rights      []string
	}{
		{"put, named", "s3:PutObject", func(r *http.Request) bool { return r.Method == "PUT" }, "fail put", []string{"s3:PutObject"}},
		{"put", "", func(r *http.Request) bool { return r.Method == "PUT" }, "fail put",
			[]string{"s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"}},
		{"parts", "s3:PutObject", func(r *http.Request) bool { return r.Method == "POST" }, "fail put in parts", []string{"s3:PutObject"}},
		{"versioning", "", func(r *http.Request) bool { return r.URL.Query().Has("versioning") }, "fail versioning", []string{"s3:GetBucketVersioning"}},
		{"lock", "", func(r *http.Request) bool { return r.URL.Query().Has("object-lock") }, "fail object lock", []string{"s3:GetBucketObjectLockConfiguration"}},
		{"kept", "", func(r *http.Request) bool { return r.URL.Query().Has("retention") }, "fail kept",
			[]string{"s3:GetObject", "s3:GetObjectRetention", "s3:GetObjectLegalHold"}},
		{"remove", "s3:ListBucketVersions", func(r *http.Request) bool { return r.URL.Query().Has("versions") }, "warn remove", []string{"s3:ListBucketVersions"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := open(t, bucket, s3.Options{Transport: func(next http.RoundTripper) http.RoundTripper {
				return denying{next, func(r *http.Request) (string, bool) { return tt.right, tt.denied(r) }}
			}})
			o := Options{Store: s, Retains: true, Scratch: "doctor-" + strings.ReplaceAll(tt.name, ", ", "-") + "/", Large: large}
			first := firstBad(append(Look(context.Background(), o), Try(context.Background(), o)...))
			if got := string(first.Result) + " " + first.Check; got != tt.bad {
				t.Fatalf("got %q, want %q: %+v", got, tt.bad, first)
			}
			if diff := cmp.Diff(tt.rights, first.Rights); diff != "" {
				t.Errorf("rights: want -, got +:\n%s", diff)
			}
		})
	}
}

func firstBad(found []storage.Finding) storage.Finding {
	for _, f := range found {
		if f.Result == storage.Fail || f.Result == storage.Warn {
			return f
		}
	}
	return storage.Finding{}
}
