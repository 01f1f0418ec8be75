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

// A limit of so many calls a second that nobody tells is found, and hardly
// ever broken.
func TestTheLimitIsFound(t *testing.T) {
	rows := newTable(t)
	for name, c := range courses() {
		for said, form := range announcements {
			sizes := []int{1500, 4000}
			if testing.Short() || c.latency > 0 || c.workers != 8 || c.limit.Shape != fetchtest.Sliding {
				sizes = sizes[:1]
			}
			for _, calls := range sizes {
				name := fmt.Sprintf("%s, %s, %d calls", name, said, calls)
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					c := c
					c.calls, c.limit.RetryAfter = calls, form
					got := c.run(t, fetch.Options{})
					rows.add(name, got)
					times, share := 1.2, 0.02
					if c.workers == 64 && c.latency > 0 && (c.uneven || c.later > 0) { // 16 calls are under way when the first is refused
						times, share = 1.5, 0.05
					}
					if got.times() > times || got.share() > share {
						t.Errorf("want at most %v times the ideal time and %v of the calls refused: %v", times, share, got)
					}
				})
			}
		}
	}
}

func courses() map[string]course {
	const near, far = 100 * time.Millisecond, 400 * time.Millisecond
	twenty, forty := fetchtest.Limit{Calls: 20}, fetchtest.Limit{Calls: 40}
	fixed, bucket, deep := forty, forty, forty
	fixed.Shape = fetchtest.Fixed
	bucket.Shape, bucket.Burst = fetchtest.Bucket, 40
	deep.Shape, deep.Burst = fetchtest.Bucket, 200
	return map[string]course{
		"40/s":                             {limit: forty, workers: 8},
		"40/s, 1 worker":                   {limit: forty, workers: 1},
		"40/s, 3 workers":                  {limit: forty, workers: 3},
		"40/s, 64 workers":                 {limit: forty, workers: 64},
		"40/s, 5 ms":                       {limit: forty, workers: 8, latency: 5 * time.Millisecond},
		"40/s, 100 ms":                     {limit: forty, workers: 8, latency: near},
		"40/s, 400 ms":                     {limit: forty, workers: 8, latency: far},
		"40/s, 400 ms, 64 workers":         {limit: forty, workers: 64, latency: far},
		"40/s, 100 ms ± 25":                {limit: forty, workers: 8, latency: near, uneven: true},
		"40/s, 400 ms ± 100, 64 workers":   {limit: forty, workers: 64, latency: far, uneven: true},
		"40 to 20/s":                       {limit: forty, later: 20, workers: 8},
		"40 to 20/s, 5 ms":                 {limit: forty, later: 20, workers: 8, latency: 5 * time.Millisecond},
		"40 to 20/s, 100 ms":               {limit: forty, later: 20, workers: 8, latency: near},
		"40 to 20/s, 400 ms":               {limit: forty, later: 20, workers: 8, latency: far},
		"40 to 20/s, 400 ms, 64 workers":   {limit: forty, later: 20, workers: 64, latency: far},
		"20 to 40/s":                       {limit: twenty, later: 40, workers: 8},
		"20 to 40/s, 5 ms":                 {limit: twenty, later: 40, workers: 8, latency: 5 * time.Millisecond},
		"20 to 40/s, 100 ms":               {limit: twenty, later: 40, workers: 8, latency: near},
		"20 to 40/s, 400 ms":               {limit: twenty, later: 40, workers: 8, latency: far},
		"fixed 40/s":                       {limit: fixed, workers: 8},
		"fixed 40/s, 100 ms":               {limit: fixed, workers: 8, latency: near},
		"bucket of 40, 40/s":               {limit: bucket, workers: 8},
		"bucket of 40, 40/s, 100 ms":       {limit: bucket, workers: 8, latency: near},
		"bucket of 40, 40/s, 400 ms ± 100": {limit: bucket, workers: 64, latency: far, uneven: true},
		"bucket of 200, 40/s":              {limit: deep, workers: 8},
		"bucket of 200, 40/s, 100 ms":      {limit: deep, workers: 8, latency: near},
	}
}

// Sixty calls a minute, and with a cool-down none at all for a while when
// there were more: all come through, and few are refused.
func TestALimitPerMinuteIsFound(t *testing.T) {
	rows := newTable(t)
	for shape, kind := range map[string]fetchtest.Shape{"sliding": fetchtest.Sliding, "fixed": fetchtest.Fixed, "bucket": fetchtest.Bucket} {
		for _, cool := range []time.Duration{0, 5 * time.Second, time.Minute, 15 * time.Minute} {
			for said, form := range announcements {
				name := fmt.Sprintf("%s 60/min, cool-down %v, %s", shape, cool, said)
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					limit := fetchtest.Limit{Calls: 60, Per: time.Minute, Shape: kind, CoolDown: cool, RetryAfter: form}
					got := course{limit: limit, calls: 1500, workers: 8}.run(t, fetch.Options{})
					often := float64(got.refused) / got.took.Minutes()
					rows.add(name, fmt.Sprintf("%v, %.2f refused a minute", got, often))
					// Finding it may cost eight cool-downs, not more.
					longest := got.ideal*8/5 + 8*max(cool-time.Minute, 0)
					if often > 6 || got.took > longest || got.rate < 0.5 || got.rate > 3 {
						t.Errorf("want at most 6 refused a minute, and %v: %v", longest, got)
					}
				})
			}
		}
	}
}
