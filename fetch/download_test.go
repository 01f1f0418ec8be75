package fetch_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

const photo = "צילום מסך (3).jpg"

// holds checks that a download and its file are the same, and are what the
// file host has.
func holds(t *testing.T, f *os.File, got fetch.Download, size int64) {
	t.Helper()
	content, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(content, noise(t, size)) {
		t.Errorf("the file has %d bytes, want %d, or they are others", len(content), size)
	}
	if got.Size != size || got.SHA256 != sha256.Sum256(content) || got.ContentType != "image/jpeg" {
		t.Errorf("got %+v", got)
	}
}

func TestDownload(t *testing.T) {
	const size = 300_000
	cut, reset := fetchtest.Fault{Cut: true}, fetchtest.Fault{Reset: true}
	for name, test := range map[string]struct {
		size     int64
		settings fetchtest.Settings
		faults   []fetchtest.Fault
		requests int
		ranges   int
	}{
		"whole":            {size: size, requests: 1},
		"empty":            {size: 0, requests: 1},
		"cut":              {size: size, faults: []fetchtest.Fault{cut, cut, reset}, requests: 4, ranges: 2},
		"cut, no ETag":     {size: size, settings: fetchtest.Settings{NoETags: true}, faults: []fetchtest.Fault{cut, cut}, requests: 3},
		"cut, no ranges":   {size: size, settings: fetchtest.Settings{NoRanges: true}, faults: []fetchtest.Fault{cut, cut}, requests: 3},
		"busy":             {size: size, faults: []fetchtest.Fault{{Status: 503}, {Status: 429, RetryAfter: "3"}, {Status: 500}}, requests: 4},
		"no such range":    {size: size, faults: []fetchtest.Fault{cut, {Status: 416}}, requests: 3},
		"stalls":           {size: size, faults: []fetchtest.Fault{{Delay: time.Hour}}, requests: 2},
		"trickles":         {size: 3000, faults: []fetchtest.Fault{{Rate: 10}}, requests: 1},
		"cut a few times":  {size: 2 << 20, faults: []fetchtest.Fault{cut, cut, cut, cut, cut, cut}, requests: 7, ranges: 6},
		"a link not young": {size: size, settings: fetchtest.Settings{LinkAge: 3*time.Hour - 2*time.Second}, requests: 1},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
				if err := c.Authenticate(t.Context()); err != nil { // the cookie and the token are there to be leaked
					t.Fatal(err)
				}
				addFile(t, w, photo, test.size)
				w.Set(func(s *fetchtest.Settings) { *s = test.settings })
				w.Queue(fetchtest.Files, test.faults...)
				f := spool(t)
				if _, err := f.WriteString("what was there before"); err != nil {
					t.Fatal(err)
				}
				got, err := c.Download(t.Context(), fetch.Link{URI: w.SignURL("http://localhost", photo)}, f, test.size)
				if err != nil {
					t.Fatal(err)
				}
				holds(t, f, got, test.size)
				seen := w.Counts()
				if seen.Requests[fetchtest.Files] != test.requests || seen.Ranges != test.ranges {
					t.Errorf("%d requests, %d of them for a range", seen.Requests[fetchtest.Files], seen.Ranges)
				}
				if seen.BearerAtFiles+seen.TracesAtFiles != 0 {
					t.Error("the file host saw a token, a cookie or a referrer")
				}
			})
		})
	}
}

func TestDownloadErrors(t *testing.T) {
	const size = 100_000
	ok := fetchtest.Fault{}
	always := func(f fetchtest.Fault) []fetchtest.Fault { return []fetchtest.Fault{f, f, f, f, f, f, f, f} }
	for name, test := range map[string]struct {
		uri      func(string) string
		faults   []fetchtest.Fault
		wait     time.Duration
		limit    int64
		is       error
		status   int
		requests int
	}{
		"expired":         {wait: 3 * time.Hour, is: fetch.ErrExpired, status: 403, requests: 1},
		"expired cut":     {faults: []fetchtest.Fault{{Cut: true}, {Status: 403, Body: `<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>`}}, is: fetch.ErrExpired, status: 403, requests: 2},
		"expired token":   {faults: []fetchtest.Fault{{Status: 400, Body: `<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>`}}, is: fetch.ErrExpired, status: 400, requests: 1},
		"tampered":        {uri: func(u string) string { return strings.Replace(u, "Signature=", "Signature=0", 1) }, status: 403, requests: 1},
		"missing":         {uri: func(u string) string { return u }, faults: []fetchtest.Fault{{Status: 404}}, status: 404, requests: 1},
		"gone":            {faults: []fetchtest.Fault{{Status: 410}}, status: 410, requests: 1},
		"never mends":     {faults: always(fetchtest.Fault{Status: 503}), status: 503, requests: 8},
		"always resets":   {faults: always(fetchtest.Fault{Reset: true}), requests: 8},
		"too large":       {limit: size - 1, is: fetch.ErrTooLarge, requests: 1},
		"plain http":      {uri: func(string) string { return "http://files.example.com/a?X-Amz-Signature=1" }},
		"no address":      {uri: func(string) string { return "http://[::1/a?X-Amz-Signature=1" }},
		"a file":          {uri: func(string) string { return "file:///etc/passwd?X-Amz-Signature=1" }},
		"control":         {uri: func(string) string { return "https://a/\x7f?X-Amz-Signature=1" }},
		"empty":           {uri: func(string) string { return "" }},
		"to plain http":   {faults: []fetchtest.Fault{{Status: 302, Location: "http://evil.example/x?X-Amz-Signature=1"}}, requests: 1},
		"bad location":    {faults: always(fetchtest.Fault{Status: 302, Location: "http://[::1/x?X-Amz-Signature=1"}), requests: 8},
		"cut for ever":    {faults: append(always(fetchtest.Fault{Cut: true}), ok), uri: func(u string) string { return u }, requests: 0},
		"cancelled early": {wait: -1, is: context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
				addFile(t, w, photo, size)
				w.Queue(fetchtest.Files, test.faults...)
				if name == "cut for ever" {
					w.Set(func(s *fetchtest.Settings) { s.NoETags = true })
				}
				uri, f := w.SignURL("http://localhost", photo), spool(t)
				if test.uri != nil {
					uri = test.uri(uri)
				}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if test.wait < 0 {
					cancel()
				}
				time.Sleep(max(test.wait, 0))
				_, err := c.Download(ctx, fetch.Link{URI: uri}, f, test.limit)
				if err == nil || test.is != nil && !errors.Is(err, test.is) {
					t.Fatalf("got %v", err)
				}
				noSecrets(t, err)
				if status, ok := errors.AsType[*fetch.StatusError](err); ok != (test.status != 0) || ok && status.Code != test.status {
					t.Errorf("want status %d: %v", test.status, err)
				}
				if n := w.Counts().Requests[fetchtest.Files]; test.requests > 0 && n != test.requests {
					t.Errorf("%d requests, want %d", n, test.requests)
				}
				if info, err := f.Stat(); err != nil || info.Size() != 0 {
					t.Errorf("something was left in the file: %v, %v", info.Size(), err)
				}
			})
		})
	}
}

// A host that does not say how long a file is, as when it compresses.
func TestDownloadOfUnknownLength(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		chunked := http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
			for range 100 {
				fmt.Fprint(rw, strings.Repeat("x", 1000))
				_ = http.NewResponseController(rw).Flush()
			}
		})
		c := client(t, chunked, fetch.Options{})
		got, err := c.Download(t.Context(), fetch.Link{URI: "http://localhost/file"}, spool(t), 100_000)
		if err != nil || got.Size != 100_000 {
			t.Errorf("got %+v, %v", got, err)
		}
		f := spool(t)
		if _, err := c.Download(t.Context(), fetch.Link{URI: "http://localhost/file"}, f, 99_999); !errors.Is(err, fetch.ErrTooLarge) {
			t.Errorf("got %v", err)
		}
	})
}

func TestDownloadFollowsARedirectWithoutTheSignature(t *testing.T) {
	bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
		addFile(t, w, photo, 1000)
		w.Queue(fetchtest.Files, fetchtest.Fault{Status: 307, Location: w.SignURL("http://127.0.0.1", photo)})
		f := spool(t)
		got, err := c.Download(t.Context(), fetch.Link{URI: w.SignURL("http://localhost", photo)}, f, 0)
		if err != nil {
			t.Fatal(err)
		}
		holds(t, f, got, 1000)
		if seen := w.Counts(); seen.TracesAtFiles != 0 {
			t.Error("the second host saw the address of the first")
		}
	})
}

// The file changes between the two halves: they must not be joined.
func TestDownloadIsNeverOfTwoFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		versions := []string{strings.Repeat("a", 200_000), strings.Repeat("b", 200_000)}
		n := 0
		host := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			n++
			rw.Header().Set("ETag", fmt.Sprintf(`"%d"`, min(n, 2)))
			if n == 1 {
				rw.Header().Set("Content-Length", "200000")
				_, _ = io.WriteString(rw, versions[0][:100_000])
				_ = http.NewResponseController(rw).Flush()
				panic(http.ErrAbortHandler)
			}
			http.ServeContent(rw, r, "", time.Time{}, strings.NewReader(versions[1]))
		})
		f := spool(t)
		got, err := client(t, host, fetch.Options{}).Download(t.Context(), fetch.Link{URI: "http://localhost/file"}, f, 0)
		if err != nil || got.SHA256 != sha256.Sum256([]byte(versions[1])) {
			t.Errorf("got %d bytes, %v", got.Size, err)
		}
	})
}

// A host that doesn't heed If-Range sends the rest of another file: only its
// head tells.
func TestDownloadHoldsAPartAgainstItsBeginning(t *testing.T) {
	const day = "Mon, 06 May 2024 07:08:0%d GMT"
	for name, test := range map[string]struct {
		header, first, second string
		more                  string // a second header of the first answer
		requests              int
	}{
		"another tag":      {header: "ETag", first: `"1"`, second: `"2"`, requests: 3},
		"same tag":         {header: "ETag", first: `"1"`, second: `"1"`, requests: 2},
		"weak now":         {header: "ETag", first: `"1"`, second: `W/"1"`, requests: 3},
		"another date":     {header: "Last-Modified", first: fmt.Sprintf(day, 1), second: fmt.Sprintf(day, 2), requests: 3},
		"same date":        {header: "Last-Modified", first: fmt.Sprintf(day, 1), second: fmt.Sprintf(day, 1), requests: 2},
		"date beside tag":  {header: "Last-Modified", first: fmt.Sprintf(day, 1), second: fmt.Sprintf(day, 2), more: `"1"`, requests: 3},
		"part says no tag": {header: "ETag", first: `"1"`, second: "", requests: 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				old, changed := strings.Repeat("a", 200_000), strings.Repeat("b", 200_000)
				want, n := changed, 0
				if test.requests == 2 {
					changed, want = old, old
				}
				host := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
					switch n++; n {
					case 1:
						if test.more != "" {
							rw.Header().Set("ETag", test.more)
						}
						rw.Header().Set(test.header, test.first)
						rw.Header().Set("Content-Length", "200000")
						_, _ = io.WriteString(rw, old[:100_000])
						_ = http.NewResponseController(rw).Flush()
						panic(http.ErrAbortHandler)
					case 2:
						if test.second != "" {
							rw.Header().Set(test.header, test.second)
						}
						var from int
						_, _ = fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &from)
						rw.Header().Set("Content-Range", fmt.Sprintf("bytes %d-199999/200000", from))
						rw.WriteHeader(http.StatusPartialContent)
						_, _ = io.WriteString(rw, changed[from:])
					default:
						_, _ = io.WriteString(rw, changed)
					}
				})
				got, err := client(t, host, fetch.Options{}).Download(t.Context(), fetch.Link{URI: "http://localhost/file"}, spool(t), 0)
				if err != nil || got.SHA256 != sha256.Sum256([]byte(want)) || n != test.requests {
					t.Errorf("got %d bytes in %d requests, %v", got.Size, n, err)
				}
			})
		})
	}
}

// A host that answers another part than asked for.
func TestDownloadChecksThePart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		content := strings.Repeat("abc", 50_000)
		n := 0
		host := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			rw.Header().Set("ETag", `"1"`)
			switch n++; n {
			case 1:
				rw.Header().Set("Content-Length", "150000")
				_, _ = io.WriteString(rw, content[:70_000])
				panic(http.ErrAbortHandler)
			case 2:
				rw.Header().Set("Content-Range", "bytes 0-149999/150000")
				rw.WriteHeader(http.StatusPartialContent)
				_, _ = io.WriteString(rw, content)
			default:
				http.ServeContent(rw, r, "", time.Time{}, strings.NewReader(content))
			}
		})
		got, err := client(t, host, fetch.Options{}).Download(t.Context(), fetch.Link{URI: "http://localhost/file"}, spool(t), 0)
		if err != nil || got.SHA256 != sha256.Sum256([]byte(content)) || n != 3 {
			t.Errorf("got %d bytes in %d requests, %v", got.Size, n, err)
		}
	})
}

func TestDownloadStopsAtALocalFailure(t *testing.T) {
	bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
		addFile(t, w, photo, 1000)
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Skip("needs /dev/full:", err)
		}
		defer full.Close()
		_, err = c.Download(t.Context(), fetch.Link{URI: w.SignURL("http://localhost", photo)}, full, 0)
		if err == nil {
			t.Fatal("wrote to a full device")
		}
		if n := w.Counts().Requests[fetchtest.Files]; n > 1 {
			t.Errorf("%d requests", n)
		}
	})
}
