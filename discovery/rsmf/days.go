package rsmf

import (
	"time"

	"github.com/glassix-archiver/archiver/render"
)

// book is what all days of a ticket share.
type book struct {
	*render.Transcript
	o       Options
	people  *people
	files   map[string]File // by path
	changes []change
}

// Days cuts a transcript into files, in the order of time. It opens nothing.
// There is always one: a ticket in which nothing was said has a file without
// an event.
func Days(t *render.Transcript, o Options) []*Day {
	b := &book{Transcript: t, o: o, people: newPeople(t), files: filesOf(t)}
	b.changes = b.findChanges()
	days := b.cut()
	if len(days) == 0 {
		days = []*Day{{Date: b.dateOf(b.sometime()), book: b}}
	}
	b.number(days)
	for _, d := range days {
		d.Begin, d.End = span(d.entries)
	}
	return days
}

// cut begins a new file with each day, and where the format's limits are met.
// An entry without a date stays with the one before it.
func (b *book) cut() []*Day {
	var days []*Day
	var weight int64
	in := map[string]bool{}
	for i := range b.Entries {
		e := &b.Entries[i]
		last := len(days) - 1
		date := b.dateOf(e.Time.UTC)
		w := b.weight(e, in)
		fresh := last < 0 || date != "" && date != days[last].Date && days[last].Date != ""
		if fresh || len(days[last].entries) >= b.o.maxEvents() || weight+w > b.budget() {
			if date == "" && last >= 0 {
				date = days[last].Date
			}
			days = append(days, &Day{Date: date, book: b, entries: b.Entries[i:i:len(b.Entries)]})
			last, weight, in = last+1, 0, map[string]bool{}
			w = b.weight(e, in)
		}
		d := days[last]
		if d.Date == "" {
			d.Date = date
		}
		d.entries = append(d.entries, *e)
		weight += w
		b.take(d, e, in)
	}
	if len(days) > 0 && days[0].Date == "" {
		days[0].Date = b.dateOf(b.sometime())
	}
	return days
}

// take puts an entry's attachments into a file, each once.
func (b *book) take(d *Day, e *render.Entry, in map[string]bool) {
	for i := range e.Attachments {
		a := &e.Attachments[i]
		if reason := b.absent(a); reason != "" {
			d.LeftOut = append(d.LeftOut, LeftOut{Path: a.Path, Name: a.Name, Reason: reason})
		} else if !in[a.Path] {
			in[a.Path] = true
			d.Files = append(d.Files, b.files[a.Path])
		}
	}
}

// The mail is a third longer than the zip, by base64 and its line ends; an
// event's text stands in it twice, escaped, beside the event's own facts.
func (b *book) budget() int64    { return b.o.maxBytes() / 100 * 72 }
func (b *book) fileLimit() int64 { return b.budget() / 100 * 95 }

const eventWeight = 4 << 10

func (b *book) weight(e *render.Entry, in map[string]bool) int64 {
	w := int64(eventWeight + 4*(len(e.Text)+len(e.Payload)))
	seen := map[string]bool{}
	for i := range e.Attachments {
		a := &e.Attachments[i]
		if b.absent(a) == "" && !in[a.Path] && !seen[a.Path] {
			seen[a.Path] = true
			w += a.Size
		}
	}
	return w
}

// absent says why an attachment is not in the file, or nothing.
func (b *book) absent(a *render.Attachment) string {
	switch {
	case withheld(a):
		return b.Say("exception."+render.Withheld, a.Exception.Message)
	case a.Exception != nil:
		return a.Exception.Code + ": " + a.Exception.Message
	case a.Path == "":
		return "not in the record"
	case a.Size > b.fileLimit():
		return "too large for this format"
	}
	return ""
}

// absence names the kind of it: what is withheld is not missing.
func absence(a *render.Attachment) string {
	if withheld(a) {
		return "Withheld attachment"
	}
	return "Missing attachment"
}

func withheld(a *render.Attachment) bool {
	return a.Exception != nil && a.Exception.Code == render.Withheld
}

// dateOf is the calendar day of an instant in the zone.
func (b *book) dateOf(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(b.o.zone()).Format(time.DateOnly)
}

// sometime is a date for a ticket whose entries have none.
func (b *book) sometime() time.Time {
	for _, at := range []render.Time{b.Header.Opened, b.Header.Closed, b.Header.LastActivity} {
		if !at.UTC.IsZero() {
			return at.UTC
		}
	}
	return time.Time{}
}

func (b *book) number(days []*Day) {
	parts := map[string]int{}
	for _, d := range days {
		parts[d.Date]++
		d.Part = parts[d.Date]
	}
	for _, d := range days {
		d.Parts = parts[d.Date]
	}
}

func span(entries []render.Entry) (begin, end time.Time) {
	for i := range entries {
		at := entries[i].Time.UTC
		if at.IsZero() {
			continue
		}
		if begin.IsZero() || at.Before(begin) {
			begin = at
		}
		if at.After(end) {
			end = at
		}
	}
	return begin, end
}
