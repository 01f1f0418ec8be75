package render

import (
	"slices"
	"strconv"
	"strings"

	"github.com/glassix-archiver/archiver/ticket"
)

// owner is the agent responsible, with the name that the participants give
// to the same identifier or user name.
func (b *builder) owner() Owner {
	o := &b.rec.Ticket.Owner
	owner := Owner{Name: b.ownerName(o)}
	if b.customer() {
		return owner
	}
	owner.ID, owner.UserName, owner.Type = string(o.ID), string(o.UserName), string(o.Type)
	owner.Culture, owner.Gender = string(o.Culture), string(o.Gender)
	owner.UniqueArgument, owner.Anonymous = string(o.UniqueArgument), bool(o.IsAnonymous)
	return owner
}

func (b *builder) ownerName(o *ticket.Owner) string {
	match := func(p *ticket.Participant) bool {
		return o.ID != "" && p.Identifier == o.ID || o.UserName != "" && p.UserName == o.UserName
	}
	for i := range b.rec.Ticket.Participants {
		if p := &b.rec.Ticket.Participants[i]; match(p) {
			return b.participant(p).Name
		}
	}
	for i := range b.rec.Ticket.Transactions {
		if p := &b.rec.Ticket.Transactions[i].From; match(p) {
			return b.participant(p).Name
		}
	}
	return ""
}

// participants lists those of the ticket, and behind them senders that the
// ticket does not list. A customer is not told who got a blind copy.
func (b *builder) participants() []Participant {
	list := []Participant{}
	for i := range b.rec.Ticket.Participants {
		p := &b.rec.Ticket.Participants[i]
		if b.customer() && b.blind(p) {
			continue
		}
		list = append(list, b.participant(p))
	}
	return append(list, b.unlisted()...)
}

// unlisted are the people who sent something but are not among the ticket's
// participants, in the order of what they sent.
func (b *builder) unlisted() []Participant {
	known := make(map[string]bool)
	for i := range b.rec.Ticket.Participants {
		for _, key := range whoIs(&b.rec.Ticket.Participants[i]) {
			known[key] = true
		}
	}
	var list []Participant
	for _, x := range b.transactions {
		keys := whoIs(&x.From)
		if b.role(&x.From) == System || b.customer() && b.blind(&x.From) ||
			slices.ContainsFunc(keys, func(key string) bool { return known[key] }) {
			continue
		}
		for _, key := range keys {
			known[key] = true
		}
		p := b.participant(&x.From)
		p.Unlisted = true
		list = append(list, p)
	}
	return list
}

// whoIs are the marks that a participant is known by; for want of identifiers
// that is the name.
func whoIs(p *ticket.Participant) []string {
	var keys []string
	if p.ID != 0 {
		keys = append(keys, "id "+strconv.FormatInt(int64(p.ID), 10))
	}
	for _, text := range []ticket.Text{p.Identifier, p.UserName} {
		if text != "" && text != nilGUID {
			keys = append(keys, "is "+string(text))
		}
	}
	if len(keys) == 0 {
		keys = append(keys, "name "+string(p.Name)+"\n"+string(p.DisplayName))
	}
	return keys
}

// participant describes somebody as far as the audience may know.
func (b *builder) participant(p *ticket.Participant) Participant {
	who := Participant{
		ID:      int64(p.ID),
		Role:    b.role(p),
		Channel: string(p.ProtocolType),
		Active:  bool(p.IsActive),
		Deleted: bool(p.IsDeleted),
	}
	if !ticket.IsUnset(p.SubProtocolType) {
		who.SubChannel = string(p.SubProtocolType)
	}
	name, display := Visible(string(p.Name)), Visible(string(p.DisplayName))
	if b.customer() && (who.Role != Customer || b.blind(p)) {
		who.Name, who.SubChannel = b.publicName(p, who.Role), ""
		return who
	}
	who.Identifier = string(p.Identifier)
	if who.Name = name; name == "" {
		who.Name = display
	} else if display != name {
		who.Display = display
	}
	if who.Name == "" && who.Role != System {
		who.Name = Visible(string(p.UserName))
	}
	if who.Name == "" && who.Role == Customer {
		who.Name = Visible(who.Identifier)
	}
	if who.Name == "" {
		who.Name = b.RoleName(who.Role)
	}
	if b.customer() {
		return who
	}
	who.Type, who.UserName = string(p.Type), string(p.UserName)
	who.Contact, who.Department = string(p.ContactID), string(p.DepartmentIdentifier)
	who.Other = others("", p.Extra)
	return who
}

// publicName is what a customer may know an agent by: the name shown to
// customers, else the name; an address or a user name is none.
func (b *builder) publicName(p *ticket.Participant, role Role) string {
	for _, name := range []ticket.Text{p.DisplayName, p.Name} {
		if shown := Visible(string(name)); shown != "" && !strings.Contains(shown, "@") && name != p.UserName && name != p.Identifier {
			return shown
		}
	}
	return b.RoleName(role)
}

// role is the side somebody is on. The service has no type for bots: its own
// word may tell, or in a bot's ticket that one is a user who is not the owner,
// known to be a person, or has a name though it is the system.
func (b *builder) role(p *ticket.Participant) Role {
	bots := strings.Contains(strings.ToLower(string(b.rec.Ticket.Type)), "bot")
	switch {
	case strings.Contains(strings.ToLower(string(p.Type)), "bot"):
		return Automaton
	case p.Type == ticket.Client:
		return Customer
	case bots && p.Type == ticket.System && (p.Name != "" || p.DisplayName != ""):
		return Automaton
	case p.Type != ticket.User:
		return System
	case bots && !b.isOwner(p):
		return Automaton
	default:
		return Agent
	}
}

func (b *builder) isOwner(p *ticket.Participant) bool {
	o := &b.rec.Ticket.Owner
	person := strings.EqualFold(string(o.Type), "AGENT")
	return person && (o.ID != "" && p.Identifier == o.ID || o.UserName != "" && p.UserName == o.UserName)
}
