package storage

import (
	"errors"
	"fmt"
	"time"
)

// Mode is how an object is kept from being deleted.
type Mode string

// The modes, from the weakest on.
const (
	None       Mode = ""           // it isn't
	Governance Mode = "governance" // a special permission, which this program never uses to delete, gets round it
	Compliance Mode = "compliance" // by nobody before its time; it can't be taken back
)

func (m Mode) rank() int {
	switch m {
	case Governance:
		return 1
	case Compliance:
		return 2
	}
	return 0
}

// Retention says until when an object may not be deleted. The zero value is none.
type Retention struct {
	Mode  Mode
	Until time.Time // UTC, whole seconds; a store rounds up
}

// lastYear is one that stays within the four digits of RFC 3339 when its last
// moment is rounded up.
const lastYear = 9998

// Check tells whether r makes sense: a known mode with a time, or neither.
func (r Retention) Check() error {
	switch {
	case r.Mode != None && r.Mode.rank() == 0:
		return fmt.Errorf("unknown retention mode %.40q", r.Mode)
	case (r.Mode == None) != r.Until.IsZero():
		return errors.New("a retention needs both a mode and an end, or neither")
	case r.Until.UTC().Year() > lastYear || r.Until.UTC().Year() < 1:
		return fmt.Errorf("a retention period ends after %d or before 1", lastYear)
	}
	return nil
}

// At is what of r is in force at now: r in UTC and whole seconds, or the zero
// value when its time has passed.
func (r Retention) At(now time.Time) Retention {
	if r.Mode == None || !r.Until.After(now) {
		return Retention{}
	}
	until := r.Until.UTC()
	if whole := until.Truncate(time.Second); whole.Before(until) {
		until = whole.Add(time.Second)
	}
	return Retention{r.Mode, until}
}

// Covers tells that r keeps an object at least as long and as strictly as o.
func (r Retention) Covers(o Retention) bool {
	return r.Mode.rank() >= o.Mode.rank() && !r.Until.Before(o.Until)
}

// Join is the longer of the two times in the stricter of the two modes: the
// least that covers both.
func (r Retention) Join(o Retention) Retention {
	if o.Mode.rank() > r.Mode.rank() {
		r.Mode = o.Mode
	}
	if o.Until.After(r.Until) {
		r.Until = o.Until
	}
	return r
}

// Extend is what becomes of r when it's extended to to at now: ErrRetained if
// that would shorten or weaken what is in force, and r itself where there is
// nothing to do. Governance may become compliance.
func (r Retention) Extend(to Retention, now time.Time) (Retention, error) {
	if err := to.Check(); err != nil {
		return r, err
	}
	to = to.At(now)
	switch have := r.At(now); {
	case !to.Covers(have):
		return r, fmt.Errorf("%w: %s can't become %s", ErrRetained, have, to)
	case to == have:
		return r, nil
	}
	return to, nil
}

// String is for people: "compliance until 2033-01-31T00:00:00Z".
func (r Retention) String() string {
	if r.Mode == None {
		return "no retention"
	}
	return fmt.Sprintf("%s until %s", r.Mode, r.Until.UTC().Format(time.RFC3339))
}
