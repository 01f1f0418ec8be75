package fetch_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

// Eight workers that each wait 10 ms for an answer could do 800 calls a
// second.
func TestWithoutALimitNobodyIsHeldBackForLong(t *testing.T) {
	got := course{calls: 8000, workers: 8, latency: 10 * time.Millisecond}.run(t, fetch.Options{})
	t.Logf("%v for 8000 calls", got.took)
	if got.took > 15*time.Second || got.rate != 0 {
		t.Errorf("took %v, with a limit of %v", got.took, got.rate)
	}
}

func TestAHighLimitIsSoonReached(t *testing.T) {
	got := course{limit: fetchtest.Limit{Calls: 500}, calls: 10_000, workers: 8, latency: 5 * time.Millisecond}.run(t, fetch.Options{})
	t.Log(got)
	if got.took > 26*time.Second || got.share() > 0.02 || got.rate < 450 || got.rate > 550 {
		t.Error("want at most 26 s and 2 % refused")
	}
}

func TestTheFirstRateIsAnOption(t *testing.T) {
	for first, longest := range map[float64]time.Duration{0: 800 * time.Millisecond, 1: 6 * time.Second, 500: 50 * time.Millisecond} {
		got := course{calls: 20, workers: 8}.run(t, fetch.Options{FirstRate: first})
		if got.took > longest || got.took < longest/2 {
			t.Errorf("first rate %v: 20 calls in %v", first, got.took)
		}
	}
}

// Workers that the service's latency slows down tell nothing of its limit.
func TestCallsThatDoNotWaitDoNotRaiseTheRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := fetchtest.New("test", department)
		if err := w.AddTicket([]byte(odd)); err != nil {
			t.Fatal(err)
		}
		c := client(t, w, fetch.Options{})
		for range 500 {
			time.Sleep(time.Second)
			if _, err := c.Ticket(t.Context(), 42); err != nil {
				t.Fatal(err)
			}
		}
		started := time.Now()
		course{calls: 10, workers: 10}.work(t, w, c)
		if took := time.Since(started); took < 250*time.Millisecond {
			t.Errorf("ten calls in %v", took)
		}
	})
}

func TestClientsShareAPacer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := fetchtest.New("test", department)
		if err := w.AddTicket([]byte(odd)); err != nil {
			t.Fatal(err)
		}
		w.Set(func(s *fetchtest.Settings) { s.Limit = fetchtest.Limit{Calls: 40} })
		options := fetch.Options{Pacer: fetch.NewPacer(fetch.Options{Jitter: func() float64 { return 0.5 }})}
		one, other := client(t, w, options), client(t, w, options)
		started := time.Now()
		var both sync.WaitGroup
		for _, c := range []*fetch.Client{one, other} {
			both.Go(func() { course{calls: 750, workers: 8}.work(t, w, c) })
		}
		both.Wait()
		seen := w.Counts()
		if took := time.Since(started); took > 45*time.Second || seen.Throttled > 30 || seen.Gets[42] != 1500 {
			t.Errorf("%d calls in %v, %d refused", seen.Gets[42], took, seen.Throttled)
		}
		if a, b := one.Counts().Rate, other.Counts().Rate; a != b || a < 36 || a > 44 {
			t.Errorf("limits of %v and %v", a, b)
		}
		w.Set(func(s *fetchtest.Settings) { s.Limit = fetchtest.Limit{} })
		w.Queue(fetchtest.Get, fetchtest.Fault{Status: 429, RetryAfter: "60"})
		go func() { _, _ = one.Ticket(t.Context(), 42) }()
		time.Sleep(time.Second)
		paused := time.Now()
		if _, err := other.Ticket(t.Context(), 42); err != nil || time.Since(paused) < 59*time.Second {
			t.Errorf("after %v of the other's pause: %v", time.Since(paused), err)
		}
	})
}

// Who is cancelled in the queue goes at once, and holds up nobody.
func TestCancelInTheQueue(t *testing.T) {
	bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
		if err := w.AddTicket([]byte(odd)); err != nil {
			t.Fatal(err)
		}
		w.Queue(fetchtest.Get, fetchtest.Fault{Status: 429, RetryAfter: "60"})
		started := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		var workers sync.WaitGroup
		for range 20 {
			workers.Go(func() {
				if _, err := c.Ticket(ctx, 42); err != nil && (!errors.Is(err, context.DeadlineExceeded) || time.Since(started) != 10*time.Second) {
					t.Errorf("after %v: %v", time.Since(started), err)
				}
			})
		}
		time.Sleep(5 * time.Second)
		if _, err := c.Ticket(t.Context(), 42); err != nil {
			t.Error(err)
		}
		if took := time.Since(started); took < 59*time.Second || took > 65*time.Second {
			t.Errorf("the one that was not cancelled took %v", took)
		}
		workers.Wait()
	})
}

// Tests elsewhere have a Sleep that returns at once, though the clock does not
// move: no call may wait for it again and again.
func TestASleepThatTakesNoTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := fetchtest.New("test", department)
		if err := w.AddTicket([]byte(odd)); err != nil {
			t.Fatal(err)
		}
		var sleeps, slept atomic.Int64
		c := client(t, w, fetch.Options{Sleep: func(ctx context.Context, d time.Duration) error {
			sleeps.Add(1)
			slept.Add(int64(d))
			return ctx.Err()
		}})
		w.Set(func(s *fetchtest.Settings) {
			var n atomic.Int64
			s.Fault = func(*http.Request) fetchtest.Fault {
				if n.Add(1)%5 == 0 {
					return fetchtest.Fault{Status: 429, RetryAfter: "60"}
				}
				return fetchtest.Fault{}
			}
		})
		course{calls: 1000, workers: 8}.work(t, w, c)
		calls, each := c.Counts().Calls, time.Duration(slept.Load())/250 // of the pauses
		if calls < 1240 || calls > 1260 || sleeps.Load() > 2*calls || each > 90*time.Second {
			t.Errorf("%d calls, %d sleeps, %v for each pause", calls, sleeps.Load(), each)
		}
	})
}
