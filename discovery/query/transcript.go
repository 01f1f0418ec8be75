package query

import (
	"cmp"
	"strconv"

	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/render/body"
)

// DocumentOf takes from a transcript what is searched of it. What this program
// says of events in its own words is not: it would be found in every ticket.
func DocumentOf(t *render.Transcript) *Document {
	b := builder{d: &Document{
		Closed: cmp.Or(t.Header.Closed.UTC, t.Header.LastActivity.UTC, t.Header.Opened.UTC).UTC(),
		Title:  t.Header.Title, Channel: t.Header.Channel,
		Department: t.Header.Department.ID, DepartmentName: t.Header.Department.Name,
		Tags: t.Header.Tags,
	}, channels: map[string]bool{}, people: map[string]bool{}}
	b.header(&t.Header)
	for i := range t.Participants {
		b.person(&t.Participants[i], true)
	}
	for i := range t.Entries {
		b.entry(&t.Entries[i])
	}
	return b.d
}

type builder struct {
	d                *Document
	channels, people map[string]bool
}

func (b *builder) add(s Segment) {
	if s.Text != "" {
		b.d.Segments = append(b.d.Segments, s)
	}
}

func (b *builder) field(name, text string) {
	b.add(Segment{Kind: Field, Name: name, Text: text})
}

func (b *builder) header(h *render.Header) {
	b.field("number", strconv.FormatInt(h.Number, 10))
	b.channel(h.Channel)
	for _, f := range h.Fields {
		b.field("field"+strconv.Itoa(f.Number), f.Value)
	}
	for _, tag := range h.Tags {
		b.field("tag", tag)
	}
	for _, f := range []struct{ name, text string }{
		{"department", h.Department.Name}, {"summary", h.Summary}, {"unique_argument", h.UniqueArgument},
		{"source_title", h.SourceTitle}, {"source_uri", h.SourceURI}, {"ip_address", h.IPAddress}, {"location", h.Location},
	} {
		b.field(f.name, f.text)
	}
	for _, n := range []int64{h.MovedTo, h.MovedFrom, h.ParentNested} {
		if n != 0 {
			b.field("other_number", strconv.FormatInt(n, 10))
		}
	}
	for _, p := range h.Parameters {
		b.field(p.Name, p.Value)
	}
	for _, list := range [][]render.NameValue{h.Referral, h.UTM, h.Other} {
		for _, f := range list {
			b.field(f.Name, f.Value)
		}
	}
	b.name("", h.Owner.Name, h.Owner.UserName)
}

// person takes somebody over, each name and address once.
func (b *builder) person(p *render.Participant, listed bool) {
	if listed && p.Role != render.System {
		b.d.Who = append(b.d.Who, p.Name)
	}
	b.channel(p.Channel)
	b.name(p.Name, p.Name, p.Display, p.Identifier, p.UserName)
}

func (b *builder) name(of string, texts ...string) {
	for _, text := range texts {
		if !b.people[text] {
			b.people[text] = true
			b.add(Segment{Kind: Participant, Author: of, Text: text})
		}
	}
}

func (b *builder) channel(name string) {
	if name != "" && !b.channels[name] {
		b.channels[name] = true
		b.d.Channels = append(b.d.Channels, name)
	}
}

func (b *builder) entry(e *render.Entry) {
	b.channel(e.Channel)
	b.person(&e.Author, false)
	s := Segment{Kind: string(e.Kind), Entry: e.Index, Author: e.Author.Name, Time: e.Time.UTC, Text: e.Text}
	b.add(s)
	if n := len(e.Body); e.Payload != "" && n > 0 && e.Body[n-1].Kind == body.List { // what a bot offers is not in the text
		s.Text = body.Plain(e.Body[n-1:])
		b.add(s)
	}
	for _, a := range e.Attachments {
		s.Kind, s.Text = Attachment, a.Name
		b.add(s)
	}
}
