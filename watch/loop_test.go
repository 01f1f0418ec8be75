package watch

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

var errRun = errors.New("the service is down")

// trial is a loop whose runs take the times given, one after the other, and
// the last for ever after.
type trial struct {
	Loop
	wake    chan struct{}
	began   time.Time
	takes   []time.Duration
	fails   map[int]error // by number of the run, from 0
	starts  []time.Duration
	planned []time.Duration
	failed  int
	running bool
}

func newTrial(t *testing.T, every time.Duration, takes ...time.Duration) *trial {
	l := &trial{wake: make(chan struct{}, 1), began: time.Now(), takes: takes, fails: map[int]error{}}
	l.Loop = Loop{
		Every: every, Now: time.Now, Wake: l.wake,
		Final:  func(err error) bool { return errors.Is(err, context.DeadlineExceeded) },
		Failed: func(error) { l.failed++ },
		Next:   func(at time.Time) { l.planned = append(l.planned, at.Sub(l.began)) },
		Run: func(ctx context.Context) error {
			if l.running {
				t.Error("two runs are on side by side")
			}
			l.running = true
			defer func() { l.running = false }()
			n := len(l.starts)
			l.starts = append(l.starts, time.Since(l.began))
			select {
			case <-time.After(l.takes[min(n, len(l.takes)-1)]):
				return l.fails[n]
			case <-ctx.Done():
				return ctx.Err()
			}
		},
	}
	return l
}

// during lets the loop go for so long and returns what it ended with.
func (l *trial) during(t *testing.T, d time.Duration) error {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	time.AfterFunc(d, cancel)
	return l.Do(ctx)
}

func (l *trial) wakeAt(at time.Duration) {
	time.AfterFunc(at, func() {
		select {
		case l.wake <- struct{}{}:
		default:
		}
	})
}

func startsAre(t *testing.T, l *trial, want ...time.Duration) {
	t.Helper()
	if diff := cmp.Diff(want, l.starts); diff != "" {
		t.Errorf("runs began (-want +got):\n%s", diff)
	}
}

const m = time.Minute

func TestLoopRunsFromStartToStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newTrial(t, 15*m, m, 20*m, m)
		if err := l.during(t, 60*m); err != nil {
			t.Errorf("ended with %v", err)
		}
		startsAre(t, l, 0, 15*m, 35*m, 50*m)
		if diff := cmp.Diff([]time.Duration{15 * m, 30 * m, 50 * m, 65 * m}, l.planned); diff != "" {
			t.Errorf("said to begin (-want +got):\n%s", diff)
		}
	})
}

func TestLoopGoesOnAfterAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newTrial(t, 15*m, m)
		l.fails[0], l.fails[1] = errRun, errRun
		if err := l.during(t, 40*m); err != nil || l.failed != 2 {
			t.Errorf("ended with %v, told of %d failures", err, l.failed)
		}
		startsAre(t, l, 0, 15*m, 30*m)
	})
}

func TestLoopEndsWithAFinalError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newTrial(t, 15*m, m)
		l.fails[1] = context.DeadlineExceeded
		if err := l.during(t, 40*m); !errors.Is(err, context.DeadlineExceeded) || l.failed != 0 {
			t.Errorf("ended with %v, told of %d failures", err, l.failed)
		}
		startsAre(t, l, 0, 15*m)
	})
}

func TestLoopCutInMidRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newTrial(t, 15*m, 5*m)
		if err := l.during(t, 17*m); !errors.Is(err, context.Canceled) {
			t.Errorf("ended with %v", err)
		}
		if took := time.Since(l.began); took != 17*m {
			t.Errorf("took %v to end", took)
		}
	})
}

// A wake begins a run some seconds later, and several of them one.
func TestLoopWoken(t *testing.T) {
	for _, tt := range []struct {
		name  string
		takes time.Duration
		wakes []time.Duration
		want  []time.Duration
	}{
		{"while it waits", m / 2, []time.Duration{3 * m, 3*m + time.Second, 3*m + 4*time.Second}, []time.Duration{0, 3*m + settle, 18*m + settle}},
		{"soon after a start: not oftener than MinEvery", time.Second, []time.Duration{10 * time.Second}, []time.Duration{0, m, 16 * m}},
		{"in mid-run: that run may have listed already", 2 * m, []time.Duration{m}, []time.Duration{0, 2*m + settle, 17*m + settle}},
		{"just before the tick: no later than it", m, []time.Duration{15*m - time.Second}, []time.Duration{0, 15 * m}},
		{"without end", time.Second, []time.Duration{m, 2 * m, 3 * m}, []time.Duration{0, m + settle, 2*m + settle, 3*m + settle, 18*m + settle}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newTrial(t, 15*m, tt.takes)
				for _, at := range tt.wakes {
					l.wakeAt(at)
				}
				if err := l.during(t, 20*m); err != nil {
					t.Errorf("ended with %v", err)
				}
				startsAre(t, l, tt.want...)
			})
		})
	}
}
