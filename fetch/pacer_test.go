package fetch_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

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
					times, share := c.bounds()
					if got.times() > times || got.share() > share {
						t.Errorf("want at most %v times the ideal time and %v of the calls refused: %v", times, share, got)
					}
				})
			}
		}
	}
}

// bounds are the most that is put up with: of the ideal time, and of the calls
// refused.
func (c course) bounds() (times, share float64) {
	far := c.workers == 64 && c.latency > 0 // 16 calls are under way when the first is refused
	switch {
	case far && (c.uneven || c.later > 0):
		return 1.5, 0.05
	case far || c.uneven || c.latency > 0 && c.limit.Shape == fetchtest.Fixed: // starts are even, arrivals are not
		return 1.3, 0.03
	}
	return 1.2, 0.02
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
