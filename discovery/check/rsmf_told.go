package check

import (
	"net/mail"
	"slices"
	"strings"
	"time"
)

// told is what an .rsmf says that the rows of its ticket say too, in the load
// file's forms.
type told struct {
	fields      [len(confirmed)]string // of the ticket's row
	people      []string               // what PARTICIPANTS may be: with and without those at the end whom the ticket does not list
	title       string                 // is in SUBJECT; "" where there is none, or one that is too long to keep
	message     *moment                // the first
	note        *moment                // the first
	last        *moment                // of messages and notes
	spoken      int                    // messages and notes
	attachments []moment               // those that are missing too
}

// moment is an event that a row tells of.
type moment struct {
	sum       string // SHA-256 of an attachment that is there
	size      int64
	name      string // of an attachment, as in a field of several; of one that is missing as in one of one, with the reason behind it
	sent, way string
	from      string   // the author's name
	addresses []string // that may follow it; nil: any
}

// confirmed are the fields of a ticket's row that each of its files says again.
var confirmed = [...]string{"DOCID", "SOURCEKEY", "SOURCESHA256", "TICKETID", "DEPARTMENT", "CUSTODIAN", "CHANNEL", "TAGS", "DATEOPENED", "DATECLOSED", "TIMEZONE"}

// tell reads what rows are held against.
func (r *rsmfReader) tell(head mail.Header, m *rsmfManifest, entries map[string]zipEntry) *told {
	if r.zone == nil {
		return nil // a file by itself
	}
	var c rsmfConversation
	if len(m.Conversations) > 0 {
		c = m.Conversations[0]
	}
	custodian := c.Custom.get("Department")
	if custodian == "" {
		custodian = c.Custom.get("Department id")
	}
	t := &told{people: peopleOf(m.Participants)}
	for i, value := range [len(confirmed)]string{
		decoded(head.Get("X-Rsmf-Bates")), decoded(head.Get("X-Rsmf-Source")), decoded(head.Get("X-Rsmf-Sourcesha256")),
		c.Custom.get("Ticket"), c.Custom.get("Department id"), custodian, c.Custom.get("Channel"), c.Custom.get("Tags"),
		localDate(c.Custom.get("Opened")), localDate(c.Custom.get("Closed")), c.Custom.get("Time zone"),
	} {
		t.fields[i] = kept(substituted(value, false))
	}
	if title := substituted(c.Custom.get("Subject"), false); len(title) <= maxKept {
		t.title = title
	}
	authors := make(map[string]*rsmfParticipant, len(m.Participants))
	for i := range m.Participants {
		authors[m.Participants[i].ID] = &m.Participants[i]
	}
	for i := range m.Events {
		e := &m.Events[i]
		t.event(e, authors[e.Participant], r.zone, entries)
	}
	return t
}

// event takes in what was said, and what was sent.
func (t *told) event(e *rsmfEvent, author *rsmfParticipant, zone *time.Location, entries map[string]zipEntry) {
	when := moment{sent: dateIn(e.Timestamp, zone), way: ways[e.Custom.get("Author role")]}
	when.by(e.Custom.get("Author"), author)
	for _, a := range e.Attachments {
		file := when
		file.sum, file.size, file.name = entries[a.ID].sha256, entries[a.ID].size, kept(substituted(a.Display, true))
		t.attachments = append(t.attachments, file)
	}
	for _, c := range e.Custom {
		if slices.Contains(lacking[:], c.Name) {
			file := when
			file.name = substituted(c.Value[:min(len(c.Value), maxMissing)], false)
			t.attachments = append(t.attachments, file)
		}
	}
	if !says(e) {
		return
	}
	first := &t.message
	if e.Custom.get("Internal note") != "" {
		first = &t.note
	}
	if *first == nil {
		*first = &when
	}
	t.spoken, t.last = t.spoken+1, &when
}

// by takes in who sent something. Who wrote under another name than they have
// among the participants may have another address, too.
func (m *moment) by(name string, author *rsmfParticipant) {
	m.from = kept(substituted(name, false))
	if author == nil || author.Display != name {
		return
	}
	m.addresses = []string{}
	for _, field := range []string{"Identifier", "User name"} {
		if address := strings.TrimSpace(author.Custom.get(field)); address != "" {
			m.addresses = append(m.addresses, kept(substituted(address, false)))
		}
	}
}

// says tells whether somebody said something: that a message was edited or
// deleted is an event of the message's kind, and may have no words.
func says(e *rsmfEvent) bool {
	kind := e.Custom.get("Type")
	empty := e.Body == "" && len(e.Attachments) == 0 && e.Custom.get(lacking[0]) == "" && e.Custom.get(lacking[1]) == ""
	return e.Type == "message" && !(empty && (kind == "MessageEdited" || kind == "MessageDeleted"))
}

// lacking are the names of what an event says of attachments that it lacks.
var lacking = [...]string{"Missing attachment", "Withheld attachment"}

// maxMissing bounds what is kept of a missing attachment, in bytes.
const maxMissing = 4096

// ways are the directions of what somebody sent.
var ways = map[string]string{"customer": "Incoming", "agent": "Outgoing", "bot": "Outgoing"}

// dateIn is an instant as a load file has it.
func dateIn(timestamp string, zone *time.Location) string {
	when, err := time.Parse(instantForm, timestamp)
	if err != nil {
		return ""
	}
	return when.In(zone).Format(dateForm)
}

// localDate is a local time with its offset as a load file has it. One that the
// service wrote so that nobody can read it has no place there.
func localDate(text string) string {
	when, err := time.Parse("2006-01-02 15:04:05 -07:00", text)
	if err != nil {
		return ""
	}
	return when.Format(dateForm)
}

// maxStrangers is with how many people at the end PARTICIPANTS is tried.
const maxStrangers = 8

// peopleOf are the forms that PARTICIPANTS can have. A file lists behind the
// ticket's participants who wrote something and is none of them: the service
// itself, or somebody with an address that was taken out in several.
func peopleOf(list []rsmfParticipant) (forms []string) {
	var texts, addresses []string
	for _, p := range list {
		address := strings.TrimSpace(p.Custom.get("User name"))
		if address == "" {
			address = strings.TrimSpace(p.Custom.get("Identifier"))
		}
		text := p.Display
		if address != "" && address != p.Display {
			text += " <" + address + ">"
		}
		texts, addresses = append(texts, substituted(text, true)), append(addresses, address)
	}
	for n := len(list); n >= 0 && len(forms) < maxStrangers; n-- {
		forms = append(forms, kept(strings.Join(texts[:n], several)))
		if n > 0 && list[n-1].Custom.get("Role") != "system" && !slices.Contains(addresses[:n-1], addresses[n-1]) {
			break
		}
	}
	return forms
}
