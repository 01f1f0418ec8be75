package archive

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/ticket"
)

// ticketsPrefix is where bundles are kept: tickets/<departmentId>/<yyyy>/<mm>/<ticketId>/<revision>.zip.
const ticketsPrefix = "tickets/"

// Key names the bundle of one revision of one ticket. It follows from the
// ticket's state alone, so two workers on one ticket want the same key.
type Key struct {
	Department string
	Closed     time.Time // only its year and month, UTC, are part of the key
	Ticket     int64
	Revision   string // the ticket's state, with _1, _2, … for bundles that complete it
}

// revisionLayout sorts by time. The service's times have up to 100 ns.
const revisionLayout = "20060102T150405.0000000Z"

// KeyOf returns the key for a ticket's present state, which a head and the
// whole ticket tell alike. department is used where the ticket names none.
//
// The revision is the later of closing and last activity: a ticket that was
// closed again, or to which something was added after it was closed, gets a
// revision beside the first.
func KeyOf(t *ticket.Ticket, department string) Key {
	if t.DepartmentID != "" {
		department = string(t.DepartmentID)
	}
	revised := t.Closing()
	if t.LastActivity.After(revised) {
		revised = t.LastActivity.Time
	}
	return Key{Department: Segment(department), Closed: t.Closing(), Ticket: int64(t.ID), Revision: revised.UTC().Format(revisionLayout)}
}

// state is the revision without the number of a completion. States sort by
// time.
func (k Key) state() string {
	state, _, _ := strings.Cut(k.Revision, "_")
	return state
}

// completion is how many bundles of the same state were there before: each has
// files that the one before it lacked.
func (k Key) completion() int {
	_, number, _ := strings.Cut(k.Revision, "_")
	n, _ := strconv.Atoi(number)
	return n
}

// completed is the key of the bundle that completes the one of k.
func (k Key) completed() Key {
	k.Revision = fmt.Sprintf("%s_%d", k.state(), k.completion()+1)
	return k
}

// before is the key of the bundle that the one of k completes.
func (k Key) before() Key {
	n := k.completion() - 1
	k.Revision = k.state()
	if n > 0 {
		k.Revision = fmt.Sprintf("%s_%d", k.Revision, n)
	}
	return k
}

// CompareRevisions orders bundles by their state, the oldest first, and those of
// one state by what completes what.
func CompareRevisions(a, b Key) int {
	return cmp.Or(strings.Compare(a.state(), b.state()), cmp.Compare(a.completion(), b.completion()))
}

func (k Key) String() string { return fmt.Sprintf("%s%d/%s.zip", k.month(), k.Ticket, k.Revision) }

// month is the part of the key that all tickets of a department and month share.
func (k Key) month() string {
	return ticketsPrefix + k.Department + "/" + k.Closed.UTC().Format("2006/01/")
}

// ParseKey reads the key of a bundle.
func ParseKey(s string) (Key, error) {
	parts := strings.Split(s, "/")
	if len(parts) != 6 || parts[0]+"/" != ticketsPrefix {
		return Key{}, fmt.Errorf("parse key %q: not the key of a bundle", s)
	}
	revision, zipped := strings.CutSuffix(parts[5], ".zip")
	closed, err := time.Parse("2006/01", parts[2]+"/"+parts[3])
	id, idErr := strconv.ParseInt(parts[4], 10, 64)
	k := Key{Department: parts[1], Closed: closed, Ticket: id, Revision: revision}
	if !zipped || !isRevision(revision) || err != nil || idErr != nil || id <= 0 || k.String() != s {
		return Key{}, fmt.Errorf("parse key %q: not the key of a bundle", s)
	}
	return k, nil
}

// isRevision tells a state, or one with the number of a completion, from what
// nobody here would write: its successor could not be told.
func isRevision(s string) bool {
	state, number, completes := strings.Cut(s, "_")
	n, err := strconv.Atoi(number)
	return state != "" && (!completes || err == nil && 0 < n && n < 1_000_000 && strconv.Itoa(n) == number)
}

// Segment makes a safe part of a key from a text from outside. Texts that
// differ make parts that differ: where something had to give way, a piece of the
// text's hash says what.
func Segment(s string) string {
	safe := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '_'
	}, s)
	if safe == s && s != "" && len(s) <= 80 {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return fmt.Sprintf("%.60s-%x", safe, sum[:6])
}
