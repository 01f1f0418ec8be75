package fetchtest

import (
	"cmp"
	"time"
)

// limiter is what is known of the calls let through. A limit that changes
// finds it as it is.
type limiter struct {
	granted []time.Time // a window's
	spent   float64     // calls that a bucket lacks
	at      time.Time   // when spent was reckoned
	cool    time.Time   // all are refused until then
}

// take lets a call through, or says how long it would have to wait.
func (l *limiter) take(limit Limit, now time.Time) (wait time.Duration) {
	if l.cool.After(now) {
		return l.cool.Sub(now)
	}
	per := cmp.Or(limit.Per, time.Second)
	if limit.Shape == Bucket {
		wait = l.draw(limit, per, now)
	} else {
		wait = l.window(limit, per, now)
	}
	if wait > 0 && limit.CoolDown > 0 {
		l.cool, wait = now.Add(limit.CoolDown), limit.CoolDown
	}
	return wait
}

func (l *limiter) window(limit Limit, per time.Duration, now time.Time) time.Duration {
	ends := func(t time.Time) time.Time { return t.Add(per) }
	if limit.Shape == Fixed {
		ends = func(t time.Time) time.Time { return t.Truncate(per).Add(per) }
	}
	for len(l.granted) > 0 && !ends(l.granted[0]).After(now) {
		l.granted = l.granted[1:]
	}
	if len(l.granted) < limit.Calls {
		l.granted = append(l.granted, now)
		return 0
	}
	return ends(l.granted[len(l.granted)-limit.Calls]).Sub(now)
}

func (l *limiter) draw(limit Limit, per time.Duration, now time.Time) time.Duration {
	back := float64(limit.Calls) / per.Seconds()
	l.spent = max(l.spent-back*now.Sub(l.at).Seconds(), 0)
	l.at = now
	if over := l.spent + 1 - float64(cmp.Or(limit.Burst, limit.Calls)); over > 0 {
		return time.Duration(over/back*float64(time.Second)) + 1
	}
	l.spent++
	return 0
}
