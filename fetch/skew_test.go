package fetch_test

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

func ahead(by time.Duration) func() time.Time {
	return func() time.Time { return time.Now().Add(by) }
}

// The bounds close in on a clock that is off, as answers come at other parts
// of the second.
func TestOffset(t *testing.T) {
	for _, off := range []time.Duration{0, 400 * time.Millisecond, 5 * time.Second, -90 * time.Second, 3*time.Hour + 250*time.Millisecond} {
		bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
			generate(t, w, 1)
			w.Set(func(s *fetchtest.Settings) { s.Now = ahead(off) })
			if got := c.Offset(); got != 0 {
				t.Errorf("before any answer: %v", got)
			}
			for range 20 {
				if _, err := c.Ticket(t.Context(), 220000001); err != nil {
					t.Fatal(err)
				}
				if got := c.Offset(); (got-off).Abs() > time.Second || got.Abs() > off.Abs() {
					t.Fatalf("off by %v, and after an answer %v", off, got)
				}
				time.Sleep(1050 * time.Millisecond)
			}
			if got := c.Offset(); (got - off).Abs() > 100*time.Millisecond {
				t.Errorf("off by %v, got %v", off, got)
			}
			if got, want := c.ServiceNow(), time.Now().Add(c.Offset()); !got.Equal(want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

// The file hosts' clock counts for links, once it is known.
func TestOffsetOfTheFileHosts(t *testing.T) {
	bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
		addFile(t, w, photo, 1000)
		w.Set(func(s *fetchtest.Settings) { s.Now, s.FileNow = ahead(time.Hour), ahead(-time.Minute) })
		if err := c.Authenticate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := c.Offset(); got.Round(time.Minute) != time.Hour {
			t.Errorf("the service is an hour ahead, got %v", got)
		}
		if _, err := c.Download(t.Context(), fetch.Link{URI: w.SignURL("http://localhost", photo)}, spool(t), 0); err != nil {
			t.Fatal(err)
		}
		if got := c.Offset(); got.Round(time.Minute) != -time.Minute {
			t.Errorf("the file host is a minute behind, got %v", got)
		}
		w.Set(func(s *fetchtest.Settings) { s.FileNow = ahead(time.Minute) }) // somebody sets it
		if _, err := c.Download(t.Context(), fetch.Link{URI: w.SignURL("http://localhost", photo)}, spool(t), 0); err != nil {
			t.Fatal(err)
		}
		if got := c.Offset(); got.Round(time.Minute) != time.Minute {
			t.Errorf("the file host is now a minute ahead, got %v", got)
		}
	})
}

func TestDatesThatTellNothing(t *testing.T) {
	for name, set := range map[string]func(http.Header){
		"absent":       func(h http.Header) { h["Date"] = nil },
		"garbage":      func(h http.Header) { h.Set("Date", "yesterday") },
		"beyond time":  func(h http.Header) { h.Set("Date", "Fri, 31 Dec 9999 23:59:59 GMT") },
		"before time":  func(h http.Header) { h.Set("Date", "Mon, 01 Jan 0001 00:00:00 GMT") },
		"from a cache": func(h http.Header) { h.Set("Date", "Sun, 01 Jun 2025 00:00:00 GMT"); h.Set("Age", "0") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := client(t, http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { set(rw.Header()) }), fetch.Options{})
				if _, err := c.Download(t.Context(), fetch.Link{URI: "http://localhost/a"}, spool(t), 0); err != nil {
					t.Fatal(err)
				}
				if got := c.Offset(); got != 0 {
					t.Errorf("got %v", got)
				}
			})
		})
	}
}

func TestABadClockIsToldOnce(t *testing.T) {
	for off, want := range map[time.Duration]int{20 * time.Second: 0, -time.Minute: 1, time.Minute: 1} {
		synctest.Test(t, func(t *testing.T) {
			var log strings.Builder
			w := fetchtest.New("test", department)
			generate(t, w, 1)
			w.Set(func(s *fetchtest.Settings) { s.Now = ahead(off) })
			c := client(t, w, fetch.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
			for range 3 {
				if _, err := c.Ticket(t.Context(), 220000001); err != nil {
					t.Fatal(err)
				}
			}
			if got := strings.Count(log.String(), "clock differs"); got != want {
				t.Errorf("off by %v, told %d times: %s", off, got, &log)
			}
		})
	}
}
