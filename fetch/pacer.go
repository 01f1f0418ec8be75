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
	tick      = time.Millisecond // timers are no finer
)

// Pacer says when a call may start: at evenly spaced moments, of a rate that
// the service's refusals teach it, and never in the pause after a refusal.
// All Clients of one workspace may share one, as they share its limit. It is
// safe for concurrent use.
type Pacer struct {
	now     func() time.Time
	sleep   func(context.Context, time.Duration) error
	jitter  func() float64
	longest time.Duration
	log     *slog.Logger

	// head is held by the one call that waits for the next moment. The others
	// queue for it, first come, first served, so that a new rate or a pause
	// counts at once, and who is cancelled takes no moment with him.
	head chan struct{}

	mu     sync.Mutex
	next   time.Time     // the next start by the rate
	opens  time.Time     // nobody starts before; zero when the pause was sat out
	paused time.Duration // all pauses sat out so far
	law    law
}

// NewPacer makes a pacer that begins at FirstRate. It takes the clock, Sleep,
// Jitter, MaxWait and Log from the options too.
func NewPacer(o Options) *Pacer {
	o = o.withDefaults()
	return &Pacer{
		now: o.Now, sleep: o.Sleep, jitter: o.Jitter, longest: o.MaxWait, log: o.Log,
		head: make(chan struct{}, 1),
		law:  newLaw(o.FirstRate, o.Now()),
	}
}

// pass is the leave to send one call, now.
type pass struct {
	sent   time.Time
	held   bool          // the call would have started earlier
	paused time.Duration // of the time that it waited: what refusals caused
}

// wait returns when the next call may be sent.
func (p *Pacer) wait(ctx context.Context) (pass, error) {
	before, held := p.satOut(), false
	select {
	case p.head <- struct{}{}:
	default:
		held = true
		select {
		case p.head <- struct{}{}:
		case <-ctx.Done():
			return pass{paused: p.satOut() - before}, ctx.Err()
		}
	}
	defer func() { <-p.head }()
	for {
		left, pause, opens := p.left()
		if left < tick {
			break
		}
		held = true
		if err := p.sleep(ctx, left); err != nil {
			return pass{paused: p.satOut() - before}, err
		}
		// The sleep is believed, whatever the clock says: tests have one that
		// takes no time.
		if p.slept(pause, opens) {
			break
		}
	}
	return p.start(before, held), nil
}

func (p *Pacer) satOut() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.paused
}

// left is the time until the next start, the part of it that is a pause, and
// when the pause ends.
func (p *Pacer) left() (left, pause time.Duration, opens time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	pause = max(p.opens.Sub(now), 0)
	return max(p.next.Sub(now), pause), pause, p.opens
}

// slept notes that a pause was sat out, and tells if none has come meanwhile.
func (p *Pacer) slept(pause time.Duration, opens time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.paused += pause
	if !p.opens.Equal(opens) {
		return false
	}
	p.opens = time.Time{}
	return true
}

// start takes the next moment. One that came a little late is made up for, so
// that timers do not lower the rate.
func (p *Pacer) start(before time.Duration, held bool) pass {
	p.mu.Lock()
	defer p.mu.Unlock()
	now, slot := p.now(), p.law.slot()
	at := p.next
	if early := now.Add(-slot / 2); at.Before(early) {
		at = early
	}
	if late := now.Add(tick); at.After(late) {
		at = late
	}
	p.next = at.Add(slot)
	return pass{sent: now, held: held, paused: p.paused - before}
}

// passed notes that the service let a call through.
func (p *Pacer) passed(c pass) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.law.passed(c, p.now())
}

// refused pauses all calls after one was refused: for as long as the service
// asked, or else longer with each refusal in a row. A service that goes on
// refusing after the time it asked for is not believed.
func (p *Pacer) refused(c pass, asked time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	fresh := p.law.refused(c, now)
	wait := asked
	if fresh && (asked <= 0 || p.law.row >= trusted) {
		wait = max(asked, backoff(p.law.step, p.longest, p.jitter))
	}
	if wait <= 0 {
		return
	}
	wait += time.Duration(p.jitter() * float64(min(wait/8, time.Second))) // not the moment at which all others come back
	opens := now.Add(wait)
	if !opens.After(p.opens) {
		return
	}
	from := now
	if p.opens.After(now) {
		from = p.opens
	}
	p.opens = opens
	p.law.pause(opens, opens.Sub(from))
	if wait >= longPause {
		p.log.Warn("the service throttles, pausing", "wait", wait.Round(time.Second))
	}
}

// rate is the limit as far as it is known, in calls a second; else 0.
func (p *Pacer) rate() float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.law.limit()
}
