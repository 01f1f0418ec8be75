package render

import (
	"io"
	"io/fs"
	"time"

	"github.com/glassix-archiver/archiver/ticket"
)

// Audience is for whom a transcript is made.
type Audience string

const (
	Internal    Audience = "internal" // everything
	ForCustomer Audience = "customer" // no notes, no internal events, no agents' addresses, no IP, location or user agent
	Legal       Audience = "legal"    // everything, with full hashes
)

// Record is what a transcript is made from.
type Record struct {
	Ticket     *ticket.Ticket
	Raw        []byte          // the service's answer, for its hash
	Department string          // the user's name for the department, if any
	Files      map[string]File // by ticket.Attachment.Key; a file that is not in it was not downloaded
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
}
