package render

import (
	"io"
	"io/fs"
	"time"

	"github.com/glassix-archiver/archiver/redact"
	"github.com/glassix-archiver/archiver/render/typeset"
	"github.com/glassix-archiver/archiver/ticket"
)

// Audience is for whom a transcript is made.
type Audience string

const (
	Internal    Audience = "internal" // everything
	ForCustomer Audience = "customer" // no notes, no internal events, no agents' addresses, no IP, location or user agent
	Legal       Audience = "legal"    // everything, with numbers of entries and lines and with full hashes
)

// Record is what a transcript is made from.
type Record struct {
	Ticket     *ticket.Ticket
	Raw        []byte          // the service's answer, for its hash and to go with the PDF
	Department string          // the user's name for the department, if any
	Files      map[string]File // by ticket.Attachment.Key; a file that is not in it was not downloaded
	Exceptions []Exception     // what else the record lacks, of no file
	Open       func(path string) (io.ReadSeekCloser, error)
}

// File is what became of an attachment: stored under Path, or missing for the
// reason in Exception.
type File struct {
	Path      string // in the bundle's data folder, slash separated
	Size      int64
	SHA256    string // hex
	MediaType string
	Exception *Exception
}

// Options say how a transcript is to be made. The zero value is the internal
// transcript in the ticket's own culture and in UTC.
type Options struct {
	Audience  Audience
	Language  string         // "" is the ticket's culture, and English where there are no words for it
	Zone      *time.Location // nil is UTC
	Templates fs.FS          // nil is the embedded ones
	Generator string
	Generated time.Time
	Redact    *redact.Redactor // what is taken out, for any audience; nil is nothing. The PDF then carries no record

	Standalone    bool // the HTML holds its pictures itself and links no file: it is to be sent without those of the bundle
	Letter        bool // PDF pages are US Letter, not A4
	WithoutSource bool // the PDF does not carry the record, and is PDF/A-1b
}

// carried is the service's answer as far as the PDF is to hold it. That of a
// customer never does: the answer tells what their copy leaves out.
func (o *Options) carried(raw []byte) *typeset.Packed {
	if o.WithoutSource || o.Redact != nil || len(raw) == 0 || o.Audience != Internal && o.Audience != Legal {
		return nil
	}
	packed := typeset.Pack(raw)
	return &packed
}
