package fetch_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

func TestChecksums(t *testing.T) {
	const size = 200_000
	cut, corrupt := fetchtest.Fault{Cut: true}, fetchtest.Fault{Corrupt: true}
	for name, test := range map[string]struct {
		faults   []fetchtest.Fault
		none     bool // the host announces nothing
		requests int
		is       error
	}{
		"right":              {requests: 1},
		"right after a cut":  {faults: []fetchtest.Fault{cut}, requests: 2},
		"wrong once":         {faults: []fetchtest.Fault{corrupt}, requests: 2},
		"wrong in its end":   {faults: []fetchtest.Fault{cut, corrupt}, requests: 3},
		"wrong in its start": {faults: []fetchtest.Fault{{Cut: true, Corrupt: true}}, requests: 3},
		"wrong for good":     {faults: []fetchtest.Fault{corrupt, corrupt, corrupt}, requests: 3, is: fetch.ErrChecksum},
		"cut in between":     {faults: []fetchtest.Fault{corrupt, cut, corrupt, corrupt}, requests: 4, is: fetch.ErrChecksum},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
				addFile(t, w, photo, size)
				w.Set(func(s *fetchtest.Settings) { s.Checksums = true })
				w.Queue(fetchtest.Files, test.faults...)
				f := spool(t)
				got, err := c.Download(t.Context(), fetch.Link{URI: w.SignURL("http://localhost", photo)}, f, 0)
				if !errors.Is(err, test.is) {
					t.Fatalf("got %v", err)
				}
				if n := w.Counts().Requests[fetchtest.Files]; n != test.requests {
					t.Errorf("%d requests, want %d", n, test.requests)
				}
				if err == nil {
					holds(t, f, got, size)
				} else if info, err := f.Stat(); err != nil || info.Size() != 0 {
					t.Errorf("something was left in the file: %v, %v", info.Size(), err)
				}
			})
		})
	}
}

func TestWhatIsNotAccepted(t *testing.T) {
	page := errors.New("a web page")
	html, cut := fetchtest.Fault{HTML: true}, fetchtest.Fault{Cut: true}
	for name, test := range map[string]struct {
		size     int64
		faults   []fetchtest.Fault
		requests int
		asked    int
		is       error
	}{
		"a file":              {size: 100_000, requests: 1, asked: 1},
		"a small file":        {size: 10, requests: 1, asked: 1},
		"nothing":             {size: 0, requests: 1, asked: 1},
		"cut":                 {size: 100_000, faults: []fetchtest.Fault{cut, cut}, requests: 3, asked: 1},
		"cut in its head":     {size: 3000, faults: []fetchtest.Fault{cut, cut}, requests: 3, asked: 1},
		"a page at first":     {size: 100_000, faults: []fetchtest.Fault{html, html}, requests: 3, asked: 3},
		"a page, and nothing": {size: 100_000, faults: []fetchtest.Fault{html, html, html}, requests: 3, asked: 3, is: page},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
				addFile(t, w, photo, test.size)
				w.Queue(fetchtest.Files, test.faults...)
				f, asked := spool(t), 0
				got, err := c.Download(t.Context(), fetch.Link{URI: w.SignURL("http://localhost", photo), Accept: func(contentType string, head []byte) error {
					asked++
					if strings.HasPrefix(contentType, "text/html") && strings.Contains(string(head), "<html") {
						return page
					}
					if want := min(test.size, 3<<10); int64(len(head)) != want || contentType != "image/jpeg" {
						t.Errorf("was shown %d bytes of %s, want %d", len(head), contentType, want)
					}
					return nil
				}}, f, 0)
				if !errors.Is(err, test.is) {
					t.Fatalf("got %v", err)
				}
				if n := w.Counts().Requests[fetchtest.Files]; n != test.requests || asked != test.asked {
					t.Errorf("%d requests, want %d; %d questions, want %d", n, test.requests, asked, test.asked)
				}
				if err == nil {
					holds(t, f, got, test.size)
				} else if info, err := f.Stat(); err != nil || info.Size() != 0 {
					t.Errorf("something was left in the file: %v, %v", info.Size(), err)
				}
			})
		})
	}
}
