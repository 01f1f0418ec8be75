package render

import "github.com/glassix-archiver/archiver/render/body"

// visitor is shown every string of a transcript, each to be changed in place,
// save for values of types of this program's own (Role, Kind, …).
type visitor struct {
	text func(*string) // what people wrote, and recorded values
	name func(*string) // names, identifiers and the service's own words: one line
	path func(*string) // of a file in the bundle

	// What else there may be: else a string is shown to one of those above.
	own      func(*string)                            // what this program made: hashes, times that were read, its own names
	sentence func(*Entry)                             // an event's words, piece by piece and as a whole
	body     func(*Entry)                             // a message's text and blocks
	in       func(e *Entry, part string, members any) // told before the strings of a part: the entry, if it is in one, and a pointer to what holds them
}

func (v *visitor) made(list ...*string) {
	for _, s := range list {
		if v.own != nil {
			v.own(s)
		} else {
			v.name(s)
		}
	}
}

// time shows what the service wrote for a time, which is any text where it
// could not be read.
func (v *visitor) time(t *Time) {
	if v.own != nil && !t.UTC.IsZero() {
		v.own(&t.Original)
	} else {
		v.text(&t.Original)
	}
}

func (v *visitor) at(e *Entry, part string, members any) {
	if v.in != nil {
		v.in(e, part, members)
	}
}

func (v *visitor) names(list ...*string) {
	for _, s := range list {
		v.name(s)
	}
}

func (v *visitor) texts(list ...*string) {
	for _, s := range list {
		v.text(s)
	}
}

func (t *Transcript) visit(v visitor) {
	v.made(&t.Schema, &t.Source.Name, &t.Source.SHA256, &t.View.Language, &t.View.TimeZone, &t.View.Generator)
	if t.Redaction != nil {
		for i := range t.Redaction.Rules {
			v.made(&t.Redaction.Rules[i])
		}
	}
	v.at(nil, "ticket", &t.Header)
	v.header(&t.Header)
	for i := range t.Participants {
		v.at(nil, indexed("participants", i), &t.Participants[i])
		v.participant(&t.Participants[i])
	}
	for i := range t.Exceptions {
		v.at(nil, indexed("exceptions", i), &t.Exceptions[i])
		v.exception(&t.Exceptions[i])
	}
	for i := range t.Entries {
		v.entry(&t.Entries[i])
	}
}

func (v *visitor) header(h *Header) {
	v.names(&h.Title, &h.State, &h.Type, &h.Culture, &h.Channel, &h.Department.ID, &h.Department.Name)
	o := &h.Owner
	v.names(&o.ID, &o.Name, &o.UserName, &o.Type, &o.Culture, &o.Gender)
	v.text(&o.UniqueArgument)
	v.time(&h.Opened)
	v.time(&h.Closed)
	v.time(&h.LastActivity)
	for i := range h.Tags {
		v.name(&h.Tags[i])
	}
	for i := range h.Fields {
		v.text(&h.Fields[i].Value)
	}
	v.texts(&h.UniqueArgument, &h.Summary, &h.UserAgent, &h.IPAddress, &h.Location, &h.SourceTitle, &h.SourceURI)
	v.values(h.Referral)
	v.values(h.UTM)
	v.values(h.Other)
	for i := range h.Parameters {
		p := &h.Parameters[i]
		v.texts(&p.Name, &p.Type, &p.Value, &p.ID, &p.FlowID)
		v.time(&p.Created)
	}
}

func (v *visitor) values(list []NameValue) {
	for i := range list {
		v.texts(&list[i].Name, &list[i].Value)
	}
}

func (v *visitor) participant(p *Participant) {
	v.names(&p.Name, &p.Display, &p.Type, &p.Channel, &p.SubChannel, &p.Identifier, &p.UserName, &p.Contact, &p.Department)
	v.values(p.Other)
}

func (v *visitor) exception(e *Exception) {
	v.names(&e.Attachment, &e.Name, &e.Code)
	v.text(&e.Message)
}

func (v *visitor) entry(e *Entry) {
	v.at(e, "", e)
	v.names(&e.GUID, &e.Type, &e.Channel, &e.Status)
	v.made(&e.Language)
	v.time(&e.Time)
	v.text(&e.Payload)
	v.values(e.Other)
	v.words(e)
	if v.body != nil {
		v.body(e)
	} else {
		v.text(&e.Text)
		v.blocks(e.Body)
	}
	v.at(e, "author", &e.Author)
	v.participant(&e.Author)
	for i := range e.Attachments {
		v.at(e, indexed("attachments", i), &e.Attachments[i])
		v.attachment(&e.Attachments[i])
	}
}

func (v *visitor) words(e *Entry) {
	if v.sentence != nil {
		v.sentence(e)
		return
	}
	v.text(&e.Words)
	for i := range e.sentence {
		v.text(&e.sentence[i])
	}
}

func (v *visitor) blocks(blocks []body.Block) {
	for in := range body.Inlines(blocks) {
		v.texts(&in.Text, &in.Link)
		v.made(&in.Redacted)
		if in.Image != nil {
			v.texts(&in.Image.Ref, &in.Image.Alt)
			v.name(&in.Image.MediaType)
			v.path(&in.Image.Path)
		}
	}
}

func (v *visitor) attachment(a *Attachment) {
	v.names(&a.Identifier, &a.Name, &a.Type, &a.Sanitization)
	v.made(&a.MediaType, &a.SHA256)
	v.path(&a.Path)
	if a.Exception != nil {
		v.exception(a.Exception)
	}
	v.values(a.Other)
}

// showNames makes every name and identifier Visible.
func (t *Transcript) showNames() {
	as := func(*string) {}
	t.visit(visitor{text: as, path: as, name: func(s *string) { *s = Visible(*s) }})
}
