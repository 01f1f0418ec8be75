package production

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/discovery/loadfile"
	"github.com/glassix-archiver/archiver/render"
)

// Fields are the columns of the load file, in their order.
var Fields = []string{
	"DOCID", "BEGBATES", "ENDBATES", "BEGATTACH", "ENDATTACH", "PARENTID", "ATTACHIDS", "ATTACHCOUNT", "PGCOUNT", "DOCTYPE",
	"CUSTODIAN", "FROM", "TO", "PARTICIPANTS", "SUBJECT", "CHANNEL", "DEPARTMENT", "TICKETID", "REVISION", "TAGS", "DIRECTION",
	"DATESENT", "DATELASTMSG", "DATEOPENED", "DATECLOSED", "TIMEZONE", "MESSAGECOUNT",
	"FILENAME", "FILEEXT", "FILESIZE", "MD5HASH", "SHA256HASH", "ALLFILENAMES", "SOURCEKEY", "SOURCESHA256", "ALLSOURCES",
	"NATIVELINK", "TEXTLINK", "PDFLINK", "TEXTSHA256", "PDFSHA256", "RSMFLINK", "RSMFSHA256", "EXCEPTION", "REDACTED",
}

// severals are the fields that may have several texts.
var severals = []string{"ATTACHIDS", "TO", "PARTICIPANTS", "TAGS", "ALLFILENAMES", "ALLSOURCES", "RSMFLINK", "RSMFSHA256", "EXCEPTION"}

func fields() (list []loadfile.Field) {
	for _, name := range Fields {
		list = append(list, loadfile.Field{Name: name, Several: slices.Contains(severals, name)})
	}
	return list
}

// row is what a document's line says, by field.
type row map[string]loadfile.Value

func (r row) set(field, value string) {
	if value != "" {
		r[field] = loadfile.Text(value)
	}
}

// line is the row in the order of Fields.
func (r row) line() []loadfile.Value {
	line := make([]loadfile.Value, len(Fields))
	for i, name := range Fields {
		line[i] = r[name]
	}
	return line
}

// date sets a date, and logs one that the form has no room for.
func (r row) date(field string, t render.Time, zone *time.Location, log func(loadfile.Substitution)) {
	value, ok := loadfile.Date(t.UTC, zone)
	if r[field] = value; !ok {
		log(loadfile.Substitution{Field: field, Code: loadfile.CodeDate, Original: t.Original, Count: 1})
	}
}

// common is what all documents of a family say alike.
func (f *family) common(p place, zone *time.Location, log func(loadfile.Substitution)) row {
	h := &f.t.Header
	r := row{}
	if len(f.children) > 0 {
		r.set("BEGATTACH", p.begin(0))
		r.set("ENDATTACH", p.last())
	}
	r.set("CUSTODIAN", custodian(h))
	r["PARTICIPANTS"] = people(f.t.Participants, nil)
	r.set("SUBJECT", f.t.Heading())
	r.set("CHANNEL", h.Channel)
	r.set("DEPARTMENT", h.Department.ID)
	r.set("TICKETID", strconv.FormatInt(h.Number, 10))
	r.set("REVISION", f.bundle.Revision)
	r["TAGS"] = h.Tags
	r.date("DATEOPENED", h.Opened, zone, log)
	r.date("DATECLOSED", h.Closed, zone, log)
	r.set("TIMEZONE", zone.String())
	r.set("SOURCEKEY", f.bundle.Key)
	r.set("SOURCESHA256", f.bundle.SHA256)
	r["ALLSOURCES"] = f.sources
	return r
}

func custodian(h *render.Header) string {
	if h.Department.Name != "" {
		return h.Department.Name
	}
	return h.Department.ID
}

// said is what a row tells of an entry: from whom to whom, which way, when.
func (f *family) said(r row, e *render.Entry, zone *time.Location, log func(loadfile.Substitution)) {
	r["FROM"] = people([]render.Participant{f.known(&e.Author)}, nil)
	r["TO"] = people(f.t.Participants, func(p *render.Participant) bool {
		return !same(p, &e.Author) && (e.Kind != render.Note || p.Role != render.Customer)
	})
	r.set("DIRECTION", direction(e))
	r.date("DATESENT", e.Time, zone, log)
}

// known is an author as the list of participants has them, with their address.
func (f *family) known(author *render.Participant) render.Participant {
	for i := range f.t.Participants {
		if p := &f.t.Participants[i]; same(p, author) && p.Name == author.Name {
			return *p
		}
	}
	return *author
}

// direction is which way an entry went; what nobody sent has none.
func direction(e *render.Entry) string {
	switch e.Author.Role {
	case render.Customer:
		return "Incoming"
	case render.Agent, render.Automaton:
		return "Outgoing"
	}
	return ""
}

// talk are the messages and notes: the first message, or where there is none the
// first note, the last of either, and how many there are.
func (f *family) talk() (first, last *render.Entry, count int) {
	for i := range f.t.Entries {
		e := &f.t.Entries[i]
		if e.Kind != render.Message && e.Kind != render.Note {
			continue
		}
		if first == nil || first.Kind == render.Note && e.Kind == render.Message {
			first = e
		}
		last, count = e, count+1
	}
	return first, last, count
}

// parentRow is the ticket's line, but for its files.
func (f *family) parentRow(p place, zone *time.Location, redacted bool, log func(loadfile.Substitution)) row {
	r := f.common(p, zone, log)
	r.numbers(p, 0)
	r.set("DOCTYPE", "Ticket")
	r.set("ATTACHCOUNT", strconv.Itoa(len(f.children)))
	for i := range f.children {
		r["ATTACHIDS"] = append(r["ATTACHIDS"], p.begin(i+1))
	}
	first, last, count := f.talk()
	r.set("MESSAGECOUNT", strconv.Itoa(count))
	if first != nil {
		f.said(r, first, zone, log)
		r.date("DATELASTMSG", last.Time, zone, log)
	}
	r.set("FILENAME", fmt.Sprintf("ticket-%d.pdf", f.t.Header.Number))
	r.set("FILEEXT", "pdf")
	if r.set("FILESIZE", strconv.FormatInt(f.size, 10)); redacted {
		r.set("REDACTED", "Y")
	} else {
		r.set("MD5HASH", f.sum.md5)
		r.set("SHA256HASH", f.sum.sha256)
	}
	for _, e := range f.t.Exceptions {
		if e.Attachment == "" && e.Name == "" {
			r["EXCEPTION"] = append(r["EXCEPTION"], e.Code)
		}
	}
	return r
}

// childRow is a file's line, but for what is produced of it.
func (f *family) childRow(i int, p place, zone *time.Location, log func(loadfile.Substitution)) row {
	c := f.children[i]
	r := f.common(p, zone, log)
	r.numbers(p, i+1)
	r.set("DOCTYPE", "Attachment")
	r.set("PARENTID", p.begin(0))
	f.said(r, c.entry, zone, log)
	r.set("FILENAME", c.attachment.Name)
	r["ALLFILENAMES"] = c.names
	ending, own := c.extension()
	if r.set("FILEEXT", ending); !own && c.native {
		log(loadfile.Substitution{Field: "FILENAME", Code: loadfile.CodeFileName, Original: c.attachment.Name, Replacement: p.begin(i+1) + "." + ending, Count: 1})
	}
	switch {
	case c.missing != nil:
		r.set("EXCEPTION", c.missing.Code)
	case c.withheld != "":
		r.set("EXCEPTION", CodeWithheld)
	default:
		r.set("FILESIZE", strconv.FormatInt(c.attachment.Size, 10))
	}
	return r
}

func (r row) numbers(p place, i int) {
	r.set("DOCID", p.begin(i))
	r.set("BEGBATES", p.begin(i))
	r.set("ENDBATES", p.end(i))
	r.set("PGCOUNT", strconv.Itoa(p.pages[i]))
}

// windows is a path as a load file has it.
func windows(path string) string { return strings.ReplaceAll(path, "/", `\`) }
