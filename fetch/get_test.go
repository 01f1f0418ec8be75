package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/google/go-cmp/cmp"
)

// odd has what a decoder would lose: order, spaces, numbers' text, escapes.
const odd = "{ \"zeta\":1.10, \"id\":42,\"departmentId\":\"824b4850-b24c-45ed-8d41-c740ad2618bf\",\n" +
	`"state":"Closed","open":"2024-01-02T03:04:05","close":"2024-01-02T03:04:06.1234567Z","big":681728957177908123456,"text":"\u05e9 <b>"}  `

func TestTicketIsByteForByte(t *testing.T) {
	for name, prefix := range map[string]string{"plain": "", "byte order mark": "\ufeff"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := fetchtest.New("test", department)
				if err := w.AddTicket([]byte(odd)); err != nil {
					t.Fatal(err)
				}
				marked := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
					if fetchtest.EndpointOf(r) == fetchtest.Get {
						fmt.Fprint(rw, prefix+odd)
						return
					}
					w.ServeHTTP(rw, r)
				})
				raw, err := client(t, marked, fetch.Options{}).Ticket(t.Context(), 42)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(prefix+odd, string(raw)); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

func TestTicketIsRetriedAsItsFailureDeserves(t *testing.T) {
	busy := fetchtest.Fault{Status: http.StatusTooManyRequests}
	for name, test := range map[string]struct {
		faults []fetchtest.Fault
		gets   int
		fails  bool
	}{
		"reset":               {[]fetchtest.Fault{{Reset: true}, {Reset: true}}, 3, false},
		"cut":                 {[]fetchtest.Fault{{Cut: true}}, 2, false},
		"stalled":             {[]fetchtest.Fault{{Delay: time.Hour}}, 2, false},
		"slow":                {[]fetchtest.Fault{{Rate: 1}}, 1, false},
		"5xx":                 {[]fetchtest.Fault{{Status: 500}, {Status: 502}, {Status: 503, RetryAfter: "9"}, {Status: 504}}, 5, false},
		"page":                {[]fetchtest.Fault{{HTML: true}, {HTML: true}}, 3, false},
		"many refusals":       {[]fetchtest.Fault{busy, busy, busy, busy, busy, busy, busy, busy, busy, busy}, 11, false},
		"401 once":            {[]fetchtest.Fault{{Status: 401}}, 2, false},
		"404":                 {[]fetchtest.Fault{{Status: 404}}, 1, true},
		"403":                 {[]fetchtest.Fault{{Status: 403}}, 1, true},
		"redirect":            {[]fetchtest.Fault{{Status: 302, Location: "http://evil.example/"}}, 1, true},
		"always pages":        {[]fetchtest.Fault{{HTML: true}, {HTML: true}, {HTML: true}}, 3, true},
		"another ticket":      {[]fetchtest.Fault{{Status: 200, Body: `{"id":43}`}, {Status: 200, Body: `{"id":43}`}, {Status: 200, Body: `[]`}}, 3, true},
		"server always fails": {[]fetchtest.Fault{{Status: 500}, {Status: 500}, {Status: 500}, {Status: 500}, {Status: 500}, {Status: 500}, {Status: 500}, {Status: 500}}, 8, true},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
				if err := w.AddTicket([]byte(odd)); err != nil {
					t.Fatal(err)
				}
				w.Queue(fetchtest.Get, test.faults...)
				raw, err := c.Ticket(t.Context(), 42)
				if (err != nil) != test.fails || !test.fails && string(raw) != odd {
					t.Errorf("got %q, %v", raw, err)
				}
				if err != nil {
					noSecrets(t, err)
				}
				if n := w.Counts().Requests[fetchtest.Get]; n != test.gets {
					t.Errorf("asked %d times, want %d", n, test.gets)
				}
			})
		})
	}
}

func TestTicketThatIsNotThere(t *testing.T) {
	bubble(t, func(t *testing.T, _ *fetchtest.Workspace, c *fetch.Client) {
		_, err := c.Ticket(t.Context(), 7)
		status, ok := errors.AsType[*fetch.StatusError](err)
		if !ok || status.Code != 404 || status.Op != "get ticket 7" || status.Message != "The ticket was not found." {
			t.Errorf("got %v", err)
		}
	})
}

func TestTicketThatIsTooLarge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := fetchtest.New("test", department)
		if err := w.AddTicket([]byte(odd)); err != nil {
			t.Fatal(err)
		}
		_, err := client(t, w, fetch.Options{MaxAnswer: int64(len(odd)) - 1}).Ticket(t.Context(), 42)
		if !errors.Is(err, fetch.ErrTooLarge) {
			t.Errorf("got %v", err)
		}
		if _, err := client(t, w, fetch.Options{MaxAnswer: int64(len(odd))}).Ticket(t.Context(), 42); err != nil {
			t.Error(err)
		}
	})
}

func TestAPauseIsSharedAndAsLongAsAsked(t *testing.T) {
	for name, test := range map[string]struct {
		header   string
		min, max time.Duration
	}{
		"seconds":      {"20", 20 * time.Second, 22 * time.Second},
		"date":         {"date", 29 * time.Second, 32 * time.Second},
		"capped":       {"86400", 5 * time.Minute, 5*time.Minute + 2*time.Second},
		"zero":         {"0", 100 * time.Millisecond, 5 * time.Second},
		"garbage":      {"soon", 100 * time.Millisecond, 5 * time.Second},
		"not said":     {"", 100 * time.Millisecond, 5 * time.Second},
		"date in past": {"Sat, 01 Jan 2000 00:00:00 GMT", 100 * time.Millisecond, 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
				time.Sleep(24 * time.Hour) // away from the past date
				generate(t, w, 9)
				if err := c.Authenticate(t.Context()); err != nil {
					t.Fatal(err)
				}
				// The service's clock is off by an hour: its dates count by its own.
				w.Set(func(s *fetchtest.Settings) { s.Now = func() time.Time { return time.Now().Add(time.Hour) } })
				header := test.header
				if header == "date" {
					header = time.Now().Add(time.Hour + 30*time.Second).UTC().Format(http.TimeFormat)
				}
				w.Queue(fetchtest.Get, fetchtest.Fault{Status: 429, RetryAfter: header})
				started := time.Now()
				if _, err := c.Ticket(t.Context(), 220000001); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(started); took < test.min || took > test.max {
					t.Errorf("paused for %v, want %v to %v", took, test.min, test.max)
				}
			})
		})
	}
}

func TestARefusalStopsAllWorkers(t *testing.T) {
	bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
		generate(t, w, 20)
		if err := c.Authenticate(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.Queue(fetchtest.Get, fetchtest.Fault{Status: 429, RetryAfter: "60"})
		go func() { _, _ = c.Ticket(t.Context(), 220000001) }()
		synctest.Wait()
		var workers sync.WaitGroup
		for id := int64(220000002); id <= 220000009; id++ {
			workers.Go(func() {
				if _, err := c.Ticket(t.Context(), id); err != nil {
					t.Error(err)
				}
			})
		}
		time.Sleep(59 * time.Second)
		if n := w.Counts().Requests[fetchtest.Get]; n != 1 {
			t.Errorf("%d calls in the pause", n-1)
		}
		workers.Wait()
	})
}

func TestThrottlingIsWaitedForLongAndNotForEver(t *testing.T) {
	bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
		generate(t, w, 1)
		if err := c.Authenticate(t.Context()); err != nil {
			t.Fatal(err)
		}
		started, cooled := time.Now(), 15*time.Minute
		w.Set(func(s *fetchtest.Settings) {
			s.Fault = func(*http.Request) fetchtest.Fault {
				if time.Since(started) < cooled {
					return fetchtest.Fault{Status: 429}
				}
				return fetchtest.Fault{}
			}
		})
		if _, err := c.Ticket(t.Context(), 220000001); err != nil {
			t.Fatal(err)
		}
		if n := c.Counts().Throttled; n > 20 {
			t.Errorf("refused %d times in 15 minutes", n)
		}
		started, cooled = time.Now(), 1000*time.Hour
		_, err := c.Ticket(t.Context(), 220000001)
		if status, ok := errors.AsType[*fetch.StatusError](err); !ok || status.Code != 429 {
			t.Errorf("got %v", err)
		}
		if waited := time.Since(started); waited < 20*time.Minute || waited > time.Hour {
			t.Errorf("gave up after %v", waited)
		}
	})
}

// A service that asks for a second's patience, again and again, for a quarter
// of an hour.
func TestARetryAfterThatLiesIsNotBelievedForLong(t *testing.T) {
	bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
		generate(t, w, 1)
		started := time.Now()
		w.Set(func(s *fetchtest.Settings) {
			s.Fault = func(*http.Request) fetchtest.Fault {
				if time.Since(started) < 15*time.Minute {
					return fetchtest.Fault{Status: 429, RetryAfter: "1"}
				}
				return fetchtest.Fault{}
			}
		})
		if _, err := c.Ticket(t.Context(), 220000001); err != nil {
			t.Fatal(err)
		}
		if n := c.Counts().Throttled; n < 5 || n > 20 {
			t.Errorf("refused %d times", n)
		}
	})
}

// More workers than the service lets through: all come through in the end,
// with a token that ends on the way.
func TestManyWorkersAtALimit(t *testing.T) {
	for name, form := range map[string]fetchtest.Announcement{"silent": fetchtest.Silent, "seconds": fetchtest.InSeconds, "date": fetchtest.AsDate} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
				generate(t, w, 100)
				w.Set(func(s *fetchtest.Settings) {
					s.Limit = fetchtest.Limit{Calls: 10, RetryAfter: form}
					s.TokenLife = 8 * time.Second
				})
				var workers sync.WaitGroup
				for id := int64(220000001); id <= 220000100; id++ {
					workers.Go(func() {
						if _, err := c.Ticket(t.Context(), id); err != nil {
							t.Error(err)
						}
					})
				}
				workers.Wait()
				seen, got := w.Counts(), c.Counts()
				if got.Calls != int64(seen.Calls()) || got.Throttled != int64(seen.Throttled) || got.Throttled == 0 {
					t.Errorf("counted %+v, the service %d calls, %d refused", got, seen.Calls(), seen.Throttled)
				}
				for id, n := range seen.Gets {
					if n > 1 && seen.Unauthorized == 0 {
						t.Errorf("ticket %d was got %d times", id, n)
					}
				}
			})
		})
	}
}

func TestARedirectIsNamedAndNotFollowed(t *testing.T) {
	bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
		w.Queue(fetchtest.Get, fetchtest.Fault{Status: 302, Body: "{}", Location: "https://login.example.com/start?token=12"})
		_, err := c.Ticket(t.Context(), 7)
		if err == nil || !strings.HasSuffix(err.Error(), "a redirect to https://login.example.com/start, which is not followed") {
			t.Errorf("got %v", err)
		}
	})
}

func TestLogsHoldNoSecrets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		w := fetchtest.New("test", department)
		addFile(t, w, photo, 1000)
		handler := slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})
		c := client(t, w, fetch.Options{Log: slog.New(handler)})
		w.Queue(fetchtest.Token, fetchtest.Fault{Reset: true}, fetchtest.Fault{Status: 500, Body: fmt.Sprintf(`{"message":%q}`, secret)})
		w.Queue(fetchtest.Get, fetchtest.Fault{Status: 429, RetryAfter: "99"})
		w.Queue(fetchtest.Files, fetchtest.Fault{Reset: true}, fetchtest.Fault{Status: 500})
		_, _ = c.Ticket(t.Context(), 1)
		if _, err := c.Download(t.Context(), fetch.Link{URI: w.SignURL("http://localhost", photo)}, spool(t), 0); err != nil {
			t.Fatal(err)
		}
		text := log.String()
		if n := strings.Count(text, "trying again"); n < 3 || !strings.Contains(text, "pausing") {
			t.Errorf("%d retries in the log: %s", n, text)
		}
		if strings.Contains(text, secret) || strings.Contains(text, "X-Amz") {
			t.Error(text)
		}
	})
}

func TestCancelEndsWhateverIsWaitedFor(t *testing.T) {
	for name, fault := range map[string]fetchtest.Fault{
		"an answer": {Delay: time.Hour},
		"a body":    {Rate: 1},
		"a pause":   {Status: 429, RetryAfter: "300"},
		"a backoff": {Status: 503, RetryAfter: "300"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
				generate(t, w, 1)
				w.Queue(fetchtest.Get, fault)
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				started := time.Now()
				_, err := c.Ticket(ctx, 220000001)
				if !errors.Is(err, context.DeadlineExceeded) || time.Since(started) != 10*time.Second {
					t.Errorf("after %v: %v", time.Since(started), err)
				}
			})
		})
	}
}

// On TCP, with the transport that production uses.
func TestResetsOnARealConnection(t *testing.T) {
	w := fetchtest.New("test", department)
	generate(t, w, 3)
	addFile(t, w, "photo.jpg", 100_000)
	server := httptest.NewServer(w)
	defer server.Close()
	clock := fetchtest.NewClock(time.Now())
	access := credentials()
	access.URL = server.URL
	c, err := fetch.New(access, fetch.Options{Sleep: clock.Sleep, Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	w.Queue(fetchtest.Token, fetchtest.Fault{Reset: true})
	w.Queue(fetchtest.Get, fetchtest.Fault{Reset: true}, fetchtest.Fault{Cut: true})
	w.Queue(fetchtest.Files, fetchtest.Fault{Reset: true}, fetchtest.Fault{Cut: true})
	if _, err := c.Ticket(t.Context(), 220000001); err != nil {
		t.Error(err)
	}
	got, err := c.Download(t.Context(), fetch.Link{URI: w.SignURL(server.URL, "photo.jpg")}, spool(t), 0)
	if err != nil || got.Size != 100_000 {
		t.Errorf("got %+v, %v", got, err)
	}
	if seen := w.Counts(); seen.Ranges != 1 || seen.BearerAtFiles+seen.TracesAtFiles != 0 {
		t.Errorf("%+v", seen)
	}
}

func TestAHostThatNeverAnswersIsSoonGivenUp(t *testing.T) {
	clock := fetchtest.NewClock(time.Now())
	server := httptest.NewServer(http.NotFoundHandler())
	access := credentials()
	access.URL = server.URL
	server.Close()
	c, err := fetch.New(access, fetch.Options{Sleep: clock.Sleep, Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	err = c.Authenticate(t.Context())
	if err == nil || !strings.HasPrefix(err.Error(), "authenticate: ") {
		t.Errorf("got %v", err)
	}
	if n := len(clock.Slept()); n != 2 {
		t.Errorf("waited %d times", n)
	}
}
