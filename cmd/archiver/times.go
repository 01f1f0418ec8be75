package main

import "time"

func parseTime(flag, s string) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, usage("write it as 2026-01-31 or 2026-01-31T15:04:05Z", "%s %q is neither a date nor an RFC 3339 time", flag, s)
}

func loadZone(name string) (*time.Location, error) {
	if name == "" {
		return time.UTC, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, usage("write it like Asia/Jerusalem", "unknown time zone %q", name)
	}
	return zone, nil
}
