package render

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/ticket"
)

// Schema names the form of the JSON transcript.
const Schema = "transcript/1"

// SourceName is the file of a bundle that holds the service's answer.
const SourceName = "source.json"

// builder makes one transcript.
type builder struct {
	*Transcript
	rec          Record
	transactions []ticket.Transaction // oldest first
	agents       map[string]bool      // the names of participants, for events that mention one
	secret       *withheld            // of a customer's copy

	culture ticketCulture
	lean    body.Direction // of texts whose words do not tell
}

// Build makes the transcript of a record for an audience. What that audience
// must not see is left out here, so no format can show it. The record is not
// changed. It fails only on options it cannot satisfy and on templates that
// cannot be read.
func Build(rec Record, o Options) (*Transcript, error) {
	if rec.Ticket == nil {
		return nil, errors.New("build transcript: no ticket")
	}
	if o.Audience == "" {
		o.Audience = Internal
	}
	switch o.Audience {
	case Internal, ForCustomer, Legal:
	default:
		return nil, fmt.Errorf("build transcript: unknown audience %q", o.Audience)
	}
	words, err := loadWords(o.Templates, culture(rec.Ticket, o))
	if err != nil {
		return nil, fmt.Errorf("build transcript: %w", err)
	}
	b := &builder{Transcript: newTranscript(rec, o, words), rec: rec, transactions: rec.Ticket.Chronological(), culture: cultureOf(rec.Ticket.Culture)}
	b.lean = b.culture.direction(b.View.Direction)
	if b.customer() {
		b.secret = b.newWithheld()
	}
	b.Header = b.header()
	b.Participants = b.participants()
	b.Entries = b.entries()
	if b.customer() {
		b.Participants = b.seen(b.Participants)
	}
	b.Exceptions = append(b.Exceptions, b.exceptions()...)
	b.showNames()
	if b.customer() {
		b.withholdAll()
	}
	b.redactAll(o.Redact)
	return b.Transcript, nil
}

func newTranscript(rec Record, o Options, words *Words) *Transcript {
	zone := o.Zone
	if zone == nil {
		zone = time.UTC
	}
	sum := sha256.Sum256(rec.Raw)
	return &Transcript{
		Schema:       Schema,
		Participants: []Participant{},
		Exceptions:   []Exception{},
		Entries:      []Entry{},
		Source:       Source{Name: SourceName, Size: int64(len(rec.Raw)), SHA256: hex.EncodeToString(sum[:])},
		View: View{
			Audience: o.Audience, Language: words.Language, Direction: words.Direction,
			TimeZone: zone.String(), Generator: o.Generator, Generated: o.Generated.UTC(),
		},
		words:     words,
		open:      rec.Open,
		zone:      zone,
		received:  len(rec.Ticket.Transactions),
		templates: o.Templates,
		letter:    o.Letter,
		alone:     o.Standalone,
		source:    o.carried(rec.Raw),
	}
}

func culture(t *ticket.Ticket, o Options) string {
	if o.Language != "" {
		return o.Language
	}
	return string(t.Culture)
}

// customer reports whether the transcript leaves the house.
func (t *Transcript) customer() bool { return t.View.Audience == ForCustomer }

// Say returns a text of the transcript's language; see Words.Say. A text may
// have a form for the customer's copy: page.empty has page.empty.customer. A
// word of the service that there are no words for is made Visible.
func (t *Transcript) Say(key string, args ...string) string {
	if t.customer() {
		if own := t.words.find(key + ".customer"); own != "" {
			return fill(own, args)
		}
	}
	if t.words.find(key) == "" {
		return Visible(t.words.Say(key))
	}
	return t.words.Say(key, args...)
}

// Count returns a text for n things in the right plural form; see Words.Count.
func (t *Transcript) Count(key string, n int) string { return t.words.Count(key, n) }

// Direction is that of the page.
func (t *Transcript) Direction() body.Direction { return t.View.Direction }

// word says a value of an enumeration of the service, or nothing for one that
// is unset.
func (t *Transcript) word(family, value string) string {
	if ticket.IsUnset(ticket.Text(value)) {
		return ""
	}
	return t.Say(family + "." + value)
}

// RoleName, ChannelName, StatusName and StateName say a value in the
// transcript's language; one without words is said as the service has it.
func (t *Transcript) RoleName(r Role) string         { return t.word("role", string(r)) }
func (t *Transcript) ChannelName(name string) string { return t.word("protocol", name) }
func (t *Transcript) StatusName(name string) string  { return t.word("status", name) }
func (t *Transcript) StateName(name string) string   { return t.word("state", name) }

// Heading is the transcript's title: the ticket's number, and its first
// telling field.
func (t *Transcript) Heading() string { return strings.Join(t.HeadingParts(), "") }

// HeadingParts is the title in pieces, an odd one being the number or the
// field, whose direction must not disturb the words around it.
func (t *Transcript) HeadingParts() []string {
	args := []string{strconv.FormatInt(t.Header.Number, 10), t.Header.Title}
	if t.Header.Title == "" {
		return sentence(t.words.find("page.title"), args)
	}
	return sentence(t.words.find("page.titled"), args)
}

// openFile opens a file of the record by its path in the bundle's data folder.
// It answers fs.ErrNotExist when the record has no files.
func (t *Transcript) openFile(path string) (io.ReadSeekCloser, error) {
	if t.open == nil || path == "" {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	}
	return t.open(path)
}

// FormatSize says a number of bytes for people: 612 bytes, 184 KB, 1.5 MB, in
// powers of ten.
func (t *Transcript) FormatSize(n int64) string {
	if n < 1000 {
		return t.Count("size.bytes", int(n))
	}
	value, unit := float64(n), ""
	for _, u := range []string{"size.KB", "size.MB", "size.GB", "size.TB"} {
		value, unit = value/1000, u
		if value < 999.5 {
			break
		}
	}
	decimals := 0
	if value < 9.95 {
		decimals = 1
	}
	number := strconv.FormatFloat(value, 'f', decimals, 64)
	return t.Say(unit, strings.Replace(number, ".", t.Say("size.decimal"), 1))
}

// others turns the members that nobody knows into facts, their names under a
// prefix. Signed URLs lose their queries: these are credentials, and change
// from one fetch to the next.
func others(prefix string, extra ticket.Extra) []NameValue {
	if len(extra) == 0 {
		return nil
	}
	var list []NameValue
	for _, name := range extra.Names() {
		if value := extra.Text(name); value != "" {
			list = append(list, NameValue{Name: Visible(prefix + name), Value: unsigned(value)})
		}
	}
	return list
}

// unsigned cuts the queries of signed URLs from a text.
func unsigned(s string) string {
	if !strings.Contains(s, "X-Amz-") {
		return s
	}
	return signedQuery.ReplaceAllString(s, "$1")
}
