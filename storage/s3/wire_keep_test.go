package s3

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/glassix-archiver/archiver/storage"
)

// tomorrow is a retention that a test's bucket is thrown away with.
func tomorrow(mode storage.Mode) storage.Retention {
	return storage.Retention{Mode: mode, Until: time.Now().Add(24 * time.Hour).UTC().Truncate(time.Second)}
}

func locked(o storage.Object, r storage.Retention) storage.Object {
	o.Retention = r
	return o
}

// hashed tells that a request carries a checksum of its body that S3 verifies.
func hashed(r *http.Request) bool {
	for name, n := range map[string]int{"X-Amz-Checksum-Sha256": 32, "X-Amz-Checksum-Crc32": 4, "X-Amz-Checksum-Crc64nvme": 8, "Content-Md5": 16} {
		if sum, err := base64.StdEncoding.DecodeString(r.Header.Get(name)); err == nil && len(sum) == n {
			return true
		}
	}
	return false
}

// answers is a wire that answers where respond does.
func answers(respond func(r *http.Request) *http.Response) wire {
	return func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		if res := respond(r); res != nil {
			res.Request = r
			return res, nil
		}
		return next.RoundTrip(r)
	}
}

func refusal(status int, code, message string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(
		"<Error><Code>" + code + "</Code><Message>" + message + "</Message></Error>"))}
}

// How an object is kept is sent with it, and so is a checksum, without which S3
// refuses a lock and the servers at hand do not.
func TestLockIsSentWithTheData(t *testing.T) {
	r := tomorrow(storage.Compliance)
	for _, https := range []bool{false, true} {
		t.Run(fmt.Sprintf("https %v", https), func(t *testing.T) {
			srv := server(t, https)
			seen := map[string]int{}
			var mu sync.Mutex
			count := func(what string, ok bool, h http.Header) {
				mu.Lock()
				defer mu.Unlock()
				if seen[what]++; !ok {
					t.Errorf("a %s lacks something: %v", what, h)
				}
			}
			o := wire(func(req *http.Request, next http.RoundTripper) (*http.Response, error) {
				h, q := req.Header, req.URL.Query()
				lock := h.Get("X-Amz-Object-Lock-Mode") == "COMPLIANCE" && h.Get("X-Amz-Object-Lock-Retain-Until-Date") == r.Until.Format(time.RFC3339) &&
					h.Get("X-Amz-Object-Lock-Legal-Hold") == "ON" && h.Get("X-Amz-Storage-Class") == "STANDARD_IA" &&
					h.Get("X-Amz-Server-Side-Encryption") == "aws:kms" && h.Get("X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id") == "alias/archive"
				switch {
				case q.Has("partNumber"):
					count("part", len(h.Get("X-Amz-Checksum-Sha256")) == 44, h)
				case q.Has("uploads"):
					count("upload", lock && h.Get("X-Amz-Checksum-Algorithm") == "SHA256", h)
				case q.Has("retention"), q.Has("legal-hold"):
					if req.Method == http.MethodPut {
						count("change", hashed(req), h)
					}
				case isWrite(req) && req.Method == http.MethodPut:
					count("put", lock && len(h.Get("X-Amz-Checksum-Sha256")) == 44 && h.Get("If-None-Match") == "*", h)
				}
				return next.RoundTrip(req)
			}).options()
			o.KMSKeyID = "alias/archive"
			s := open(t, "s3://"+bucket(t, srv, true), o)
			for key, o := range map[string]storage.Object{"small": text200KB("x"), "empty": storage.Bytes(nil, ""), "big": big()} {
				o.Retention, o.Hold, o.StorageClass = r, true, "STANDARD_IA"
				longer := storage.Retention{Mode: r.Mode, Until: r.Until.Add(time.Hour)}
				if err := errors.Join(s.Put(t.Context(), key, o), s.SetHold(t.Context(), key, false), s.Extend(t.Context(), key, longer)); err != nil {
					t.Fatal(err)
				}
				if k, err := s.Kept(t.Context(), key); err != nil || k.Retention != longer || k.Hold {
					t.Errorf("%s: kept %v, %v", key, k, err)
				}
			}
			if got, want := fmt.Sprint(seen), "map[change:6 part:3 put:2 upload:1]"; got != want {
				t.Errorf("saw %s, want %s", got, want)
			}
		})
	}
}

// By the clock that the store is given a retention has passed, or not.
func TestPassedRetentionIsNotSent(t *testing.T) {
	srv := server(t, false)
	name := bucket(t, srv, true)
	r := tomorrow(storage.Compliance)
	for now, want := range map[time.Time]storage.Retention{r.Until: {}, r.Until.Add(-time.Second): r} {
		var asked atomic.Int32
		o := wire(func(req *http.Request, next http.RoundTripper) (*http.Response, error) {
			if q := req.URL.Query(); q.Has("object-lock") || q.Has("versioning") {
				asked.Add(1)
			}
			return next.RoundTrip(req)
		}).options()
		o.Now = func() time.Time { return now }
		s := open(t, "s3://"+name, o)
		key := fmt.Sprint(now.Unix())
		for range 2 {
			if err := s.Put(t.Context(), key, locked(text200KB("x"), r)); err != nil {
				t.Fatal(err)
			}
		}
		if k, err := s.Kept(t.Context(), key); err != nil || k.Retention != want {
			t.Errorf("kept %v, %v; want %v", k, err, want)
		}
		if n, want := asked.Load(), map[bool]int32{true: 2}[want.Mode != storage.None]; n != want {
			t.Errorf("asked %d times whether the bucket can lock, want %d", n, want)
		}
	}
}

// A bucket that can't lock is told before anything is put in it.
func TestNoLock(t *testing.T) {
	srv := server(t, false)
	versioned := bucket(t, srv, false)
	if _, err := srv.Client(t).PutBucketVersioning(t.Context(), &s3.PutBucketVersioningInput{
		Bucket: &versioned, VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled},
	}); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{bucket(t, srv, false): "no versioning", versioned: "no Object Lock"} {
		s := open(t, "s3://"+name, Options{MultipartFrom: 6 << 20, PartSize: minPart})
		wantError(t, s.Locks(t.Context()), storage.ErrNoLock, "locks s3://"+name+": the store can't lock: the bucket has ")
		held := text200KB("x")
		held.Hold = true
		for _, o := range []storage.Object{locked(text200KB("x"), tomorrow(storage.Governance)), locked(big(), tomorrow(storage.Compliance)), held} {
			err := s.Put(t.Context(), "k", o)
			wantError(t, err, storage.ErrNoLock, "put k: the store can't lock: the bucket has ")
			if !errors.Is(err, storage.ErrUnwritable) || !strings.Contains(err.Error(), text) {
				t.Errorf("got %v, want ErrUnwritable, and %s", err, text)
			}
		}
		if n := srv.Versions(t, name, "k"); n != 0 {
			t.Errorf("the bucket holds %d versions", n)
		}
		if err := s.Put(t.Context(), "k", text200KB("x")); err != nil {
			t.Fatal(err)
		}
		if k, err := s.Kept(t.Context(), "k"); err != nil || k.Protects() {
			t.Errorf("kept %v, %v", k, err)
		}
		wantError(t, s.SetHold(t.Context(), "k", true), storage.ErrNoLock, "hold k: the store can't lock")
		wantError(t, s.Extend(t.Context(), "k", tomorrow(storage.Governance)), storage.ErrNoLock, "extend k: the store can't lock")
		if err := s.Delete(t.Context(), "k"); err != nil {
			t.Error(err)
		}
		if n := srv.Versions(t, name, "k"); n != 0 {
			t.Errorf("%d versions are left", n)
		}
	}
}

// A head does not tell of a lock to those who may not see it.
func TestHeadWithoutLock(t *testing.T) {
	srv := server(t, false)
	name := bucket(t, srv, true)
	denied := false
	s := open(t, "s3://"+name, wire(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		if q := r.URL.Query(); denied && (q.Has("retention") || q.Has("legal-hold")) {
			return refusal(403, "AccessDenied", "Access Denied"), nil
		}
		res, err := next.RoundTrip(r)
		if err == nil && r.Method == http.MethodHead {
			for _, h := range []string{"Mode", "Retain-Until-Date", "Legal-Hold"} {
				res.Header.Del("X-Amz-Object-Lock-" + h)
			}
		}
		return res, err
	}).options())
	o := locked(text200KB("x"), tomorrow(storage.Governance))
	o.Hold = true
	if err := s.Put(t.Context(), "k", o); err != nil {
		t.Fatal(err)
	}
	if k, err := s.Kept(t.Context(), "k"); err != nil || k.Retention != o.Retention || !k.Hold {
		t.Errorf("kept %v, %v", k, err)
	}
	denied = true
	_, err := s.Kept(t.Context(), "k")
	if e, ok := errors.AsType[*storage.Error](err); !ok || !strings.Contains(e.Hint(), "s3:GetObjectRetention") {
		t.Errorf("got %v, want an error that names the right", err)
	}
	if err := s.Delete(t.Context(), "k"); err == nil || errors.Is(err, storage.ErrNotFound) {
		t.Errorf("deleted without seeing the lock: %v", err)
	}
}

// Governance is bypassed to make compliance of it, and for nothing else.
func TestBypassOnlyToStrengthen(t *testing.T) {
	srv := server(t, false)
	var bypassed atomic.Int32
	s := open(t, "s3://"+bucket(t, srv, true), wire(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		if r.Header.Get("X-Amz-Bypass-Governance-Retention") != "" {
			bypassed.Add(1)
		}
		return next.RoundTrip(r)
	}).options())
	gov, comp := tomorrow(storage.Governance), tomorrow(storage.Compliance)
	put := func(r storage.Retention) {
		t.Helper()
		if err := s.Put(t.Context(), "k", locked(text200KB("x"), r)); err != nil {
			t.Fatal(err)
		}
	}
	put(gov)
	gov.Until = gov.Until.Add(time.Hour)
	put(gov)
	if err := s.Extend(t.Context(), "k", comp); !errors.Is(err, storage.ErrRetained) {
		t.Errorf("compliance for a shorter time: got %v", err)
	}
	if n := bypassed.Load(); n != 0 {
		t.Errorf("governance was bypassed %d times", n)
	}
	put(comp)
	if k, err := s.Kept(t.Context(), "k"); err != nil || k.Mode != storage.Compliance || k.Until != gov.Until {
		t.Errorf("kept %v, %v", k, err)
	}
	if n := bypassed.Load(); n != 1 {
		t.Errorf("governance was bypassed %d times to make compliance of it, want 1", n)
	}
}

// Another writer may be longer between our look and our request, which S3
// refuses then as one that shortens.
func TestProtectLooksAgain(t *testing.T) {
	srv := server(t, false)
	name := bucket(t, srv, true)
	other := open(t, "s3://"+name, Options{})
	r := tomorrow(storage.Governance)
	longer := storage.Retention{Mode: r.Mode, Until: r.Until.Add(time.Hour)}
	var once sync.Once
	s := open(t, "s3://"+name, answers(func(req *http.Request) *http.Response {
		if req.Method == http.MethodPut && req.URL.Query().Has("retention") {
			once.Do(func() {
				if err := other.Extend(context.WithoutCancel(req.Context()), "k", longer); err != nil {
					t.Error(err)
				}
			})
		}
		return nil
	}).options())
	if err := other.Put(t.Context(), "k", text200KB("x")); err != nil {
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), "k", locked(text200KB("x"), r)); err != nil {
		t.Fatal(err)
	}
	if k, err := s.Kept(t.Context(), "k"); err != nil || k.Retention != longer {
		t.Errorf("kept %v, %v; want %v", k, err, longer)
	}
}
