package render

import (
	"fmt"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/glassix-archiver/archiver/ticket"
)

func timeOf(t ticket.Time) Time { return Time{UTC: t.Time, Original: t.Original} }

// IsZero reports whether there is nothing to show: no instant, and no text
// that somebody might still read one from.
func (t Time) IsZero() bool { return t.UTC.IsZero() && !t.Unreadable() }

// Unreadable reports whether the service sent a text here that is no date.
func (t Time) Unreadable() bool {
	_, err := ticket.ParseTime(t.Original)
	return t.UTC.IsZero() && err != nil
}

// local is the instant in the transcript's zone.
func (t *Transcript) local(at Time) time.Time {
	if t.zone == nil {
		return at.UTC.UTC()
	}
	return at.UTC.In(t.zone)
}

// FormatTime says a date and time in full, with its offset from UTC. A date
// that is unset or that could not be read is said to be so.
func (t *Transcript) FormatTime(at Time) string {
	if at.UTC.IsZero() {
		return t.formatMissing(at)
	}
	return t.Say("date.time", t.shortDate(at), t.local(at).Format(time.TimeOnly), t.FormatOffset(at))
}

// FormatClock says the time of day, without an offset: that of the day's
// heading holds (see Days).
func (t *Transcript) FormatClock(at Time) string {
	if at.UTC.IsZero() {
		return t.formatMissing(at)
	}
	return t.local(at).Format(time.TimeOnly)
}

// FormatDay says the day with the day of the week, for a heading: it begins
// with a capital also where a day of the week is no proper name.
func (t *Transcript) FormatDay(at Time) string {
	if at.UTC.IsZero() {
		return t.Say("date.unknown")
	}
	day := t.local(at)
	return capital(t.Say("date.day", t.Say(fmt.Sprintf("weekday.%d", day.Weekday())),
		strconv.Itoa(day.Day()), t.month(day), strconv.Itoa(day.Year())))
}

// capital turns the first letter into one that begins a heading.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 || first == utf8.RuneError {
		return text
	}
	return string(unicode.ToTitle(first)) + text[size:]
}

// FormatOffset says the offset from UTC at an instant: UTC+02:00. The local
// mean times of old have seconds: UTC+02:20:40.
func (t *Transcript) FormatOffset(at Time) string {
	local := t.local(at)
	switch _, seconds := local.Zone(); {
	case seconds == 0:
		return "UTC"
	case seconds%60 != 0:
		return "UTC" + local.Format("-07:00:00")
	default:
		return "UTC" + local.Format("-07:00")
	}
}

func (t *Transcript) shortDate(at Time) string {
	day := t.local(at)
	return t.Say("date.short", "", strconv.Itoa(day.Day()), t.month(day), strconv.Itoa(day.Year()))
}

func (t *Transcript) month(day time.Time) string { return t.Say(fmt.Sprintf("month.%d", day.Month())) }

func (t *Transcript) formatMissing(at Time) string {
	if at.Unreadable() {
		return t.Say("date.unreadable", Visible(at.Original))
	}
	return t.Say("date.unset")
}

// Day is a stretch of entries under one heading: one local day, and one
// offset from UTC, so that a night when the clocks change has two.
type Day struct {
	Title   string // Monday, 26 November 2018
	Offset  string // UTC+02:00, which holds for every FormatClock below it
	Date    string // 2018-11-26; empty when unknown
	Entries []Entry
}

// Days groups the entries. One without a readable date stays with the one
// before it.
func (t *Transcript) Days() []Day {
	var days []Day
	for i, entry := range t.Entries {
		day := Day{Title: t.FormatDay(entry.Time)}
		if !entry.Time.UTC.IsZero() {
			day.Date, day.Offset = t.local(entry.Time).Format(time.DateOnly), t.FormatOffset(entry.Time)
		}
		last := len(days) - 1
		if last < 0 || day.Date != "" && (days[last].Date != day.Date || days[last].Offset != day.Offset) {
			day.Entries = t.Entries[i:i:len(t.Entries)]
			days = append(days, day)
			last++
		}
		days[last].Entries = append(days[last].Entries, entry)
	}
	return days
}
