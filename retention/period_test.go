package retention

import (
	"testing"
	"time"
)

func at(t testing.TB, s string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestPeriodFrom(t *testing.T) {
	for _, tt := range []struct{ from, period, want string }{
		{"2026-01-31T12:00:00Z", "1mo", "2026-02-28T12:00:00Z"},
		{"2024-01-31T12:00:00Z", "1mo", "2024-02-29T12:00:00Z"},
		{"2026-01-31T12:00:00Z", "18mo", "2027-07-31T12:00:00Z"},
		{"2026-08-31T12:00:00Z", "18mo", "2028-02-29T12:00:00Z"},
		{"2024-02-29T12:00:00Z", "1y", "2025-02-28T12:00:00Z"},
		{"2024-02-29T12:00:00Z", "4y", "2028-02-29T12:00:00Z"},
		{"2026-01-31T12:00:00Z", "30d", "2026-03-02T12:00:00Z"},
		{"2026-03-26T13:35:11Z", "7y", "2033-03-26T13:35:11Z"},
		{"2026-12-31T23:59:59.0000001Z", "1d", "2027-01-02T00:00:00Z"}, // rounded up, into the next year
		{"2026-06-01T01:30:00+03:00", "1mo", "2026-06-30T22:30:00Z"},   // 31 May in UTC
		{"2026-03-27T00:30:00Z", "1d", "2026-03-28T00:30:00Z"},         // a day of 23 hours elsewhere
		{"2000-01-01T00:00:00Z", "100y", "2100-01-01T00:00:00Z"},
	} {
		p, err := ParsePeriod(tt.period)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.From(at(t, tt.from)); !got.Equal(at(t, tt.want)) || got.Location() != time.UTC {
			t.Errorf("%s from %s: got %v, want %s", tt.period, tt.from, got, tt.want)
		}
	}
	if end := (Period{}).From(at(t, "2026-01-01T00:00:00Z")); !end.IsZero() {
		t.Errorf("without end: got %v", end)
	}
}

func TestParsePeriodRefuses(t *testing.T) {
	for _, s := range []string{"", "0d", "00y", "-1d", "+1d", "7", "7Y", "7 y", "7yr", "1.5y", "1y6mo", "P7Y", "168h", "101y", "1201mo", "36501d", "99999d", "100000d", "٧y", "7y\n"} {
		if p, err := ParsePeriod(s); err == nil {
			t.Errorf("ParsePeriod(%q) = %v, no error", s, p)
		}
	}
}

func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{"30d", "18mo", "7y", "0d", "100y", "-1d", "1y6mo"} {
		f.Add(s, int64(1769860799), int64(999999999))
	}
	f.Fuzz(func(t *testing.T, s string, seconds, nanoseconds int64) {
		p, err := ParsePeriod(s)
		if err != nil {
			return
		}
		if again, err := ParsePeriod(p.String()); err != nil || again != p {
			t.Errorf("%q is read as %v and written as %q", s, p, p)
		}
		const years = 9000 * 366 * 24 * 3600
		from := time.Unix(seconds%years, nanoseconds%1e9)
		end := p.From(from)
		if !end.After(from) || end.Nanosecond() != 0 {
			t.Errorf("%s from %v ends at %v", p, from, end)
		}
		if end.Sub(from.Truncate(time.Second)) < 27*24*time.Hour && p.Days == 0 {
			t.Errorf("%s from %v ends at %v: too soon", p, from, end)
		}
	})
}
