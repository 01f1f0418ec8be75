package fetch

import (
	"math"
	"time"
)

// estimate is the limit after a refusal, by what was let through and what was
// not. The number of the last second is best, unless even less was thought to
// be safe: then the limit may not be one of seconds. It lies between the rate
// that was refused and the mean since the last refusal, pauses included.
func (l *law) estimate(now time.Time) float64 {
	mean, high := float64(l.let)/l.span.Seconds(), l.rate
	n, whole := l.recent.rate(now)
	n = min(n, l.rate)
	if whole {
		high = n
	} else {
		mean = max(mean, n)
	}
	low := min(mean, high)
	tried := l.ceiling > 0 && l.rate > l.ceiling*(stay+0.001)
	switch {
	case whole && tried && math.Abs(n-l.ceiling) < l.ceiling/4:
		return (n + l.ceiling) / 2 // as ever, and the edges of a window blur both
	case whole && (l.ceiling == 0 || tried || n < 0.75*l.rate):
		return n
	case whole && low > high/3: // the ceiling was only a little too high
		if float64(l.since) < 1.5*l.rate {
			return 0.9 * n
		}
		return stay * n
	case tried:
		low = l.ceiling
	}
	return math.Sqrt(low * high)
}

// answers are the moments of the last second at which a call was let through.
type answers struct {
	whole bool      // nothing was let through in the second before the first
	from  time.Time // of the first one
	at    []time.Time
}

func (a *answers) clear() { *a = answers{at: a.at[:0]} }

func (a *answers) add(now time.Time) {
	if a.from.IsZero() {
		a.from = now
	}
	a.drop(now)
	a.at = append(a.at, now)
}

func (a *answers) drop(now time.Time) {
	for len(a.at) > 0 && now.Sub(a.at[0]) >= time.Second {
		a.at = a.at[1:]
	}
}

// rate is their number, and whether it tells of a whole second, and of enough
// calls to go by.
func (a *answers) rate(now time.Time) (float64, bool) {
	a.drop(now)
	return float64(len(a.at)), len(a.at) >= 5 && (a.whole || now.Sub(a.from) >= time.Second)
}
