package s3

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/glassix-archiver/archiver/storage"
)

// Delete removes all versions and markers, or nothing.
func TestDeleteVersions(t *testing.T) {
	srv := server(t, false)
	name := bucket(t, srv, true)
	client := srv.Client(t)
	put := func(key, body string) {
		t.Helper()
		if _, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: &name, Key: &key, Body: strings.NewReader(body)}); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, "s3://"+name+"/p", Options{})
	page := int32(2)
	s.pageSize = &page
	if err := s.Put(t.Context(), "locked", locked(text200KB("x"), tomorrow(storage.Governance))); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"free", "locked", "free.not"} {
		put("p/"+key, "1")
		put("p/"+key, "2")
		if _, err := client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &name, Key: aws.String("p/" + key)}); err != nil {
			t.Fatal(err)
		}
	}
	put("p/locked", "3")
	if err := s.Delete(t.Context(), "locked"); !errors.Is(err, storage.ErrRetained) {
		t.Errorf("got %v, want ErrRetained", err)
	}
	if err := s.Delete(t.Context(), "free"); err != nil {
		t.Error(err)
	}
	page = 1 // which the server gives again and again
	if err := s.Delete(t.Context(), "locked"); !errors.Is(err, errCircle) {
		t.Errorf("got %v, want errCircle", err)
	}
	for key, want := range map[string]int{"free": 0, "free.not": 3, "locked": 5} {
		if n := srv.Versions(t, name, "p/"+key); n != want {
			t.Errorf("%s: %d versions are left, want %d", key, n, want)
		}
	}
}

// Servers say in several ways that a lock forbids it, and one of them also says
// so where it's the rights that lack.
func TestDeleteRefused(t *testing.T) {
	srv := server(t, false)
	name := bucket(t, srv, true)
	for i, tt := range []struct {
		status        int
		code, message string
		hold          bool // comes while the request is under way
		want          error
		hint          string
	}{
		{403, "AccessDenied", "Access Denied because object protected by object lock.", false, storage.ErrRetained, ""},
		{400, "InvalidRequest", "Object is WORM protected and cannot be overwritten", false, storage.ErrRetained, ""},
		{403, "AccessDenied", "Access Denied", true, storage.ErrRetained, ""},
		{403, "AccessDenied", "Access Denied", false, storage.ErrUnwritable, "s3:DeleteObjectVersion"},
	} {
		key := fmt.Sprint(i)
		s := open(t, "s3://"+name, Options{})
		broken := open(t, "s3://"+name, answers(func(r *http.Request) *http.Response {
			if r.Method != http.MethodDelete {
				return nil
			}
			if r.Header.Get("X-Amz-Bypass-Governance-Retention") != "" || r.URL.Query().Get("versionId") == "" {
				t.Errorf("a delete without a version, or with a bypass: %v %v", r.URL, r.Header)
			}
			if tt.hold {
				if err := s.SetHold(t.Context(), key, true); err != nil {
					t.Error(err)
				}
			}
			return refusal(tt.status, tt.code, tt.message)
		}).options())
		if err := s.Put(t.Context(), key, text200KB("x")); err != nil {
			t.Fatal(err)
		}
		err := broken.Delete(t.Context(), key)
		e, ok := errors.AsType[*storage.Error](err)
		if !errors.Is(err, tt.want) || errors.Is(err, storage.ErrRetained) != (tt.want == storage.ErrRetained) || !ok || !strings.Contains(e.Hint(), tt.hint) {
			t.Errorf("%+v: got %v", tt, err)
		}
	}
}
