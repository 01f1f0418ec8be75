package fetch

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

const (
	longPause = 30 * time.Second // worth telling the user
	trusted   = 3                // refusals in a row for which Retry-After alone counts
)

// gate is what every call passes: one refusal by the service shuts it for all
// workers, since the limit is the department's and not the worker's.
type gate struct {
	now     func() time.Time
	sleep   func(context.Context, time.Duration) error
	jitter  func() float64
	longest time.Duration
	log     *slog.Logger

	mu    sync.Mutex
	opens time.Time // shut until then
	step  int       // refusals in a row, counting those of one moment as one
}

// wait returns when the gate is open, with the time that it took.
func (g *gate) wait(ctx context.Context) (waited time.Duration, err error) {
	for {
		g.mu.Lock()
		opens := g.opens
		g.mu.Unlock()
		left := opens.Sub(g.now())
		if left <= 0 {
			return waited, nil
		}
		// Not all at once when it opens.
		spread := time.Duration(g.jitter() * float64(min(left/8, time.Second)))
		if err := g.sleep(ctx, left+spread); err != nil {
			return waited, err
		}
		waited += left + spread
		g.mu.Lock()
		same := g.opens.Equal(opens)
		g.mu.Unlock()
		if same {
			return waited, nil
		}
	}
}

// refused shuts the gate after a call that was sent at the given time: for as
// long as the service asked, or else longer with each refusal in a row. A
// service that goes on refusing after the time it asked for is not believed.
func (g *gate) refused(sent time.Time, asked time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	stale := sent.Before(g.opens) // sent before the last refusal came back
	if stale && asked <= 0 {
		return
	}
	wait := asked
	if asked <= 0 || g.step >= trusted {
		wait = max(asked, backoff(g.step+1, g.longest, g.jitter))
	}
	if !stale {
		g.step++
	}
	if until := now.Add(wait); until.After(g.opens) {
		g.opens = until
		if wait >= longPause {
			g.log.Warn("the service throttles, pausing", "wait", wait.Round(time.Second))
		}
	}
}

// passed notes that the service let a call through.
func (g *gate) passed() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.step = 0
}
