package rsmf

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/render/body"
)

// event is an entry as the format has it. What the record does not say is not
// made up: replies and reactions are in no record, and neither is what an
// edited message said before, or when somebody read one.
func (b *book) event(e *render.Entry) event {
	v := event{
		ID: "E" + strconv.Itoa(e.Index), Type: "message", Body: words(e), Conversation: conversationID,
		Timestamp: stamp(e.Time.UTC), Custom: b.eventFacts(e), Direction: direction(e), Receipts: b.receipts(e),
	}
	if at := b.people.find(&e.Author); at >= 0 {
		v.Participant = personID(at)
	}
	for i := range e.Attachments {
		if a := &e.Attachments[i]; b.absent(a) == "" {
			v.Attachments = append(v.Attachments, attachment{b.files[a.Path].ID, a.Name, a.Size})
		}
	}
	switch {
	case e.Kind == render.Note:
		v.Importance = "high"
	case !message(e):
		b.happened(&v, e)
	case e.Type == deleted:
		v.Deleted = true
	case e.Type == edited && v.Participant != "":
		v.Edits = []edit{{Participant: v.Participant, New: e.Text}}
	}
	return v
}

const (
	edited  = "MessageEdited"
	deleted = "MessageDeleted"
)

// message reports whether an entry says something to somebody, or did: of a
// deleted message the record may have no words.
func message(e *render.Entry) bool {
	return e.Kind == render.Message || e.Type == edited || e.Type == deleted
}

// happened is what an event is that is no message: somebody's joining or
// leaving, or else one that the format has no word for.
func (b *book) happened(v *event, e *render.Entry) {
	v.Type = "unknown"
	if c := b.change(e); c != nil {
		v.Type, v.Participant = "leave", personID(c.person)
		if c.joins {
			v.Type = "join"
		}
	}
}

// words are an entry's own: a message's text, and of a bot's also what it
// offers to choose from, which is in the blocks only; an event's sentence, and
// its text where that is not in the sentence.
func words(e *render.Entry) string {
	text := e.Text
	if e.Payload != "" && len(e.Body) > 0 {
		text = body.Plain(e.Body)
	}
	if message(e) || e.Kind == render.Note {
		return text
	}
	if text != "" && !strings.Contains(e.Words, strings.TrimSpace(text)) {
		return strings.TrimSpace(e.Words + "\n" + text)
	}
	return e.Words
}

// direction is seen from the workspace, whose record this is. A note goes
// nowhere, nor does an event.
func direction(e *render.Entry) string {
	switch {
	case !message(e):
		return ""
	case e.Author.Role == render.Customer:
		return "incoming"
	}
	return "outgoing"
}

// receipts are what a message's status says of the other side. By the service
// all of them have read what is Read, and all have received what is Delivered;
// when is not recorded.
func (b *book) receipts(e *render.Entry) []receipt {
	action := map[string]string{"Read": "read", "Delivered": "delivered"}[e.Status]
	if !message(e) || action == "" {
		return nil
	}
	other := render.Customer
	if e.Author.Role == render.Customer {
		other = render.Agent
	}
	var list []receipt
	for i := range b.people.list {
		if who := &b.people.list[i]; who.Role == other && !who.Unlisted {
			list = append(list, receipt{personID(i), action})
		}
	}
	return list
}

func (b *book) eventFacts(e *render.Entry) []Fact {
	f := &facts{}
	f.add("Entry", strconv.Itoa(e.Index))
	f.yes("Internal note", e.Kind == render.Note)
	f.add("Type", e.Type)
	if message(e) {
		f.add("Kind", e.Words)
	}
	f.add("Author", e.Author.Name)
	f.add("Author role", string(e.Author.Role))
	if e.Time.UTC.IsZero() {
		f.add("Time as recorded", cmp.Or(strings.TrimSpace(e.Time.Original), "none"))
	} else {
		f.add("Local time", b.local(e.Time))
	}
	f.add("Channel", e.Channel)
	f.add("Status", e.Status)
	f.yes("Undelivered", e.Undelivered())
	f.add("Transaction", e.GUID)
	f.number("Transaction id", e.ID)
	f.add("Payload", e.Payload)
	f.named(e.Other)
	for i := range e.Attachments {
		b.fileFacts(f, &e.Attachments[i])
	}
	return f.list
}

func (b *book) fileFacts(f *facts, a *render.Attachment) {
	if reason := b.absent(a); reason != "" {
		f.add(absence(a), a.Name+": "+reason)
		return
	}
	f.add("SHA-256 of "+b.files[a.Path].ID, a.SHA256)
}
