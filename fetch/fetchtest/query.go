package fetchtest

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// listQuery is what a list asks for.
type listQuery struct {
	since, until time.Time
	states       []string // lower case; empty for all
	ascending    bool
}

// refusal is what the service says to a question that it can't answer.
type refusal string

func (r refusal) Error() string { return string(r) }

func parseList(query url.Values) (q listQuery, err error) {
	if q.since, err = parseBoundary(query, "since"); err != nil {
		return q, err
	}
	if q.until, err = parseBoundary(query, "until"); err != nil {
		return q, err
	}
	if q.until.Before(q.since) || q.until.After(monthAfter(q.since)) {
		return q, refusal("The time between since and until can be up to one month.")
	}
	for state := range strings.SplitSeq(query.Get("ticketState"), ",") {
		switch state = strings.ToLower(strings.TrimSpace(state)); state {
		case "":
		case "open", "closed", "pending", "snoozed":
			q.states = append(q.states, state)
		default:
			return q, refusal("ticketState is invalid.")
		}
	}
	q.ascending = strings.EqualFold(query.Get("sortOrder"), "ASC")
	return q, nil // what else is in the query is ignored
}

var boundary = regexp.MustCompile(`^(\d\d/\d\d/\d{4} \d\d:\d\d:\d\d):(\d\d)$`)

func parseBoundary(query url.Values, name string) (time.Time, error) {
	parts := boundary.FindStringSubmatch(query.Get(name))
	if parts == nil {
		return time.Time{}, refusal(name + " is required in the format dd/MM/yyyy HH:mm:ss:ff.")
	}
	t, err := time.Parse("02/01/2006 15:04:05.00", parts[1]+"."+parts[2])
	if err != nil {
		return time.Time{}, refusal(name + " is no valid date.")
	}
	return t, nil
}

// monthAfter is the same moment of the next month, or that month's last day.
func monthAfter(t time.Time) time.Time {
	next := t.AddDate(0, 1, 0)
	if next.Day() != t.Day() {
		next = next.AddDate(0, 0, -next.Day())
	}
	return next
}

// match finds what a list has, in its order: by the time of opening, newest
// first unless asked otherwise.
func (w *Workspace) match(department string, q listQuery) []*record {
	w.mu.Lock()
	defer w.mu.Unlock()
	var found []*record
	for _, r := range w.tickets {
		within := slices.ContainsFunc(r.dates, func(t time.Time) bool { return !t.Before(q.since) && !t.After(q.until) })
		wanted := len(q.states) == 0 || slices.Contains(q.states, strings.ToLower(r.state))
		if r.department == department && within && wanted {
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b *record) int {
		order := cmp.Or(a.open.Compare(b.open), cmp.Compare(a.id, b.id))
		if q.ascending {
			return order
		}
		return -order
	})
	return found
}
