package fetch

import (
	"math"
	"time"
)

const (
	slowest = 1.0 / 60 // calls a second
	fastest = 10_000.0

	retreat = 0.95 // of the ceiling, after a refusal
	stay    = 0.97 // of the ceiling, from soon after until it is tried again

	firstProbe = 10 * time.Second // at the ceiling, after the last refusal
	lastProbe  = 2 * time.Minute
	calm       = 8 // times the last pause, before another one is risked
)

// law finds a rate of calls that the service lets through. Until the first
// refusal the rate doubles each second. The refusal tells a ceiling; from then
// on the rate stays close below it, and seldom tries if there is more. Only
// calls that were held back raise the rate: the others prove nothing.
type law struct {
	rate    float64   // calls a second
	ceiling float64   // the rate that was refused; 0 until one was
	stands  time.Time // since when the ceiling is about what it is
	row     int       // refusals in a row
	step    int       // of the pauses, when the service does not say how long

	last    time.Time     // when a refusal last came back
	resumed time.Time     // when the pause after it ends
	since   int           // calls sent after it that were let through
	let     int           // calls let through since the last refusal that was not one of a row
	span    time.Duration // the time that these took at full rate, pauses included
	rested  time.Duration // of it, the pauses
	recent  answers
}

func newLaw(first float64, now time.Time) law {
	return law{rate: min(max(first, slowest), fastest), last: now, resumed: now, recent: answers{whole: true}}
}

// slot is the time from one start to the next. It is longer after a refusal,
// until an answer shows that calls are let through again: where answers take
// long, many calls would be under way by then.
func (l *law) slot() time.Duration {
	slot := time.Duration(float64(time.Second) / l.rate)
	if l.ceiling > 0 && l.since == 0 {
		slot *= 2
	}
	return slot
}

func (l *law) limit() float64 {
	if l.ceiling == 0 {
		return 0
	}
	return max(l.ceiling, l.rate)
}

// passed learns from a call that was let through.
func (l *law) passed(c pass, now time.Time) {
	l.let++
	l.span += time.Duration(float64(time.Second) / l.rate)
	if !c.held {
		l.recent.clear()
	}
	l.recent.add(now)
	if c.sent.Before(l.last) {
		return
	}
	l.since++
	l.row = 0
	if c.held {
		l.rate = min(l.rate+l.growth(now), fastest)
	}
}

// growth is what one call adds to the rate, so that the rate cannot run ahead
// of the answers.
func (l *law) growth(now time.Time) float64 {
	if l.ceiling == 0 {
		return math.Ln2 // doubles each second
	}
	over := l.rate - stay*l.ceiling
	switch {
	case !now.Before(l.resumed.Add(l.patience(now))):
		// Slowly first, then faster and faster, but not before the service had
		// the time to answer.
		return min(max(over, 0.01*l.ceiling)/l.rate, 0.02*l.rate)
	case over < 0:
		return -over / (2 * l.rate) // half of the way in 1.4 s
	}
	return 0
}

// patience is how long the ceiling is left alone after a refusal: the longer
// it stood already, and the longer the pause that a refusal costs.
func (l *law) patience(now time.Time) time.Duration {
	return max(firstProbe, min(now.Sub(l.stands)/4, lastProbe), calm*l.rested)
}

// refused learns from a call that was refused. One that was sent before the
// last refusal came back tells nothing new, and false is returned. A refusal
// soon after another halves the rate, and makes the pauses longer until there
// was more calm than pause.
func (l *law) refused(c pass, now time.Time) bool {
	if c.sent.Before(l.last) {
		return false
	}
	switch {
	case l.since == 0: // nobody is let through at any rate
		l.row++
		l.step++
	case float64(l.since) < l.rate/2:
		l.row++
		l.step++
		l.ceil(l.rate, now)
		l.rate = max(l.rate/2, slowest)
	default:
		l.row = 0
		l.step = max(l.step-2, 0)
		if now.Sub(l.resumed) > calm*l.rested {
			l.step = 0
		}
		l.ceil(l.estimate(now), now)
		l.rate = max(retreat*l.ceiling, slowest)
		l.let, l.span, l.rested = 0, 0, 0
	}
	l.last, l.since = now, 0
	if l.resumed.Before(now) {
		l.resumed = now
	}
	l.recent.clear()
	return true
}

func (l *law) ceil(rate float64, now time.Time) {
	if math.Abs(rate-l.ceiling) > rate/10 {
		l.stands = now
	}
	l.ceiling = max(rate, slowest)
}

// pause notes how long nobody starts, and until when.
func (l *law) pause(until time.Time, d time.Duration) {
	l.resumed = until
	l.recent.whole = until.Sub(l.last) >= time.Second
	l.span += d
	l.rested += d
}
