package archive

import (
	"context"
	"sync"
	"time"
)

// lanes are the ways that downloads go on, as many at once as there are lanes.
// The next free one is for the file whose link dies first, and a ticket is let
// in only when its files can begin in the life of their links: what is fetched
// too early rots while it waits.
type lanes struct {
	size int
	now  func() time.Time

	mu       sync.Mutex
	busy     int
	waiting  []*turn
	admitted int // tickets let in that have not told their files yet
	told     bool
	changed  chan struct{} // closed at each change, for those who wait to be let in

	files mean          // of a ticket
	took  mean          // seconds of a download
	life  time.Duration // that fresh links have left, the shortest of late; 0 where they do not end
}

// turn is a download that waits for a lane.
type turn struct {
	due   func() time.Time // when its link dies; zero for never
	ready chan struct{}
}

func newLanes(size int, now func() time.Time) *lanes {
	return &lanes{size: size, now: now, changed: make(chan struct{}), took: mean{guessedDownload, true}}
}

const (
	// guessedDownload is how long a download takes, in seconds, to begin with:
	// rather too long, since those that end first are the short ones.
	guessedDownload = 5
	// shareOfLife is how much of its links' life a ticket's files may have to
	// wait. The rest is for what the estimate does not know.
	shareOfLife = 3
	// renewed is the rank of a link that is dead already: it is renewed before
	// it is used, so it may wait for those that still live.
	renewed = time.Hour
)

// admit waits until a further ticket may be fetched. The caller calls tell
// once: with the ticket's files, or with none if it was not to be had.
func (l *lanes) admit(ctx context.Context) (tell func(files int, life time.Duration), err error) {
	for {
		l.mu.Lock()
		if l.roomy() {
			l.admitted++
			l.mu.Unlock()
			return l.tellOnce(), nil
		}
		changed := l.changed
		l.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// roomy reports whether the files of one more ticket would begin early enough.
func (l *lanes) roomy() bool {
	if l.admitted+l.busy+len(l.waiting) == 0 {
		return true // whatever the estimate says, the work goes on
	}
	if !l.told {
		return false // the first ticket tells how long links live
	}
	if l.life == 0 {
		return true
	}
	ahead := float64(len(l.waiting)+l.busy-l.size) + float64(l.admitted+1)*l.files.value
	wait := ahead / float64(l.size) * l.took.value
	return wait <= l.life.Seconds()/shareOfLife
}

func (l *lanes) tellOnce() func(int, time.Duration) {
	var once sync.Once
	return func(files int, life time.Duration) {
		once.Do(func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.admitted--
			l.told = true
			l.files.add(float64(files))
			if life > 0 && (l.life == 0 || life < l.life) {
				l.life = life
			} else if life > 0 {
				l.life += (life - l.life) / 16 // a short one long ago counts less and less
			}
			l.wake()
		})
	}
}

func (l *lanes) wake() {
	close(l.changed)
	l.changed = make(chan struct{})
}

// enter waits for a lane. The caller runs leave when the download is done.
func (l *lanes) enter(ctx context.Context, due func() time.Time) (leave func(), err error) {
	t := &turn{due: due, ready: make(chan struct{})}
	l.mu.Lock()
	l.waiting = append(l.waiting, t)
	l.next()
	l.mu.Unlock()
	select {
	case <-t.ready:
		return l.leaver(), nil
	case <-ctx.Done():
		l.cancel(t)
		return nil, context.Cause(ctx)
	}
}

func (l *lanes) leaver() func() {
	began := l.now()
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.busy--
		l.took.add(l.now().Sub(began).Seconds())
		l.next()
		l.wake()
	}
}

// cancel takes back a turn. If it has a lane already, the lane goes on to the
// next.
func (l *lanes) cancel(t *turn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, w := range l.waiting {
		if w == t {
			l.waiting = append(l.waiting[:i], l.waiting[i+1:]...)
			return
		}
	}
	l.busy--
	l.next()
}

// next gives the free lanes to those whose links die first.
func (l *lanes) next() {
	for l.busy < l.size && len(l.waiting) > 0 {
		i := l.first()
		t := l.waiting[i]
		l.waiting = append(l.waiting[:i], l.waiting[i+1:]...)
		l.busy++
		close(t.ready)
	}
}

// first is the most urgent turn: the earliest deadline still to come, then
// dead links, which a fresh one replaces, then links without an end. Equals
// keep their order.
func (l *lanes) first() int {
	now := l.now()
	best, at := 0, time.Time{}
	for i, t := range l.waiting {
		due := t.due()
		switch {
		case due.IsZero():
			due = now.Add(1000 * renewed)
		case !due.After(now):
			due = now.Add(renewed)
		}
		if i == 0 || due.Before(at) {
			best, at = i, due
		}
	}
	return best
}

// mean is an average that forgets: the last few samples make most of it.
type mean struct {
	value float64
	known bool
}

func (m *mean) add(sample float64) {
	if !m.known {
		m.value, m.known = sample, true
		return
	}
	m.value += (sample - m.value) / 5
}
