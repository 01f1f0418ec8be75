package fetch

import (
	"net/http"
	"sync"
	"time"
)

// badClock is an offset worth telling the user: links of hours bear it, but
// the times that are recorded are wrong by it.
const badClock = 30 * time.Second

// skew is how far the clocks of some hosts are ahead of ours, within bounds.
// Each answer narrows them: its Date, of which the fraction of the second is
// not known, was made between sending and receiving.
type skew struct {
	mu        sync.Mutex
	known     bool
	low, high time.Duration
}

// note takes an answer's Date. One that a cache kept tells nothing.
func (s *skew) note(sent, received time.Time, h http.Header) {
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil || h.Get("Age") != "" || !plausible(date) {
		return
	}
	low, high := date.Sub(received), date.Add(time.Second).Sub(sent)
	if low > high {
		return // our clock was set back meanwhile
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if both := max(low, s.low); s.known && both <= min(high, s.high) {
		s.low, s.high = both, min(high, s.high)
		return
	}
	s.known, s.low, s.high = true, low, high // the first, or a clock was set since
}

// offset is 0 as long as the clocks may agree. It is false if nothing is
// known yet.
func (s *skew) offset() (time.Duration, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.low > 0:
		return s.low, true
	case s.high < 0:
		return s.high, true
	}
	return 0, s.known
}

// noteClock takes the Date of an answer that just came.
func (c *Client) noteClock(of *skew, sent time.Time, answer *http.Response) {
	of.note(sent, c.options.Now(), answer.Header)
	if off, _ := of.offset(); off.Abs() > badClock && c.clockTold.CompareAndSwap(false, true) {
		c.options.Log.Warn("this machine's clock differs from the service's", "service_ahead_by", off.Round(time.Second))
	}
}

// Offset is how far the clock that links are held against is ahead of ours:
// that of the file hosts or, before they have answered, of the service. It is
// the least that the answers prove, so 0 while the clocks may agree.
func (c *Client) Offset() time.Duration {
	if off, known := c.fileClock.offset(); known {
		return off
	}
	off, _ := c.apiClock.offset()
	return off
}

// ServiceNow is our clock, put right by Offset.
func (c *Client) ServiceNow() time.Time { return c.options.Now().Add(c.Offset()) }
