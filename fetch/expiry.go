package fetch

import (
	"net/url"
	"strings"
	"time"
)

// Expiry says until when a signed address is valid, as read from it. It knows
// the forms of S3 (versions 4 and 2), CloudFront (canned and custom policies),
// Azure's shared access signatures, and Google Cloud Storage (versions 4 and
// 2), and those that imitate them. Where an address says it twice, the
// earliest rules. It is false for an address that doesn't say, or says what
// can't be: such a link is tried, and its host will tell.
func Expiry(address string) (time.Time, bool) {
	l := readLife(address)
	return l.until, !l.until.IsZero()
}

// life is when an address is valid. What it does not tell is zero.
type life struct{ from, until time.Time }

// readLife joins what each form says of its own parameters.
func readLife(address string) life {
	u, err := url.Parse(address)
	if err != nil {
		return life{}
	}
	q := lowerNames(u.RawQuery)
	var whole life
	for _, form := range []func(map[string]string) life{amazon, google, plainExpires, cloudFront, azure} {
		whole = whole.and(form(q))
	}
	return whole
}

// and is when both are valid.
func (l life) and(other life) life {
	if l.until.IsZero() {
		return other
	}
	if !other.until.IsZero() && other.until.Before(l.until) {
		l.until = other.until
	}
	if other.from.After(l.from) {
		l.from = other.from
	}
	return l
}

// length is 0 if the address does not tell when its life began.
func (l life) length() time.Duration {
	if l.from.IsZero() || l.until.IsZero() {
		return 0
	}
	return max(l.until.Sub(l.from), 0)
}

// lowerNames reads a query. A parameter that is given twice, with two values,
// says nothing: which of them its host takes is not known.
func lowerNames(query string) map[string]string {
	values, _ := url.ParseQuery(query) // what can't be read is left out
	q, torn := map[string]string{}, map[string]bool{}
	for name, list := range values {
		name = strings.ToLower(name)
		for _, value := range list {
			if old, given := q[name]; given && old != value {
				torn[name] = true
			}
			q[name] = value
		}
	}
	for name := range torn {
		delete(q, name)
	}
	return q
}

// sane drops times that no signed address has.
func (l life) sane() life {
	if !plausible(l.until) {
		return life{}
	}
	if !plausible(l.from) {
		l.from = time.Time{}
	}
	return l
}

// plausible is true of times that a clock may show, were it even badly off.
func plausible(t time.Time) bool { return t.Year() >= 1990 && t.Year() < 2200 }
