package s3

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
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

	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// A wire sees each request; it may answer itself, or do something to the answer.
type wire func(r *http.Request, next http.RoundTripper) (*http.Response, error)

func (w wire) options() Options {
	return Options{MultipartFrom: 6 << 20, PartSize: minPart, Transport: func(next http.RoundTripper) http.RoundTripper {
		return tripFunc(func(r *http.Request) (*http.Response, error) { return w(r, next) })
	}}
}

type tripFunc func(*http.Request) (*http.Response, error)

func (f tripFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func text200KB(s string) storage.Object {
	return storage.Bytes(bytes.Repeat([]byte(s), 200<<10/len(s)), "text/plain")
}

func big() storage.Object {
	return storage.Bytes(bytes.Repeat([]byte("big"), 4<<20), "application/zip")
}

// isWrite tells the request that makes the object visible.
func isWrite(r *http.Request) bool {
	q := r.URL.Query()
	return r.Method == http.MethodPut && !q.Has("partNumber") || r.Method == http.MethodPost && q.Has("uploadId")
}

// Servers at hand take a put without a checksum. S3 does not where a lock is on,
// so what is sent is what counts.
func TestEachPutIsConditionalAndHashed(t *testing.T) {
	for _, https := range []bool{false, true} {
		t.Run(fmt.Sprintf("https %v", https), func(t *testing.T) {
			srv := server(t, https)
			var puts, parts, completions atomic.Int32
			s := open(t, "s3://"+bucket(t, srv, false), wire(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
				sum, err := base64.StdEncoding.DecodeString(r.Header.Get("X-Amz-Checksum-Sha256"))
				q, hashed := r.URL.Query(), err == nil && len(sum) == 32
				meta := r.Header.Get("X-Amz-Meta-Sha256")
				switch {
				case q.Has("partNumber"):
					parts.Add(1)
					if !hashed {
						t.Errorf("a part is sent without its sha256: %v", r.Header)
					}
				case q.Has("uploads"):
					if meta != hex.EncodeToString(bigSum()) || r.Header.Get("X-Amz-Checksum-Algorithm") != "SHA256" {
						t.Errorf("an upload is begun without the whole's sha256: %v", r.Header)
					}
				case isWrite(r) && r.Method == http.MethodPost:
					completions.Add(1)
					if r.Header.Get("If-None-Match") != "*" {
						t.Errorf("a completion is not conditional: %v", r.Header)
					}
				case isWrite(r):
					puts.Add(1)
					if !hashed || r.Header.Get("If-None-Match") != "*" || meta != hex.EncodeToString(sum) {
						t.Errorf("a put is not conditional or not hashed: %v", r.Header)
					}
				}
				return next.RoundTrip(r)
			}).options())
			for key, o := range map[string]storage.Object{"small": text200KB("x"), "empty": storage.Bytes(nil, ""), "big": big()} {
				if err := s.Put(t.Context(), key, o); err != nil {
					t.Fatal(err)
				}
			}
			if puts.Load() != 2 || parts.Load() != 3 || completions.Load() != 1 {
				t.Errorf("saw %d puts, %d parts, %d completions", puts.Load(), parts.Load(), completions.Load())
			}
		})
	}
}

func bigSum() []byte { o := big(); return o.SHA256[:] }

// TestFaults breaks the writing request n times, before and after the server has
// taken the object, and looks at the outcome.
func TestFaults(t *testing.T) {
	reset := errors.New("connection reset by peer")
	answer := func(status int, code string) func(*http.Request) (*http.Response, error) {
		return func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Header: http.Header{}, Request: r, Body: io.NopCloser(strings.NewReader(
				"<Error><Code>" + code + "</Code><Message>no\nnot now</Message></Error>"))}, nil
		}
	}
	faults := map[string]func(*http.Request) (*http.Response, error){
		"reset": func(*http.Request) (*http.Response, error) { return nil, reset },
		"500":   answer(500, "InternalError"),
		"503":   answer(503, "SlowDown"),
		"409":   answer(409, "ConditionalRequestConflict"),
		"proxy": func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, Request: r, Body: io.NopCloser(strings.NewReader("<html>hello</html>"))}, nil
		},
		"412": answer(412, "PreconditionFailed"),
	}
	retention := tomorrow(storage.Compliance)
	srv := server(t, false)
	name := bucket(t, srv, true)
	var wg sync.WaitGroup // the SDK waits between its attempts
	for fault, respond := range faults {
		for _, persisted := range []bool{false, true} {
			for i, o := range []storage.Object{text200KB("x"), big(), locked(text200KB("x"), retention), locked(big(), retention)} {
				wg.Go(func() {
					label := fmt.Sprintf("%s, persisted %v, object %d", fault, persisted, i)
					putBroken(t, label, "s3://"+name+"/"+label, persisted, respond, o)
				})
			}
		}
	}
	wg.Wait()
	versions, err := srv.Client(t).ListObjectVersions(t.Context(), &s3.ListObjectVersionsInput{Bucket: &name})
	if err != nil {
		t.Fatal(err)
	}
	if want := len(faults) * 8; len(versions.Versions) != want || len(versions.DeleteMarkers) != 0 {
		t.Errorf("the bucket holds %d versions of %d objects", len(versions.Versions), want)
	}
}

// putBroken puts o while the first writing request is answered by respond,
// after the server has had it if persisted.
func putBroken(t *testing.T, label, location string, persisted bool, respond func(*http.Request) (*http.Response, error), o storage.Object) {
	var broken atomic.Bool
	s, err := Open(t.Context(), location, wire(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		if !isWrite(r) || broken.Swap(true) {
			return next.RoundTrip(r)
		}
		if persisted {
			res, err := next.RoundTrip(r)
			if err != nil || res.StatusCode != http.StatusOK {
				t.Errorf("%s: the server says %v, %v", label, res, err)
				return res, err
			}
			_, _ = io.Copy(io.Discard, res.Body)
			res.Body.Close()
		}
		return respond(r)
	}).options())
	if err == nil {
		err = s.Put(t.Context(), "k", o)
	}
	if err != nil || !broken.Load() {
		t.Errorf("%s: %v (broken: %v)", label, err, broken.Load())
		return
	}
	if info, err := s.Stat(t.Context(), "k"); err != nil || info.SHA256 != hex.EncodeToString(o.SHA256[:]) {
		t.Errorf("%s: the store holds %+v, %v", label, info, err)
	}
	if k, err := s.Kept(t.Context(), "k"); err != nil || k.Retention != o.Retention {
		t.Errorf("%s: kept %v, %v", label, k, err)
	}
}

// A put that the server refuses for good is an error soon, with nothing stored.
func TestRefusals(t *testing.T) {
	srv := server(t, false)
	name := bucket(t, srv, false)
	for code, status := range map[string]int{"AccessDenied": 403, "QuotaExceeded": 403, "NoSuchBucket": 404, "ExpiredToken": 400} {
		t.Run(code, func(t *testing.T) {
			s := open(t, "s3://"+name, wire(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
				if r.Method != http.MethodPut {
					return next.RoundTrip(r)
				}
				body := "<Error><Code>" + code + "</Code><Message>Two\nlines</Message></Error>"
				return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
			}).options())
			err := s.Put(t.Context(), "k", text200KB("x"))
			wantError(t, err, storage.ErrUnwritable, "put k: the store can't be written: "+code+": Two lines")
		})
	}
}

// wantError checks an error's kind, beginning, line and hint.
func wantError(t *testing.T, err, kind error, text string) {
	t.Helper()
	if !errors.Is(err, kind) || !strings.HasPrefix(err.Error(), text) || strings.Contains(err.Error(), "\n") {
		t.Fatalf("got error %v, want a %q that begins with %q", err, kind, text)
	}
	if e, ok := errors.AsType[*storage.Error](err); !ok || e.Hint() == "" {
		t.Errorf("%v has no hint", err)
	}
}

// A download that breaks off is taken up where it broke.
func TestDownloadResumes(t *testing.T) {
	srv := server(t, false)
	name := bucket(t, srv, false)
	var cuts atomic.Int32
	o := wire(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		res, err := next.RoundTrip(r)
		if r.Method == http.MethodGet && err == nil && cuts.Add(1) <= 2 {
			res.Body = cut{io.LimitReader(res.Body, 1000), res.Body}
		}
		return res, err
	}).options()
	o.SpoolDir = spoolDir(t)
	s := open(t, "s3://"+name, o)
	want := text200KB("0123456789")
	if err := s.Put(t.Context(), "k", want); err != nil {
		t.Fatal(err)
	}
	if got := storage.Bytes(storagetest.Read(t, s, "k"), ""); got.SHA256 != want.SHA256 {
		t.Errorf("read %d other bytes", got.Size)
	}
	if cuts.Load() != 3 {
		t.Errorf("asked %d times, want 3", cuts.Load())
	}
}

type cut struct {
	io.Reader
	io.Closer
}

// What the server's disk made of the bytes does not pass as the object.
func TestCorruptDownload(t *testing.T) {
	srv := server(t, true)
	o := wire(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		res, err := next.RoundTrip(r)
		if r.Method == http.MethodGet && err == nil {
			b, _ := io.ReadAll(res.Body)
			b[len(b)/2] ^= 1
			res.Body = cut{bytes.NewReader(b), res.Body}
		}
		return res, err
	}).options()
	o.SpoolDir = spoolDir(t)
	s := open(t, "s3://"+bucket(t, srv, false), o)
	if err := s.Put(t.Context(), "k", text200KB("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Open(t.Context(), "k"); !errors.Is(err, storage.ErrMismatch) {
		t.Errorf("got %v, want ErrMismatch", err)
	}
}

// Objects that other programs put count by their bytes.
func TestForeignObjects(t *testing.T) {
	srv := server(t, false)
	name := bucket(t, srv, false)
	for _, key := range []string{"p/k", "p/.hidden", "pq/x", "p/folder/"} {
		body := strings.NewReader("foreign")
		if strings.HasSuffix(key, "/") {
			body = strings.NewReader("")
		}
		if _, err := srv.Client(t).PutObject(t.Context(), &s3.PutObjectInput{Bucket: &name, Key: &key, Body: body}); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, "s3://"+name+"/p/", Options{SpoolDir: spoolDir(t)})
	if got := storagetest.Keys(t, s, ""); len(got) != 1 || got[0] != "k" {
		t.Errorf("lists %q, want only k", got)
	}
	if err := s.Put(t.Context(), "k", storage.Bytes([]byte("foreign"), "")); err != nil {
		t.Errorf("the same bytes: %v", err)
	}
	if err := s.Put(t.Context(), "k", storage.Bytes([]byte("changed"), "")); !errors.Is(err, storage.ErrConflict) {
		t.Errorf("other bytes: got %v, want ErrConflict", err)
	}
	if got, want := s.String(), "s3://"+name+"/p"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
}

// A cancel in the middle of the wire ends soon, and leaves no upload behind.
func TestCancelOnTheWire(t *testing.T) {
	srv := server(t, false)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := open(t, "s3://"+bucket(t, srv, false), wire(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		if r.URL.Query().Get("partNumber") == "2" {
			cancel()
			<-r.Context().Done()
			return nil, r.Context().Err()
		}
		return next.RoundTrip(r)
	}).options())
	start := time.Now()
	if err := s.Put(ctx, "k", big()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v to end", took)
	}
	if _, err := s.Stat(t.Context(), "k"); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
}
