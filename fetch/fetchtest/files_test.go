package fetchtest_test

import (
	"encoding/json"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

func TestTicketsWithSignedLinks(t *testing.T) {
	v := visit(t)
	name := `שלום "a" b+c%20.txt`
	content := "0123456789"
	open := func() (io.ReadSeekCloser, error) { return nopCloser{strings.NewReader(content)}, nil }
	if err := v.w.AddFile(name, "text/plain", int64(len(content)), open); err != nil {
		t.Fatal(err)
	}
	escaped, err := json.Marshal(name)
	if err != nil {
		t.Fatal(err)
	}
	raw := `{ "id":7,"departmentId":"support","open":"2024-05-02T00:00:00","n":1.0,"uri":"{{file:` + string(escaped[1:len(escaped)-1]) + `}}","odd":"{{file:"}`
	v.add(raw)
	rw := v.api("tickets/get/7")
	var said struct{ URI string }
	if err := json.Unmarshal(rw.Body.Bytes(), &said); err != nil {
		t.Fatalf("%v: %s", err, rw.Body)
	}
	start, _, _ := strings.Cut(raw, "{{")
	if !strings.HasPrefix(rw.Body.String(), start) || !strings.HasSuffix(rw.Body.String(), `","odd":"{{file:"}`) {
		t.Errorf("not as it was put in: %s", rw.Body)
	}
	u, err := url.Parse(said.URI)
	if err != nil || u.Query().Get("X-Amz-Date") != "20240506T120000Z" || u.Query().Get("X-Amz-Expires") != "10800" {
		t.Fatalf("%v: %s", err, said.URI)
	}
	if rw := v.do("GET", said.URI, ""); rw.Code != 200 || rw.Body.String() != content || rw.Header().Get("Content-Type") != "text/plain" {
		t.Errorf("%d %s", rw.Code, rw.Body)
	}
	tag := v.do("GET", said.URI, "").Header().Get("ETag")
	if rw := v.do("GET", said.URI, "", "Range", "bytes=4-", "If-Range", tag); rw.Code != 206 || rw.Body.String() != content[4:] {
		t.Errorf("%d %s", rw.Code, rw.Body)
	}
	if rw := v.do("GET", said.URI, "", "Range", "bytes=4-", "If-Range", `"other"`); rw.Code != 200 || rw.Body.String() != content {
		t.Errorf("%d %s", rw.Code, rw.Body)
	}
	v.refusesFiles(said.URI)
}

type nopCloser struct{ io.ReadSeeker }

func (nopCloser) Close() error { return nil }

func (v *visitor) refusesFiles(uri string) {
	v.t.Helper()
	v.w.ResetCounts()
	longer := strings.Replace(uri, "Expires=10800", "Expires=99999", 1)
	another := strings.Replace(uri, ".txt", ".jpg", 1)
	bare, _, _ := strings.Cut(uri, "?")
	bearer := []string{"Authorization", "Bearer " + v.token}
	check := func(want int, words, method, uri string, header ...string) {
		v.t.Helper()
		rw := v.do(method, uri, "", header...)
		if rw.Code != want || !strings.Contains(rw.Body.String(), words) || rw.Header().Get("Content-Type") != "application/xml" {
			v.t.Errorf("%s %s: %d %s", method, uri, rw.Code, rw.Body)
		}
	}
	check(400, "Only one auth mechanism allowed", "GET", uri, bearer...)
	check(403, "SignatureDoesNotMatch", "GET", longer)
	check(403, "SignatureDoesNotMatch", "GET", another)
	check(403, "AccessDenied", "GET", bare)
	check(403, "AccessDenied", "PUT", uri)
	check(404, "NoSuchKey", "GET", v.w.SignURL("http://example.com", "none"))
	v.clock.Advance(3*time.Hour - time.Second)
	if rw := v.do("GET", uri, ""); rw.Code != 200 {
		v.t.Errorf("dead too early: %d", rw.Code)
	}
	v.clock.Advance(time.Second)
	check(403, "Request has expired", "GET", uri)
	got := v.w.Counts()
	if got.BearerAtFiles != 1 || got.BadSignatures != 2 || got.DeadLinks != 1 || got.MissingFiles != 1 || got.Requests[fetchtest.Files] != 8 {
		v.t.Errorf("%+v", got)
	}
}

func TestALinkMayBeOldWhenItComes(t *testing.T) {
	v := visit(t)
	v.w.Set(func(s *fetchtest.Settings) {
		s.LinkLife, s.LinkAge, s.FileHost = 10*time.Second, 6*time.Second, "https://files.example.com"
	})
	v.add(`{"id":7,"departmentId":"support","open":"2024-05-02T00:00:00","uri":"{{file:a}}"}`)
	if err := v.w.AddFile("a", "text/plain", 3, fetchtest.Noise(1, 3)); err != nil {
		t.Fatal(err)
	}
	var said struct{ URI string }
	if err := json.Unmarshal(v.api("tickets/get/7").Body.Bytes(), &said); err != nil || !strings.HasPrefix(said.URI, "https://files.example.com/files/a?") {
		t.Fatalf("%v: %s", err, said.URI)
	}
	for after, code := range map[time.Duration]int{3 * time.Second: 200} {
		v.clock.Advance(after)
		if rw := v.do("GET", said.URI, ""); rw.Code != code {
			t.Errorf("after %v: %d", after, rw.Code)
		}
	}
	v.clock.Advance(time.Second)
	if rw := v.do("GET", said.URI, ""); rw.Code != 403 {
		t.Errorf("a dead link: %d", rw.Code)
	}
}
