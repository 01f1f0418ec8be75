package ticket

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Time is an instant of the record. The embedded time is UTC; Original is the
// text the service sent, so that nothing of its form or precision is lost.
// The zero Time stands for a date that is unset: null, absent, empty or
// 0001-01-01T00:00:00.
type Time struct {
	time.Time
	Original string
}

// The forms seen from the service. Go accepts a fraction of any length after
// the seconds of each. A form without a zone is UTC.
var timeLayouts = []string{
	"2006-01-02T15:04:05Z07:00",
	"2006-01-02T15:04:05",
	"2006-01-02 15:04:05",
	"2006-01-02",
}

// ParseTime reads any of the service's date forms. Text that is none of them
// is an error; an unset date is the zero Time with its Original kept.
func ParseTime(s string) (Time, error) {
	trimmed := strings.TrimSpace(s)
	if trimmed == "" {
		return Time{Original: s}, nil
	}
	for _, layout := range timeLayouts {
		t, err := time.Parse(layout, trimmed)
		if err != nil {
			continue
		}
		t = t.UTC()
		if t.Year() <= 1 || t.Year() >= 9999 {
			t = time.Time{} // .NET's DateTime.MinValue and MaxValue: never set
		}
		return Time{Time: t, Original: s}, nil
	}
	return Time{Original: s}, fmt.Errorf("parse date %q: unknown form", clip(s))
}

// UnmarshalJSON never fails on a string: a date in a form nobody knows must
// not cost the ticket. It decodes to an unset Time whose Original is the text.
func (t *Time) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("null")) {
		*t = Time{}
		return nil
	}
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		s = string(data)
	}
	*t, _ = ParseTime(s)
	return nil
}

// MarshalJSON writes the service's own text, or null for a date without one.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.Original == "" {
		if t.IsZero() {
			return []byte("null"), nil
		}
		return json.Marshal(t.UTC().Format(time.RFC3339Nano))
	}
	return json.Marshal(t.Original)
}

// clip bounds a text of the service for use in an error.
func clip(s string) string {
	const limit = 60
	if r := []rune(s); len(r) > limit {
		return string(r[:limit]) + "…"
	}
	return s
}
