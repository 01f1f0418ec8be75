package render

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/glassix-archiver/archiver/ticket"
)

func zoneOf(t *testing.T, name string) *time.Location {
	t.Helper()
	jerusalem(t) // skips on a machine that knows no zones
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func inZone(t *testing.T, lang, zone string) *Transcript {
	t.Helper()
	return build(t, Record{Ticket: &ticket.Ticket{ID: 1}}, Options{Language: lang, Zone: zoneOf(t, zone)})
}

func instant(t *testing.T, text string) Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	return Time{UTC: at}
}

// Dates by each language's habit, with Latin digits, a clock of 24 hours and
// the offset.
func TestDatesOfLanguages(t *testing.T) {
	at := instant(t, "2018-11-26T16:02:03Z")
	for lang, want := range map[string][2]string{
		"ar": {"الاثنين، 26 نوفمبر 2018", "26 نوفمبر 2018، 18:02:03 (UTC+02:00)"},
		"de": {"Montag, 26. November 2018", "26. November 2018, 18:02:03 Uhr (UTC+02:00)"},
		"en": {"Monday, 26 November 2018", "26 November 2018, 18:02:03 (UTC+02:00)"},
		"es": {"Lunes, 26 de noviembre de 2018", "26 de noviembre de 2018, 18:02:03 (UTC+02:00)"},
		"fr": {"Lundi 26 novembre 2018", "26 novembre 2018, 18:02:03 (UTC+02:00)"},
		"he": {"יום שני, 26 בנובמבר 2018", "26 בנובמבר 2018, 18:02:03 (UTC+02:00)"},
		"pt": {"Segunda-feira, 26 de novembro de 2018", "26 de novembro de 2018, 18:02:03 (UTC+02:00)"},
		"ru": {"Понедельник, 26 ноября 2018 г.", "26 ноября 2018 г., 18:02:03 (UTC+02:00)"},
	} {
		transcript := inZone(t, lang, "Asia/Jerusalem")
		if got := [2]string{transcript.FormatDay(at), transcript.FormatTime(at)}; got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

// Every day of a year reads otherwise, in every language.
func TestDaysOfYear(t *testing.T) {
	for _, lang := range Languages(nil) {
		transcript := inZone(t, lang, "UTC")
		seen := make(map[string]bool)
		for n := range 366 {
			at := Time{UTC: time.Date(2024, 1, 1+n, 12, 0, 0, 0, time.UTC)}
			short := transcript.shortDate(at)
			if seen[short] || strings.ContainsAny(short, "{}") || !strings.Contains(short, "2024") {
				t.Errorf("%s: day %d is %q", lang, n, short)
			}
			if day := transcript.FormatDay(at); !strings.Contains(day, short) {
				t.Errorf("%s: day %d is %q in a heading, else %q", lang, n, day, short)
			}
			seen[short] = true
		}
	}
}

func TestOffsets(t *testing.T) {
	for _, test := range []struct{ zone, at, want string }{
		{"UTC", "2018-11-26T16:02:03Z", "26 November 2018, 16:02:03 (UTC)"},
		{"Europe/London", "2018-11-26T16:02:03Z", "26 November 2018, 16:02:03 (UTC)"},
		{"Europe/London", "2018-07-26T16:02:03Z", "26 July 2018, 17:02:03 (UTC+01:00)"},
		{"Asia/Kolkata", "2018-11-26T18:45:00Z", "27 November 2018, 00:15:00 (UTC+05:30)"},
		{"Asia/Kathmandu", "2018-12-31T18:15:00Z", "1 January 2019, 00:00:00 (UTC+05:45)"},
		{"America/St_Johns", "2018-11-26T03:29:59Z", "25 November 2018, 23:59:59 (UTC-03:30)"},
		{"America/St_Johns", "2018-07-26T02:30:00Z", "26 July 2018, 00:00:00 (UTC-02:30)"},
		{"Pacific/Chatham", "2018-12-31T10:15:00Z", "1 January 2019, 00:00:00 (UTC+13:45)"},
		{"Pacific/Kiritimati", "2018-12-31T10:00:00Z", "1 January 2019, 00:00:00 (UTC+14:00)"},
		{"Asia/Jerusalem", "1900-01-01T12:00:00Z", "1 January 1900, 14:20:40 (UTC+02:20:40)"}, // local mean time
		{"Africa/Monrovia", "1971-06-01T12:00:00Z", "1 June 1971, 11:15:30 (UTC-00:44:30)"},
	} {
		if got := inZone(t, "en", test.zone).FormatTime(instant(t, test.at)); got != test.want {
			t.Errorf("%s in %s: %q, want %q", test.at, test.zone, got, test.want)
		}
	}
}

// A ticket over a change of the clocks: the hour that comes twice has two
// headings, the hour that is left out none, and each clock has its offset.
func TestClocksChange(t *testing.T) {
	for _, test := range []struct {
		zone string
		at   []string
		want []string
	}{
		{"America/St_Johns", []string{"2018-11-04T04:29:59Z", "2018-11-04T04:30:00Z", "2018-11-05T04:30:00Z"},
			[]string{"Sunday, 4 November 2018 UTC-02:30: 01:59:59", "Sunday, 4 November 2018 UTC-03:30: 01:00:00", "Monday, 5 November 2018 UTC-03:30: 01:00:00"}},
		{"Europe/Berlin", []string{"2018-03-25T00:59:59Z", "2018-03-25T01:00:00Z", "2018-03-25T01:00:01Z"},
			[]string{"Sunday, 25 March 2018 UTC+01:00: 01:59:59", "Sunday, 25 March 2018 UTC+02:00: 03:00:00 03:00:01"}},
		{"Australia/Lord_Howe", []string{"2018-03-31T14:59:59Z", "2018-03-31T15:00:00Z"}, // half an hour
			[]string{"Sunday, 1 April 2018 UTC+11:00: 01:59:59", "Sunday, 1 April 2018 UTC+10:30: 01:30:00"}},
		{"Pacific/Apia", []string{"2011-12-30T09:59:59Z", "2011-12-30T10:00:00Z"}, // a day that never was
			[]string{"Thursday, 29 December 2011 UTC-10:00: 23:59:59", "Saturday, 31 December 2011 UTC+14:00: 00:00:00"}},
		{"Asia/Kolkata", []string{"2018-11-26T18:29:59Z", "2018-11-26T18:30:00Z", "garbled"},
			[]string{"Monday, 26 November 2018 UTC+05:30: 23:59:59", "Tuesday, 27 November 2018 UTC+05:30: 00:00:00 date not readable: garbled"}},
	} {
		transcript := inZone(t, "en", test.zone)
		for _, text := range test.at {
			at, err := time.Parse(time.RFC3339, text)
			if err != nil {
				transcript.Entries = append(transcript.Entries, Entry{Time: Time{Original: text}})
				continue
			}
			transcript.Entries = append(transcript.Entries, Entry{Time: Time{UTC: at}})
		}
		var got []string
		for _, day := range transcript.Days() {
			said := day.Title + " " + day.Offset + ":"
			for _, e := range day.Entries {
				said += " " + transcript.FormatClock(e.Time)
			}
			got = append(got, said)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.zone, diff)
		}
	}
}

// What is missing or no date is said in the language, and hostile text in its
// place does no harm.
func TestDatesMissing(t *testing.T) {
	for _, lang := range Languages(nil) {
		transcript := inZone(t, lang, "UTC")
		unset, unreadable := transcript.FormatTime(Time{}), transcript.FormatTime(Time{Original: "\u202egnihtyna"})
		if unset == "" || transcript.FormatClock(Time{}) != unset {
			t.Errorf("%s: an unset time is %q", lang, unset)
		}
		if !strings.Contains(unreadable, "⟨U+202E⟩gnihtyna") || unreadable == "⟨U+202E⟩gnihtyna" {
			t.Errorf("%s: an unreadable time is %q", lang, unreadable)
		}
		if day := transcript.FormatDay(Time{}); day == "" || day == "unknown" {
			t.Errorf("%s: an unknown day is %q", lang, day)
		}
	}
}
