package retention

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Period is a time of the calendar: some years, months or days. The zero
// Period is one without end.
type Period struct{ Years, Months, Days int }

var periodForm = regexp.MustCompile(`^([0-9]{1,5})(d|mo|y)$`)

// longest is the longest period that a policy may name, in years: a slip of
// the finger must not lock anything for a millennium.
const longest = 100

// ParsePeriod reads 30d, 18mo or 7y. A period is longer than nothing, and at
// most a hundred years.
func ParsePeriod(s string) (Period, error) {
	form := periodForm.FindStringSubmatch(s)
	if form == nil {
		return Period{}, fmt.Errorf("%q is not a duration: write it as 30d, 18mo or 7y", s)
	}
	n, err := strconv.Atoi(form[1])
	if err != nil {
		return Period{}, fmt.Errorf("%q is not a duration: %w", s, err)
	}
	if n == 0 {
		return Period{}, errors.New("a duration must be longer than zero")
	}
	var p Period
	switch form[2] {
	case "y":
		p.Years = n
	case "mo":
		p.Months = n
	default:
		p.Days = n
	}
	if p.Years > longest || p.Months > longest*12 || p.Days > longest*365 {
		return Period{}, fmt.Errorf("%q is longer than %d years", s, longest)
	}
	return p, nil
}

func (p Period) String() string {
	switch {
	case p.Years > 0:
		return strconv.Itoa(p.Years) + "y"
	case p.Months > 0:
		return strconv.Itoa(p.Months) + "mo"
	case p.Days > 0:
		return strconv.Itoa(p.Days) + "d"
	}
	return "without end"
}

// From is the end of the period that begins at t, in UTC. Months end with the
// calendar's: a month from 31 January is the last day of February. Seconds are
// rounded up, so that nothing ends too early. Without end it is zero.
func (p Period) From(t time.Time) time.Time {
	if p == (Period{}) {
		return time.Time{}
	}
	t = t.UTC()
	first := time.Date(t.Year()+p.Years, t.Month()+time.Month(p.Months), 1, 0, 0, 0, 0, time.UTC)
	day := min(t.Day(), first.AddDate(0, 1, -1).Day())
	end := time.Date(first.Year(), first.Month(), day+p.Days, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
	if whole := end.Truncate(time.Second); whole.Before(end) {
		end = whole.Add(time.Second)
	}
	return end
}
