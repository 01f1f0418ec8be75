package query

import (
	"strings"
	"time"
)

// The kinds of segments.
const (
	Message     = "message"
	Note        = "note" // internal
	Event       = "event"
	Attachment  = "attachment"  // a file's name
	Content     = "content"     // what a file says
	Field       = "field"       // of the ticket
	Participant = "participant" // a name or an address
)

// Document is a ticket as it is searched: the texts that somebody wrote or that
// name something, in the order of the transcript.
type Document struct {
	Closed   time.Time
	Title    string
	Channel  string // the ticket's own
	Who      []string
	Segments []Segment

	Department     string // its id
	DepartmentName string
	Channels       []string // all that the conversation went through
	Tags           []string
}

// Segment is one text. A phrase is found within one, not across two.
type Segment struct {
	Kind   string    `json:"kind"`
	Entry  int       `json:"entry,omitzero"` // the transcript's number of it; 0 is the ticket's own
	Author string    `json:"author,omitzero"`
	Time   time.Time `json:"time,omitzero"`
	Name   string    `json:"name,omitzero"` // of a field
	Text   string    `json:"text"`
}

// apart stands between segments. It is of private use, which no word has.
const apart = "\ue000"

// Size is how much its texts are, in bytes.
func (d *Document) Size() int64 {
	n := int64(0)
	for _, s := range d.Segments {
		n += int64(len(s.Text))
	}
	return n
}

// Columns are the words of a document as an index takes them, separated by
// spaces: what was written, who took part, and facts that filters ask for. Of
// ASCII they have small letters and digits only.
func (d *Document) Columns() (words, people, facts string) {
	w, p := d.columns()
	return strings.Join(w, " "), strings.Join(p, " "), strings.Join(d.facts(), " ")
}

func (d *Document) columns() (words, people []string) {
	var w, p column
	for _, s := range d.Segments {
		if s.Kind == Participant {
			p.add(s.Text)
		} else {
			w.add(s.Text)
		}
	}
	return w.close(), p.close()
}

// column gathers the words of segments, and behind all of them the numbers in
// one piece, each once.
type column struct {
	words   []string
	numbers []string
	has     map[string]bool
}

func (c *column) add(text string) {
	tokens := Tokens(text)
	if len(tokens) == 0 {
		return
	}
	if len(c.words) > 0 {
		c.words = append(c.words, apart)
	}
	for _, t := range tokens {
		c.words = append(c.words, t.Text)
	}
	for _, n := range numbers(text, tokens) {
		if c.has == nil {
			c.has = map[string]bool{}
		}
		if !c.has[n.Text] {
			c.has[n.Text] = true
			c.numbers = append(c.numbers, n.Text)
		}
	}
}

func (c *column) close() []string {
	if len(c.numbers) > 0 {
		c.words = append(append(c.words, apart), c.numbers...)
	}
	return c.words
}
