package fetch

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// The forms of signed addresses. Each reads its own parameters, whose names
// are in lower case, and knows nothing of an address that is not of its kind.

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
