package retention

import (
	"fmt"
	"slices"
	"time"

	"github.com/glassix-archiver/archiver/ticket"
)

// Subject is what a policy asks of a ticket.
type Subject struct {
	Ticket         int64
	Tags           []string
	Department     string // its id
	DepartmentName string // the user's own word for it
	Channels       []string
	Type           string
	Culture        string
	Participants   []string          // identifiers, user names and e-mail addresses
	Fields         map[string]string // by name, field1 to field10
	Closed         time.Time         // zero where the service told no time
}

// SubjectOf takes it from a ticket. Channels are all that the conversation went
// through, and participants all who took part in it or wrote a message.
func SubjectOf(t *ticket.Ticket, departmentName string) Subject {
	s := Subject{
		Ticket: int64(t.ID), Department: string(t.DepartmentID), DepartmentName: departmentName,
		Type: string(t.Type), Culture: string(t.Culture), Fields: map[string]string{}, Closed: t.Closing(),
	}
	var channels, people set
	for _, tag := range t.Tags {
		s.Tags = append(s.Tags, string(tag))
	}
	for _, f := range t.Fields() {
		s.Fields[fmt.Sprintf("field%d", f.Number)] = f.Value
	}
	channels.add(t.PrimaryProtocolType)
	people.add(t.Owner.UserName)
	add := func(p ticket.Participant) {
		channels.add(p.ProtocolType)
		people.add(p.Identifier, p.UserName)
	}
	for _, p := range t.Participants {
		add(p)
	}
	for _, x := range t.Transactions {
		channels.add(x.FromProtocol)
		add(x.From)
	}
	s.Channels, s.Participants = channels.list, people.list
	return s
}

// set is texts, each once, in the order in which they came.
type set struct {
	list []string
	has  map[ticket.Text]bool
}

func (s *set) add(texts ...ticket.Text) {
	for _, t := range texts {
		if ticket.IsUnset(t) || s.has[t] {
			continue
		}
		if s.has == nil {
			s.has = map[ticket.Text]bool{}
		}
		s.has[t] = true
		s.list = append(s.list, string(t))
	}
}

// facts is a subject as conditions see it: folded texts, by the key that asks
// for them.
type facts struct {
	texts  map[string][]string
	closed time.Time
}

func (s Subject) facts() facts {
	f := facts{map[string][]string{}, s.Closed}
	f.add(keyTags, s.Tags...)
	f.add(keyDepartments, s.Department, s.DepartmentName)
	f.add(keyChannels, s.Channels...)
	f.add(keyTypes, s.Type)
	f.add(keyCultures, s.Culture)
	f.add(keyParticipants, s.Participants...)
	for name, v := range s.Fields {
		f.add(keyFields+"."+name, v)
	}
	return f
}

func (f facts) add(key string, texts ...string) {
	for _, t := range texts {
		f.texts[key] = append(f.texts[key], fold(t))
	}
}

// Tagged tells whether the ticket has one of the tags, compared as a policy
// compares them.
func (s Subject) Tagged(tags []string) bool {
	has := s.facts().texts[keyTags]
	return slices.ContainsFunc(tags, func(tag string) bool { return slices.Contains(has, fold(tag)) })
}
