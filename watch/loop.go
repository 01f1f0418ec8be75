package watch

import (
	"context"
	"time"
)

// MinEvery is the shortest time between the starts of two runs. Each leaves a
// report in the store, and the service throttles lists after some tens a
// minute.
const MinEvery = time.Minute

// settle is how long a woken loop waits: tickets are often closed several at
// a time, and one run takes them all.
const settle = 5 * time.Second

// Loop runs at once, and then again and again, never two side by side.
type Loop struct {
	// Every is from start to start. A run that takes longer is followed by
	// the next at once.
	Every time.Duration
	// Now is the clock.
	Now func() time.Time
	// Run is one run. It ends early when its context does.
	Run func(context.Context) error
	// Final reports whether an error of Run ends the loop too. All others are
	// left to the next run.
	Final func(error) bool
	// Failed is told of each error that is left to the next run.
	Failed func(error)
	// Next is told when the next run will begin.
	Next func(time.Time)
	// Wake lets the next run begin some seconds later instead of at its time,
	// but not within MinEvery of the last one's start. It may be nil.
	Wake <-chan struct{}
}

// Do returns nil when ctx ends between two runs, and the error of a run that
// ctx cut, or that is final.
func (l *Loop) Do(ctx context.Context) error {
	for {
		started := l.Now()
		l.forget() // what was closed by now, this run lists
		if err := l.Run(ctx); err != nil {
			if ctx.Err() != nil || l.Final(err) {
				return err
			}
			l.Failed(err)
		}
		if !l.wait(ctx, started) {
			return nil
		}
	}
}

func (l *Loop) forget() {
	select {
	case <-l.Wake:
	default:
	}
}

// wait returns when the next run is due, or with false when ctx ended.
func (l *Loop) wait(ctx context.Context, started time.Time) bool {
	tick := started.Add(l.Every)
	if !l.until(ctx, tick, l.Wake) {
		return ctx.Err() == nil
	}
	soon := l.Now().Add(settle)
	if earliest := started.Add(MinEvery); soon.Before(earliest) {
		soon = earliest
	}
	if soon.After(tick) {
		soon = tick
	}
	l.until(ctx, soon, nil)
	return ctx.Err() == nil
}

// until waits for a time, and reports whether wake was first.
func (l *Loop) until(ctx context.Context, at time.Time, wake <-chan struct{}) (woken bool) {
	l.Next(at)
	timer := time.NewTimer(at.Sub(l.Now()))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-wake:
		return true
	}
	return false
}
