package fetch_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

// renewing is a link to photo whose Renew signs a fresh one, and counts.
func renewing(w *fetchtest.Workspace, times *int) fetch.Link {
	return fetch.Link{
		URI: w.SignURL("http://localhost", photo),
		Renew: func(context.Context, string) (string, error) {
			*times++
			time.Sleep(time.Second) // else it might be signed in the same second, and be the same
			return w.SignURL("http://localhost", photo), nil
		},
	}
}

func TestDownloadRenewsItsLink(t *testing.T) {
	const size, hour = 300_000, time.Hour
	cut := fetchtest.Fault{Cut: true}
	dead := fetchtest.Fault{Status: 403, Body: `<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>`}
	for name, test := range map[string]struct {
		life     time.Duration
		clock    time.Duration // how far both hosts' clocks are ahead
		told     bool          // the API has told so before
		age      time.Duration // of the link when it is used
		faults   []fetchtest.Fault
		renewals int
		requests int
		ranges   int
		dead     int // requests to a dead link
		headroom time.Duration
	}{
		"a young link":            {life: hour, requests: 1, headroom: hour},
		"a stale link":            {life: hour, age: hour, renewals: 1, requests: 1, headroom: hour},
		"long stale":              {life: hour, age: 9 * hour, renewals: 1, requests: 1, headroom: hour},
		"about to be stale":       {life: hour, age: hour - 1999*time.Millisecond, renewals: 1, requests: 1, headroom: hour},
		"just not":                {life: hour, age: hour - 2*time.Second, requests: 1, headroom: 2 * time.Second},
		"a short life":            {life: 4 * time.Second, age: 3500 * time.Millisecond, requests: 1, headroom: 500 * time.Millisecond},
		"the end of a short life": {life: 4 * time.Second, age: 3601 * time.Millisecond, renewals: 1, requests: 1, headroom: 4 * time.Second},
		"the host says so":        {life: hour, faults: []fetchtest.Fault{dead}, renewals: 1, requests: 2, headroom: hour},
		"the host says so thrice": {life: hour, faults: []fetchtest.Fault{dead, dead, dead}, renewals: 3, requests: 4, headroom: hour},
		"cut, and stale by then":  {life: 3 * time.Second, faults: []fetchtest.Fault{cut, {Status: 503, RetryAfter: "10"}}, renewals: 1, requests: 3, ranges: 1, headroom: 2625 * time.Millisecond},
		"cut, then dead":          {life: hour, faults: []fetchtest.Fault{cut, dead}, renewals: 1, requests: 3, ranges: 1, headroom: hour - 375*time.Millisecond},
		"more often, coming on":   {life: hour, faults: []fetchtest.Fault{dead, dead, dead, cut, dead, dead, dead}, renewals: 6, requests: 8, ranges: 1, headroom: hour - 375*time.Millisecond},
		"our clock is behind":     {life: hour, clock: 2 * hour, renewals: 1, requests: 2, dead: 1, age: hour, headroom: hour},
		"behind, and known":       {life: hour, clock: 2 * hour, told: true, age: hour, renewals: 1, requests: 1, headroom: hour},
		"our clock is ahead":      {life: hour, clock: -2 * hour, renewals: 1, requests: 1, headroom: -hour},
		"ahead, and known":        {life: hour, clock: -2 * hour, told: true, requests: 1, headroom: hour},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
				addFile(t, w, photo, size)
				w.Set(func(s *fetchtest.Settings) { s.LinkLife, s.Now = test.life, ahead(test.clock) })
				time.Sleep(time.Minute) // to a whole second of the bubble's time
				if test.told {
					if err := c.Authenticate(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				w.Queue(fetchtest.Files, test.faults...)
				renewals, f := 0, spool(t)
				link := renewing(w, &renewals)
				time.Sleep(test.age)
				got, err := c.Download(t.Context(), link, f, 0)
				if err != nil {
					t.Fatal(err)
				}
				holds(t, f, got, size)
				seen := w.Counts()
				if renewals != test.renewals || seen.Requests[fetchtest.Files] != test.requests || seen.Ranges != test.ranges || seen.DeadLinks != test.dead {
					t.Errorf("%d renewals, %d requests, %d for a range, %d to a dead link", renewals, seen.Requests[fetchtest.Files], seen.Ranges, seen.DeadLinks)
				}
				if off := (got.Headroom - test.headroom).Abs(); !got.Expires || off > time.Second || test.clock == 0 && test.renewals == 0 && off != 0 {
					t.Errorf("headroom %v, want %v", got.Headroom, test.headroom)
				}
			})
		})
	}
}

func TestDownloadEndsWhenRenewingDoesNotHelp(t *testing.T) {
	gone := errors.New("the ticket is gone")
	refused := &fetch.StatusError{Op: "get ticket 7", Code: 404}
	for name, test := range map[string]struct {
		renew    func(w *fetchtest.Workspace, stale string) (string, error)
		is       error
		requests int
		renewals int
	}{
		"the same address": {func(_ *fetchtest.Workspace, stale string) (string, error) { return stale, nil }, fetch.ErrExpired, 1, 1},
		"always stale":     {func(w *fetchtest.Workspace, stale string) (string, error) { return stale + "&again=1", nil }, fetch.ErrExpired, 3, 3},
		"an error":         {func(*fetchtest.Workspace, string) (string, error) { return "", gone }, gone, 0, 1},
		"a refusal":        {func(*fetchtest.Workspace, string) (string, error) { return "", refused }, refused, 0, 1},
		"no address":       {func(*fetchtest.Workspace, string) (string, error) { return "", nil }, nil, 0, 1},
		"a forbidden host": {func(*fetchtest.Workspace, string) (string, error) { return "https://10.0.0.1/a?X-Amz-Signature=1", nil }, fetch.ErrForbiddenHost, 0, 1},
		"fresh, but too old": {func(w *fetchtest.Workspace, _ string) (string, error) {
			w.Set(func(s *fetchtest.Settings) { s.LinkAge += time.Hour })
			return w.SignURL("http://localhost", photo), nil
		}, fetch.ErrExpired, 3, 3},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
				addFile(t, w, photo, 1000)
				w.Set(func(s *fetchtest.Settings) { s.LinkLife = time.Hour })
				n, f := 0, spool(t)
				link := fetch.Link{URI: w.SignURL("http://localhost", photo), Renew: func(_ context.Context, stale string) (string, error) {
					n++
					return test.renew(w, stale)
				}}
				time.Sleep(2 * time.Hour)
				_, err := c.Download(t.Context(), link, f, 0)
				if err == nil || test.is != nil && !errors.Is(err, test.is) {
					t.Fatalf("got %v", err)
				}
				noSecrets(t, err)
				if got := w.Counts().Requests[fetchtest.Files]; got != test.requests || n != test.renewals {
					t.Errorf("%d requests, %d renewals: %v", got, n, err)
				}
				if info, err := f.Stat(); err != nil || info.Size() != 0 {
					t.Errorf("something was left in the file: %v, %v", info.Size(), err)
				}
			})
		})
	}
}

// A cut download that goes on with a fresh address takes no other file's end.
func TestARenewedLinkToAnotherFile(t *testing.T) {
	bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
		addFile(t, w, photo, 200_000)
		if err := w.AddFile("other", "image/jpeg", 150_000, fetchtest.Noise(7, 150_000)); err != nil {
			t.Fatal(err)
		}
		w.Queue(fetchtest.Files, fetchtest.Fault{Cut: true}, fetchtest.Fault{Status: 400, Body: `{"message":"ExpiredToken"}`})
		f := spool(t)
		got, err := c.Download(t.Context(), fetch.Link{URI: w.SignURL("http://localhost", "other"), Renew: func(context.Context, string) (string, error) {
			return w.SignURL("http://localhost", photo), nil
		}}, f, 0)
		if err != nil {
			t.Fatal(err)
		}
		holds(t, f, got, 200_000)
	})
}

func TestCancelEndsARenewal(t *testing.T) {
	bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
		link := fetch.Link{URI: w.SignURL("http://localhost", photo), Renew: func(ctx context.Context, _ string) (string, error) {
			<-ctx.Done()
			return "", errors.New("something else")
		}}
		time.Sleep(4 * time.Hour)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := c.Download(ctx, link, spool(t), 0); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

// CloudFront and Azure do not say that a link has expired.
func TestARefusalOfALinkThatIsPastItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { http.Error(rw, "Access denied", http.StatusForbidden) })
		c := client(t, host, fetch.Options{})
		past, future := time.Now().Add(-time.Minute).UTC().Format(time.RFC3339), time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
		for end, want := range map[string]bool{past: true, future: false} {
			_, err := c.Download(t.Context(), fetch.Link{URI: "http://localhost/a?sig=1&se=" + end}, spool(t), 0)
			if status, ok := errors.AsType[*fetch.StatusError](err); !ok || status.Code != 403 || errors.Is(err, fetch.ErrExpired) != want {
				t.Errorf("a link until %s: %v", end, err)
			}
		}
	})
}

func TestHeadroomIsOfLinksThatTellTheirEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := client(t, http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write([]byte("x")) }), fetch.Options{})
		got, err := c.Download(t.Context(), fetch.Link{URI: "http://localhost/a", Renew: func(context.Context, string) (string, error) {
			t.Error("renewed what does not end")
			return "", nil
		}}, spool(t), 0)
		if err != nil || got.Expires || got.Headroom != 0 {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}
