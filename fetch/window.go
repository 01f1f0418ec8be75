package fetch

import (
	"fmt"
	"net/url"
	"time"
)

// grain is the resolution of the service's list boundaries.
const grain = 10 * time.Millisecond

// Window is a span of time to list, both ends included. The service refuses
// one that is longer than a calendar month.
type Window struct {
	Since, Until time.Time // UTC
}

// Windows cuts a span into calendar months, UTC. The first and the last are
// cut off at since and until, which are rounded outward to what the service
// can tell apart. Neighbours share their boundary, so that no moment falls
// between two. There are none if until is before since.
func Windows(since, until time.Time) []Window {
	since, until = since.UTC(), until.UTC()
	if until.Before(since) {
		return nil
	}
	since = since.Truncate(grain)
	if rounded := until.Truncate(grain); rounded.Before(until) {
		until = rounded.Add(grain)
	}
	var windows []Window
	for {
		next := time.Date(since.Year(), since.Month()+1, 1, 0, 0, 0, 0, time.UTC)
		if !next.Before(until) {
			return append(windows, Window{since, until})
		}
		windows = append(windows, Window{since, next})
		since = next
	}
}

// String is the window in RFC 3339, for people.
func (w Window) String() string {
	return w.Since.Format(time.RFC3339Nano) + " to " + w.Until.Format(time.RFC3339Nano)
}

func (w Window) query() url.Values {
	return url.Values{
		"since":       {serviceTime(w.Since)},
		"until":       {serviceTime(w.Until)},
		"ticketState": {"Closed"},
		"sortOrder":   {"ASC"},
	}
}

// serviceTime is dd/MM/yyyy HH:mm:ss:ff, with a colon before the hundredths.
func serviceTime(t time.Time) string {
	t = t.UTC()
	return fmt.Sprintf("%s:%02d", t.Format("02/01/2006 15:04:05"), t.Nanosecond()/int(grain))
}
