package fetch

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strconv"
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

func amazon(q map[string]string) life { return signedAt(q["x-amz-date"], q["x-amz-expires"]) }
func google(q map[string]string) life { return signedAt(q["x-goog-date"], q["x-goog-expires"]) }

// signedAt is of a time of signing and the seconds that it holds from then on.
func signedAt(date, seconds string) life {
	from, err := time.Parse("20060102T150405Z", date)
	n, ok := count(seconds)
	if err != nil || !ok || n == 0 {
		return life{}
	}
	return life{from, from.Add(time.Duration(n) * time.Second)}.sane()
}

// plainExpires is a moment in Unix seconds: of S3's version 2, Google's, and
// CloudFront's canned policy. Alone, without a signature, the word can mean
// anything.
func plainExpires(q map[string]string) life {
	for _, companion := range []string{"signature", "awsaccesskeyid", "googleaccessid", "key-pair-id"} {
		if _, ok := q[companion]; ok {
			return life{until: unix(q["expires"])}.sane()
		}
	}
	return life{}
}

// inPolicy undoes what CloudFront does to the base64 of a policy.
var inPolicy = strings.NewReplacer("-", "+", "_", "=", "~", "/")

func cloudFront(q map[string]string) life {
	text, err := base64.StdEncoding.DecodeString(inPolicy.Replace(q["policy"]))
	if err != nil {
		return life{}
	}
	type moment struct {
		Unix json.Number `json:"AWS:EpochTime"`
	}
	var policy struct {
		Statement []struct {
			Condition struct{ DateLessThan, DateGreaterThan moment }
		}
	}
	if json.Unmarshal(text, &policy) != nil {
		return life{}
	}
	var whole life
	for _, s := range policy.Statement {
		whole = whole.and(life{unix(s.Condition.DateGreaterThan.Unix.String()), unix(s.Condition.DateLessThan.Unix.String())}.sane())
	}
	return whole
}

// azure is of a signature's own times, and of those of the user's key that
// signed it (sks… and ske…), which may end before.
func azure(q map[string]string) life {
	if _, ok := q["sig"]; !ok {
		return life{}
	}
	signature := life{isoTime(q["st"]), isoTime(q["se"])}.sane()
	return signature.and(life{isoTime(q["skt"]), isoTime(q["ske"])}.sane())
}

// isoTime reads the forms that Azure takes: a day, or a time to the minute,
// the second, or fractions of it. It is zero if it can't.
func isoTime(text string) time.Time {
	text = strings.ReplaceAll(text, " ", "+") // of an offset that was not escaped
	for _, layout := range []string{"2006-01-02", "2006-01-02T15:04Z07:00", time.RFC3339} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// unix is zero for what is no number of seconds.
func unix(text string) time.Time {
	n, ok := count(text)
	if !ok {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

// count reads digits, and no more of them than a time could need.
func count(digits string) (int64, bool) {
	if len(digits) > 10 || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, err == nil && n < 1<<33
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
