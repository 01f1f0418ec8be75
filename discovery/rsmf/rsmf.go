// Package rsmf writes tickets in the Relativity Short Message Format 2.0: for
// each conversation and day one mail with an rsmf.zip attached, which review
// platforms show as a chat. It takes everything from a Transcript, after
// audience and redaction, so nothing that was left out there can come back here.
// The same transcript always gives the same bytes, by which review platforms
// detect duplicates.
package rsmf

import (
	"fmt"
	"io"
	"time"

	"github.com/glassix-archiver/archiver/render"
)

// Version is that of the format.
const Version = "2.0.0"

// What importers take, for one file.
const (
	DefaultMaxEvents = 10_000
	DefaultMaxBytes  = 2_000_000_000
)

// Fact is a custom field: what reviewers see when they point at something.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Options say how a ticket is to be written. Zone is that of the transcript.
// What changes from one production to the next belongs into Fields: platforms
// tell duplicates by the text and the attachment, where Custom stands.
type Options struct {
	Zone      *time.Location // bounds the days; nil is UTC
	Generator string         // "" is the transcript's
	Custodian string         // from whom the data came; "" is the ticket's owner
	Custom    []Fact         // goes with the conversation
	Fields    []Fact         // X-RSMF-<Name> in the mail's header, a field of its own for importers: a Bates number, a case
	MaxEvents int            // 0 is DefaultMaxEvents
	MaxBytes  int64          // of a file; 0 is DefaultMaxBytes

	// Open opens a file by its path in the record. Write calls it twice for
	// each file: for the checksums, and for the bytes.
	Open func(path string) (io.ReadCloser, error)
}

// Day is one file: what was said in a conversation on one calendar day of the
// zone, which has 24 hours save where clocks change. A day over the limits of
// the format is in several parts.
type Day struct {
	Date        string // 2006-01-02; empty where nothing of the ticket has a date
	Part, Parts int    // from 1
	Begin, End  time.Time
	Files       []File    // what its rsmf.zip holds
	LeftOut     []LeftOut // what it should hold, and does not

	book    *book
	entries []render.Entry
}

// File is an attachment that goes along.
type File struct {
	ID     string // its name in the zip: 0001.jpg
	Path   string // in the record
	Name   string // the customer's
	Size   int64
	SHA256 string // hex
}

// LeftOut is an attachment that could not go along; its event says so too.
type LeftOut struct {
	Path   string // empty when the record has no such file
	Name   string
	Reason string
}

// Events is how many events the file has.
func (d *Day) Events() int { return len(d.entries) }

// Name is a name for the file, unique within the ticket: 13783_2018-11-26.rsmf.
func (d *Day) Name() string {
	date := d.Date
	if date == "" {
		date = "undated"
	}
	name := fmt.Sprintf("%d_%s", d.book.Header.Number, date)
	if d.Parts > 1 {
		name += fmt.Sprintf("_%02d", d.Part)
	}
	return name + ".rsmf"
}

// Subject is the conversation and the date.
func (d *Day) Subject() string {
	text := d.book.title()
	if d.Date != "" {
		text += ", " + d.Date
	}
	if d.Parts > 1 {
		text += fmt.Sprintf(" (part %d of %d)", d.Part, d.Parts)
	}
	return text
}

func (o Options) zone() *time.Location {
	if o.Zone == nil {
		return time.UTC
	}
	return o.Zone
}

func (o Options) maxEvents() int {
	if o.MaxEvents <= 0 {
		return DefaultMaxEvents
	}
	return o.MaxEvents
}

func (o Options) maxBytes() int64 {
	if o.MaxBytes <= 0 {
		return DefaultMaxBytes
	}
	return o.MaxBytes
}
