package production

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/discovery/filetext"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
)

// Format is a form that documents are produced in.
type Format string

const (
	RSMF   Format = "rsmf"   // conversations for review platforms, a file a day
	DAT    Format = "dat"    // load files, and the text of each document
	PDF    Format = "pdf"    // pages that bear their numbers
	Native Format = "native" // attachments as they are
)

// Formats are all.
var Formats = []Format{RSMF, DAT, PDF, Native}

// Selection is how the bundles were found, as the report repeats it.
type Selection struct {
	Query   string             `json:"query"`
	Filters []render.NameValue `json:"filters"`
	Text    string             `json:"text"` // for people

	// Superseded are the bundles that would be found too, were it not for a newer
	// one of their ticket. They are not asked for, and not produced.
	Superseded int `json:"superseded"`

	// NotSearched says how many attachments of the archive the search could not look
	// into, and why; "" is that there are none, or that nothing was searched for.
	NotSearched string `json:"not_searched"`
}

// Unread is a bundle of which it is not known whether it is wanted.
type Unread = archive.Failure

// A Slice is a part of a conversation as a file of its own.
type Slice struct {
	Write   func(ctx context.Context, w io.Writer) error
	LeftOut []render.Exception // files that the form has no room for
}

// Options say what is produced, and how.
type Options struct {
	Store     storage.Store
	Keys      []archive.Key // what was found
	Unread    []Unread      // what could not be looked at
	Selection Selection
	Case      string // names the production, and whose numbers go on

	Out     string // the folder; it must not exist, or be empty
	Formats []Format
	Bates   Bates
	Start   int64 // the first number; 0 goes on behind the last one of the case
	Split   int   // documents of a volume
	Letter  bool  // pages are US Letter, not A4
	Legend  string
	OneLine bool // the image load file has a line a document, not one a page

	// Render says how transcripts are made: language, zone, what is redacted.
	// Audience, Generator and Generated are set here.
	Render   render.Options
	Zone     *time.Location // of dates; nil is UTC
	Redact   string         // what is redacted, for the report; "" is nothing
	Withhold string         // why no attachment is produced; "" is that they are

	Texts *filetext.Extractor // takes texts out of attachments; nil: of plain text files only

	// What other rooms do. Each may be nil.
	Slices func(t *render.Transcript, facts []render.NameValue, open func(path string) (io.ReadCloser, error)) []Slice

	Log    *custody.Log  // the production is entered there; nil: the user keeps none
	View   *custody.View // of the log; nil: there is none to prove anything by
	Public string        // the log's key

	Now       func() time.Time
	Random    io.Reader // names the temporary folder
	Generator string
	By        string // who produces
	Workers   int
	Progress  func(done, all int) // bundles; may be nil
}

func (o *Options) has(f Format) bool { return slices.Contains(o.Formats, f) }

func (o *Options) check() error {
	switch {
	case o.Case == "":
		return errors.New("produce: no case")
	case len(o.Formats) == 0:
		return errors.New("produce: no format")
	case o.Split < 1:
		return fmt.Errorf("produce: volumes of %d documents", o.Split)
	case o.has(RSMF) && o.Slices == nil:
		return errors.New("produce: rsmf can't be written by this build")
	}
	return o.Bates.Check()
}
