package render

import "github.com/glassix-archiver/archiver/render/body"

// visitor is shown every string of a transcript, each to be changed in place,
// save for values of types of this program's own (Role, Kind, …).
type visitor struct {
	text func(*string) // what people wrote, and recorded values
	name func(*string) // names, identifiers and the service's own words: one line
	path func(*string) // of a file in the bundle
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
	v.names(&t.Schema, &t.Source.Name, &t.Source.SHA256)
	v.names(&t.View.Language, &t.View.TimeZone, &t.View.Generator)
	v.header(&t.Header)
	for i := range t.Participants {
		v.participant(&t.Participants[i])
	}
	for i := range t.Exceptions {
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
	v.texts(&o.UniqueArgument, &h.Opened.Original, &h.Closed.Original, &h.LastActivity.Original)
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
		v.texts(&p.Name, &p.Type, &p.Value, &p.ID, &p.FlowID, &p.Created.Original)
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
	v.names(&e.GUID, &e.Type, &e.Channel, &e.Status, &e.Language)
	v.participant(&e.Author)
	v.texts(&e.Time.Original, &e.Words, &e.Text, &e.Payload)
	for i := range e.sentence {
		v.text(&e.sentence[i])
	}
	v.blocks(e.Body)
	for i := range e.Attachments {
		v.attachment(&e.Attachments[i])
	}
	v.values(e.Other)
}

func (v *visitor) blocks(blocks []body.Block) {
	for in := range body.Inlines(blocks) {
		v.texts(&in.Text, &in.Link)
		if in.Image != nil {
			v.texts(&in.Image.Ref, &in.Image.Alt)
			v.name(&in.Image.MediaType)
			v.path(&in.Image.Path)
		}
	}
}

func (v *visitor) attachment(a *Attachment) {
	v.names(&a.Identifier, &a.Name, &a.Type, &a.MediaType, &a.SHA256, &a.Sanitization)
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
