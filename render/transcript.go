// Package render makes the transcripts of a ticket. Build turns the record
// into one Transcript for an audience, a language and a time zone; PDF, HTML
// and JSON render that value and nothing else, so the three say the same.
package render

import (
	"io"
	"io/fs"
	"time"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/render/typeset"
)

// Transcript is a ticket made readable: plain values in chronological order,
// without signed URLs or anything else that changes from one fetch to the
// next.
type Transcript struct {
	Schema       string        `json:"schema"` // of the JSON form
	Header       Header        `json:"ticket"`
	Participants []Participant `json:"participants"`
	Exceptions   []Exception   `json:"exceptions"` // what is missing; said first in every format
	Entries      []Entry       `json:"entries"`    // oldest first
	Source       Source        `json:"source"`
	View         View          `json:"view"`
	Redaction    *Redaction    `json:"redaction,omitempty"` // nil when nothing was to be taken out

	words     *Words
	open      func(path string) (io.ReadSeekCloser, error)
	zone      *time.Location
	received  int             // transactions in the record, those not shown included
	templates fs.FS           // nil are the built-in ones
	letter    bool            // pages are US Letter, not A4
	alone     bool            // the HTML is not beside the bundle's files
	source    *typeset.Packed // the service's answer where the PDF carries it; never in the customer's copy, nor in a redacted one
	redacted  []Redacted
}

// View is how this transcript was asked for.
type View struct {
	Audience  Audience       `json:"audience"`
	Language  string         `json:"language"`           // BCP 47, of labels and events
	Direction body.Direction `json:"direction"`          // of the page
	TimeZone  string         `json:"time_zone"`          // of the times shown; UTC stands beside each in JSON
	Generator string         `json:"generator,omitzero"` // tool and version
	Generated time.Time      `json:"generated,omitzero"`
}

// Source ties the transcript to the service's answer that it was made from.
type Source struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Time is an instant as shown and as the service wrote it. UTC is zero when
// the date is unset.
type Time struct {
	UTC      time.Time `json:"utc,omitzero"`
	Original string    `json:"original,omitzero"`
}

// Header is the ticket's facts.
type Header struct {
	Number            int64       `json:"number"`
	Title             string      `json:"title,omitzero"` // its first telling field
	State             string      `json:"state"`
	Type              string      `json:"type,omitzero"`
	Culture           string      `json:"culture,omitzero"`
	Channel           string      `json:"channel,omitzero"` // primary protocol
	Department        Department  `json:"department"`
	Owner             Owner       `json:"owner,omitzero"`
	Opened            Time        `json:"opened,omitzero"`
	Closed            Time        `json:"closed,omitzero"`
	LastActivity      Time        `json:"last_activity,omitzero"`
	ClosedAuto        bool        `json:"closed_automatically,omitzero"`
	Scrambled         bool        `json:"scrambled,omitzero"`
	Incoming          bool        `json:"incoming,omitzero"`
	Tags              []string    `json:"tags,omitempty"`
	Fields            []Field     `json:"fields,omitempty"` // those that hold something, 1 to 10
	UniqueArgument    string      `json:"unique_argument,omitzero"`
	Summary           string      `json:"summary,omitzero"`
	MovedTo           int64       `json:"moved_to,omitzero"`
	MovedFrom         int64       `json:"moved_from,omitzero"`
	ParentNested      int64       `json:"parent_nested,omitzero"`
	Nested            []int64     `json:"nested,omitempty"`
	UserAgent         string      `json:"user_agent,omitzero"`
	IPAddress         string      `json:"ip_address,omitzero"`
	Location          string      `json:"location,omitzero"`
	SourceTitle       string      `json:"source_title,omitzero"`
	SourceURI         string      `json:"source_uri,omitzero"`
	Referral          []NameValue `json:"referral,omitempty"` // adId, adTitle, …
	UTM               []NameValue `json:"utm,omitempty"`
	Parameters        []Parameter `json:"dynamic_parameters,omitempty"`
	TransactionsCount *int64      `json:"transactions_count,omitempty"` // as the service states it
	Other             []NameValue `json:"other,omitempty"`              // members that this version does not know
}

// Field is one of the workspace's ten free fields.
type Field struct {
	Number int    `json:"number"`
	Value  string `json:"value"`
}

// NameValue is a fact under the name that the service gives it.
type NameValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Parameter is a value that a bot's flow gathered.
type Parameter struct {
	Name    string `json:"name"`
	Type    string `json:"type,omitzero"`
	Value   string `json:"value"`
	ID      string `json:"id,omitzero"`
	FlowID  string `json:"flow_id,omitzero"`
	Created Time   `json:"created,omitzero"`
}

// Department is where the ticket belongs. Name is the user's own word for it,
// if the configuration has one: the service does not tell.
type Department struct {
	ID   string `json:"id"`
	Name string `json:"name,omitzero"`
}

// Owner is the agent responsible.
type Owner struct {
	ID       string `json:"id,omitzero"`
	Name     string `json:"name,omitzero"` // from the participants, where the owner is one
	UserName string `json:"user_name,omitzero"`
	Type     string `json:"type,omitzero"`
	Culture  string `json:"culture,omitzero"`

	Gender         string `json:"gender,omitzero"`
	UniqueArgument string `json:"unique_argument,omitzero"`
	Anonymous      bool   `json:"anonymous,omitzero"`
}

// Role is a side of the conversation; it decides card and colour.
type Role string

const (
	Customer  Role = "customer"
	Agent     Role = "agent"
	Automaton Role = "bot"
	System    Role = "system"
)

// Participant is somebody in the conversation.
type Participant struct {
	ID         int64       `json:"id"`
	Name       string      `json:"name"`                  // never empty; bidi controls made visible
	Display    string      `json:"display_name,omitzero"` // what the customer was shown, where it is another
	Role       Role        `json:"role"`
	Type       string      `json:"type,omitzero"` // the service's own word
	Channel    string      `json:"channel,omitzero"`
	SubChannel string      `json:"sub_channel,omitzero"` // MailTo, MailCc, MailBcc
	Identifier string      `json:"identifier,omitzero"`
	UserName   string      `json:"user_name,omitzero"`
	Contact    string      `json:"contact_id,omitzero"`
	Department string      `json:"department_identifier,omitzero"`
	Active     bool        `json:"active"`
	Deleted    bool        `json:"deleted,omitzero"`
	Unlisted   bool        `json:"unlisted,omitzero"` // sent something, but is not among the ticket's participants; set in the list of them only
	Other      []NameValue `json:"other,omitempty"`
}

// Kind is what an entry is.
type Kind string

const (
	Message Kind = "message"
	Note    Kind = "note"  // internal; never for the customer
	Event   Kind = "event" // said in words
)

// Entry is one transaction.
type Entry struct {
	Index       int          `json:"index"` // from 1, in the order shown
	ID          int64        `json:"id,omitzero"`
	GUID        string       `json:"guid,omitzero"`
	Time        Time         `json:"time"`
	Kind        Kind         `json:"kind"`
	Type        string       `json:"type"` // the service's own word
	Author      Participant  `json:"author"`
	Channel     string       `json:"channel,omitzero"`
	Status      string       `json:"status,omitzero"`
	Words       string       `json:"words,omitzero"`    // an event, or what kind of message this is, in the transcript's language
	Body        []body.Block `json:"blocks,omitempty"`  // U+202D and U+202E are written out as ⟨U+202E⟩
	Text        string       `json:"text,omitzero"`     // the body as plain text, those two as they are
	Language    string       `json:"language,omitzero"` // BCP 47, of the body; by its script, so often und-Latn and the like
	Attachments []Attachment `json:"attachments,omitempty"`
	Payload     string       `json:"payload,omitzero"` // JSON, as the service sent it
	Other       []NameValue  `json:"other,omitempty"`

	sentence []string // Words in pieces, an odd one being a name
	spoken   int      // how many of the blocks Text was written from; 0 where it came as text
	lacking  int      // how many of the last blocks Text has behind those
}

// Attachment is a file of an entry.
type Attachment struct {
	ID         int64      `json:"id,omitzero"`
	Identifier string     `json:"file_identifier,omitzero"`
	Name       string     `json:"name"` // the customer's own, bidi controls made visible
	Type       string     `json:"type,omitzero"`
	MediaType  string     `json:"media_type,omitzero"` // from the bytes, not from the name
	Path       string     `json:"path,omitzero"`       // in the bundle's data folder; empty when it was not had
	Size       int64      `json:"size,omitzero"`       // bytes
	SHA256     string     `json:"sha256,omitzero"`
	Embedded   bool       `json:"embedded,omitzero"` // shown inside the message
	Exception  *Exception `json:"exception,omitempty"`

	Sanitization string      `json:"sanitization,omitzero"` // the verdict of the service's own scan
	Other        []NameValue `json:"other,omitempty"`
}

// Withheld is the code of a file that is kept back on purpose, in a production for
// another party; the reason is the exception's message.
const Withheld = "withheld"

// Exception names something that could not be had, and why.
type Exception struct {
	Attachment string    `json:"attachment,omitzero"` // file identifier
	Name       string    `json:"name,omitzero"`
	Code       string    `json:"code"`
	Message    string    `json:"message"`
	Tried      time.Time `json:"tried,omitzero"`
}
