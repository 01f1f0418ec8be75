package rsmf

import (
	"net/mail"
	"slices"
	"strconv"
	"strings"

	"github.com/glassix-archiver/archiver/render"
)

// people are the participants of a ticket in the order of its transcript, and
// behind them senders that are not among those: the service itself.
type people struct {
	list []render.Participant
	by   map[string]int // place in the list, by what somebody is known by; shared for what several go by
}

const shared = -1

func newPeople(t *render.Transcript) *people {
	p := &people{by: map[string]int{}}
	for _, who := range t.Participants {
		p.add(who)
	}
	for i := range t.Entries {
		if who := t.Entries[i].Author; p.find(&who) < 0 {
			p.add(who)
		}
	}
	return p
}

// add puts somebody at the end. A mark that others have too, as one that was
// redacted, tells nobody apart.
func (p *people) add(who render.Participant) {
	for _, key := range append(whoIs(&who), nameOf(&who)) {
		if at, taken := p.by[key]; taken && at != len(p.list) {
			p.by[key] = shared
		} else {
			p.by[key] = len(p.list)
		}
	}
	p.list = append(p.list, who)
}

// find returns somebody's place in the list, or -1.
func (p *people) find(who *render.Participant) int {
	known := true
	for _, key := range whoIs(who) {
		at, ok := p.by[key]
		if ok && at != shared {
			return at
		}
		known = known && ok
	}
	if !known {
		return -1
	}
	if at, ok := p.by[nameOf(who)]; ok && at != shared {
		return at
	}
	return slices.IndexFunc(p.list, func(other render.Participant) bool { return nameOf(&other) == nameOf(who) })
}

// named returns the place of the only one who goes by a name, or -1.
func (p *people) named(name string) int {
	found := -1
	for i := range p.list {
		if name == "" || p.list[i].Name != name && p.list[i].Display != name {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	return found
}

// whoIs are the marks that somebody is known by, the surest first; for want of
// any that is the name.
func whoIs(who *render.Participant) []string {
	if who.Role == render.System {
		return []string{"system " + who.Name}
	}
	var keys []string
	for _, id := range []string{who.Identifier, who.UserName} {
		if strings.Trim(id, "0-") != "" { // the nil GUID is nobody's
			keys = append(keys, "is "+id)
		}
	}
	if who.ID != 0 {
		keys = append(keys, "id "+strconv.FormatInt(who.ID, 10))
	}
	if len(keys) == 0 {
		keys = append(keys, nameOf(who))
	}
	return keys
}

func nameOf(who *render.Participant) string { return "name " + who.Name + "\n" + who.Display }

// personID is a participant's in the manifest.
func personID(at int) string { return "P" + strconv.Itoa(at+1) }

// email is the address that somebody is known by, or nothing.
func email(who *render.Participant) string {
	for _, text := range []string{who.Identifier, who.UserName} {
		if a, err := mail.ParseAddress(text); err == nil && a.Address == text && !strings.ContainsAny(text, "\"\\ ") {
			return text
		}
	}
	return ""
}

// account is what the service knows somebody by.
func account(who *render.Participant) string {
	for _, id := range []string{who.Identifier, who.UserName, who.Contact} {
		if strings.Trim(id, "0-") != "" {
			return id
		}
	}
	return ""
}

func (p *people) participants() []participant {
	list := make([]participant, len(p.list))
	for i := range p.list {
		who := &p.list[i]
		list[i] = participant{ID: personID(i), Display: who.Name, Email: email(who), AccountID: account(who), Custom: personFacts(who)}
	}
	return list
}

func personFacts(who *render.Participant) []Fact {
	f := facts{}
	f.add("Role", string(who.Role))
	f.add("Type", who.Type)
	f.add("Display name", who.Display)
	f.add("Channel", who.Channel)
	f.add("Sub-channel", who.SubChannel)
	f.add("Identifier", who.Identifier)
	f.add("User name", who.UserName)
	f.add("Contact id", who.Contact)
	f.add("Department", who.Department)
	f.yes("Inactive", !who.Active && who.Role != render.System)
	f.yes("Deleted", who.Deleted)
	f.yes("Not listed by the ticket", who.Unlisted)
	f.named(who.Other)
	return f.list
}

// owner is the place of the agent responsible, or -1.
func (b *book) owner() int {
	o := &b.Header.Owner
	at := slices.IndexFunc(b.people.list, func(who render.Participant) bool {
		return o.ID != "" && who.Identifier == o.ID || o.UserName != "" && who.UserName == o.UserName
	})
	if at < 0 {
		at = b.people.named(o.Name)
	}
	return at
}
