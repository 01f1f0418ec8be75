package fetch_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
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
	workers int
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

// table is what tests of pacing print with -v.
type table struct {
	mu   sync.Mutex
	rows map[string]string
}

func newTable(t *testing.T) *table {
	rows := &table{rows: map[string]string{}}
	t.Cleanup(func() {
		for _, name := range slices.Sorted(maps.Keys(rows.rows)) {
			t.Logf("%-64s %s", name, rows.rows[name])
		}
	})
	return rows
}

func (rows *table) add(name string, row any) {
	rows.mu.Lock()
	defer rows.mu.Unlock()
	rows.rows[name] = fmt.Sprint(row)
}
