package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	firstWait   = 500 * time.Millisecond
	oddAttempts = 3 // of what is not likely to mend: a page instead of JSON, a host that never answered
)

// backoff doubles from firstWait, with the upper half of each wait random.
// step counts from 0.
func backoff(step int, longest time.Duration, jitter func() float64) time.Duration {
	wait := min(firstWait<<min(step, 30), longest)
	return wait/2 + time.Duration(float64(wait/2)*jitter())
}

// retryAfter reads the header in both its forms. A date is held against the
// answer's own Date, so that a clock that is off here does no harm. What asks
// for no wait, or can't be read, is 0; too long a wait is cut to longest.
func retryAfter(h http.Header, now time.Time, longest time.Duration) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		if math.IsNaN(seconds) || seconds <= 0 {
			return 0
		}
		if seconds >= longest.Seconds() {
			return longest
		}
		return time.Duration(seconds * float64(time.Second))
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return min(max(at.Sub(now), 0), longest)
}

// faults counts what went wrong with one call, and decides if it is tried
// again.
type faults struct {
	transport int // failures of the connection and of the server
	format    int // answers that made no sense
	refused   int // 401 in a row
	waited    time.Duration
}

// again says how long to wait before the next try, if there is one. Throttled
// calls wait for the pacer, not here.
func (c *Client) again(err error, f *faults) (time.Duration, bool) {
	o := c.options
	if status, ok := errors.AsType[*StatusError](err); ok {
		if status.Code == http.StatusUnauthorized {
			f.refused++
			return 0, f.refused == 1
		}
		f.refused = 0
		switch {
		case status.Code == http.StatusTooManyRequests:
			return 0, f.waited < o.Patience
		case !transient(status.Code):
			return 0, false
		}
		f.transport++
		wait := backoff(f.transport-1, o.MaxWait, o.Jitter)
		return max(wait, status.after), f.transport < o.Attempts
	}
	if _, ok := errors.AsType[*FormatError](err); ok {
		f.format++
		return backoff(f.format-1, o.MaxWait, o.Jitter), f.format < min(oddAttempts, o.Attempts)
	}
	if !mendable(err) {
		return 0, false
	}
	f.transport++
	attempts := o.Attempts
	if !c.reached.Load() { // a mistyped host should not take minutes to say so
		attempts = min(attempts, oddAttempts)
	}
	return backoff(f.transport-1, o.MaxWait, o.Jitter), f.transport < attempts
}

func transient(code int) bool {
	return code >= 500 && code != http.StatusNotImplemented || code == http.StatusRequestTimeout
}

// mendable tells failures of a connection, which pass, from those of the
// set-up, which don't.
func mendable(err error) bool {
	if errors.Is(err, ErrTooLarge) || errors.Is(err, errRedirect) {
		return false
	}
	_, certificate := errors.AsType[*tls.CertificateVerificationError](err)
	_, address := errors.AsType[*net.AddrError](err)
	return !certificate && !address
}

// pause waits, and names what was interrupted.
func (c *Client) pause(ctx context.Context, op string, wait time.Duration, err error) error {
	if wait <= 0 {
		return nil
	}
	c.options.Log.DebugContext(ctx, "trying again", "op", op, "wait", wait, "error", err)
	if err := c.options.Sleep(ctx, wait); err != nil {
		return &callError{op, err}
	}
	return nil
}
