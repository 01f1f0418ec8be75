package fetch_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

var announcements = map[string]fetchtest.Announcement{
	"silent": fetchtest.Silent, "seconds": fetchtest.InSeconds, "date": fetchtest.AsDate,
}

// course is some work against a limit that may change when half of it is done.
type course struct {
	limit   fetchtest.Limit
	later   int // calls a second in the second half; 0 for no change
	calls   int
	workers int // 8
	latency time.Duration
	uneven  bool // the latency is a quarter less to a quarter more
}

// result is how the work went.
type result struct {
	took, ideal time.Duration
	refused     int
	sent        int
	rate        float64
}

func (r result) share() float64 { return float64(r.refused) / float64(r.sent) }
func (r result) times() float64 { return r.took.Seconds() / r.ideal.Seconds() }

func (r result) String() string {
	return fmt.Sprintf("%8.1f s, %5.3f of the ideal time, %4d refused, %5.2f %%, limit taken for %.2f/s",
		r.took.Seconds(), r.times(), r.refused, 100*r.share(), r.rate)
}

// ideal is the time that the work would take if the limit were known, or the
// service's latency lets it take.
func (c course) ideal() time.Duration {
	rate := float64(c.limit.Calls) / max(c.limit.Per.Seconds(), 1)
	first, rest := float64(c.calls/2), float64(c.calls-c.calls/2)
	if c.later == 0 {
		first, rest = 0, first+rest
	}
	slow := c.latency.Seconds() / float64(c.workers)
	later := rate
	if c.later > 0 {
		later = float64(c.later)
	}
	return time.Duration(float64(time.Second) * (max(first/rate, first*slow) + max((rest-float64(c.limit.Burst))/later, rest*slow)))
}

// run does the work in a bubble, with the client that production uses.
func (c course) run(t *testing.T, options fetch.Options) (r result) {
	t.Helper()
	c.workers = max(c.workers, 1)
	synctest.Test(t, func(t *testing.T) {
		w := fetchtest.New("test", department)
		if err := w.AddTicket([]byte(odd)); err != nil {
			t.Fatal(err)
		}
		w.Set(func(s *fetchtest.Settings) {
			s.Limit = c.limit
			if c.latency > 0 {
				s.Fault = c.delay()
			}
		})
		client := client(t, w, options)
		started := time.Now()
		c.work(t, w, client)
		r.took, r.ideal = time.Since(started), c.ideal()
		seen := w.Counts()
		r.refused, r.sent, r.rate = seen.Throttled, seen.Calls(), client.Counts().Rate
		if seen.Gets[42] != c.calls {
			t.Errorf("%d calls came through of %d", seen.Gets[42], c.calls)
		}
	})
	return r
}

func (c course) delay() func(*http.Request) fetchtest.Fault {
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(1, 2))
	return func(*http.Request) fetchtest.Fault {
		mu.Lock()
		defer mu.Unlock()
		delay := c.latency
		if c.uneven {
			delay = time.Duration(float64(delay) * (0.75 + random.Float64()/2))
		}
		return fetchtest.Fault{Delay: delay}
	}
}

func (c course) work(t *testing.T, w *fetchtest.Workspace, client *fetch.Client) {
	var workers sync.WaitGroup
	var taken atomic.Int64
	for range c.workers {
		workers.Go(func() {
			for n := int(taken.Add(1)); n <= c.calls; n = int(taken.Add(1)) {
				if c.later > 0 && n == c.calls/2+1 {
					w.Set(func(s *fetchtest.Settings) { s.Limit.Calls = c.later })
				}
				if _, err := client.Ticket(t.Context(), 42); err != nil {
					t.Error(err)
				}
			}
		})
	}
	workers.Wait()
}

// A limit of so many calls a second that nobody tells is found, and hardly
// ever broken.
func TestTheLimitIsFound(t *testing.T) {
	forty := fetchtest.Limit{Calls: 40}
	fixed, bucket, deep := forty, forty, forty
	fixed.Shape = fetchtest.Fixed
	bucket.Shape, bucket.Burst = fetchtest.Bucket, 40
	deep.Shape, deep.Burst = fetchtest.Bucket, 200
	for _, test := range []struct {
		name string
		course
	}{
		{"40 a second", course{limit: forty, workers: 8}},
		{"40 a second, then 20 a second", course{limit: forty, later: 20, workers: 8}},
		{"20 a second, then 40 a second", course{limit: fetchtest.Limit{Calls: 20}, later: 40, workers: 8}},
		{"40 a second, after 5 ms", course{limit: forty, latency: 5 * time.Millisecond, workers: 8}},
		{"40 a second, after 100 ms", course{limit: forty, latency: 100 * time.Millisecond, workers: 8}},
		{"40 a second, after 400 ms", course{limit: forty, latency: 400 * time.Millisecond, workers: 8}},
		{"40 a second, after 400 ms, 64 workers", course{limit: forty, latency: 400 * time.Millisecond, workers: 64}},
		{"40 a second, after 75 to 125 ms", course{limit: forty, latency: 100 * time.Millisecond, uneven: true, workers: 8}},
		{"40 a second, after 300 to 500 ms, 64 workers", course{limit: forty, latency: 400 * time.Millisecond, uneven: true, workers: 64}},
		{"bucket of 40, 40 a second, after 300 to 500 ms, 64 workers", course{limit: bucket, latency: 400 * time.Millisecond, uneven: true, workers: 64}},
		{"40 in each second, after 75 to 125 ms", course{limit: fixed, latency: 100 * time.Millisecond, uneven: true, workers: 8}},
		{"40 a second, then 20 a second, after 100 ms", course{limit: forty, later: 20, latency: 100 * time.Millisecond, workers: 8}},
		{"20 a second, then 40 a second, after 100 ms", course{limit: fetchtest.Limit{Calls: 20}, later: 40, latency: 100 * time.Millisecond, workers: 8}},
		{"40 a second, then 20 a second, after 400 ms", course{limit: forty, later: 20, latency: 400 * time.Millisecond, workers: 8}},
		{"40 a second, then 20 a second, after 400 ms, 64 workers", course{limit: forty, later: 20, latency: 400 * time.Millisecond, workers: 64}},
		{"40 a second, 1 worker", course{limit: forty, workers: 1}},
		{"40 a second, 3 workers", course{limit: forty, workers: 3}},
		{"40 a second, 64 workers", course{limit: forty, workers: 64}},
		{"40 in each second", course{limit: fixed, workers: 8}},
		{"bucket of 40, 40 a second", course{limit: bucket, workers: 8}},
		{"bucket of 200, 40 a second", course{limit: deep, workers: 8}},
	} {
		for name, form := range announcements {
			for _, calls := range []int{1500, 4000} {
				t.Run(fmt.Sprintf("%s, %s, %d calls", test.name, name, calls), func(t *testing.T) {
					t.Parallel()
					c := test.course
					c.calls, c.limit.RetryAfter = calls, form
					got := c.run(t, fetch.Options{})
					t.Logf("%-66s %-8s %5d calls %v", test.name, name, calls, got)
					if got.times() > 1.2 || got.share() > 0.02 {
						t.Error("want at most 1.2 times the ideal time and 2 % refused")
					}
				})
			}
		}
	}
}

// Tens of calls a minute, and nothing at all for a while when there were more.
func TestALimitPerMinuteIsFound(t *testing.T) {
	for _, shape := range []fetchtest.Shape{fetchtest.Sliding, fetchtest.Fixed, fetchtest.Bucket} {
		for _, cool := range []time.Duration{0, 5 * time.Second, time.Minute, 15 * time.Minute} {
			for name, form := range announcements {
				t.Run(fmt.Sprintf("shape %d, cool-down of %v, %s", shape, cool, name), func(t *testing.T) {
					t.Parallel()
					limit := fetchtest.Limit{Calls: 60, Per: time.Minute, Shape: shape, CoolDown: cool, RetryAfter: form}
					c := course{limit: limit, calls: 1500, workers: 8}
					got := c.run(t, fetch.Options{})
					t.Logf("shape %d, cool-down of %5v %-8s %v, %.2f a minute", shape, cool, name, got, float64(got.refused)/got.took.Minutes())
				})
			}
		}
	}
}
