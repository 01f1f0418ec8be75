package send

import (
	"strings"

	"github.com/glassix-archiver/archiver/ticket"
)

// mailBcc marks who got a blind copy, of whom the other customers know nothing.
const mailBcc = "MailBcc"

// Recipients are the addresses of the customers who took part in a ticket, each
// once: those of its participants, and of the senders of its transactions. One
// that somebody of the house has too does not count, nor does one that is only
// part of a name, which whoever writes chooses freely.
func Recipients(t *ticket.Ticket) []Address {
	var list []Address
	house := houseAddresses(t)
	eachPerson(t, func(p *ticket.Participant) {
		if p.Type != ticket.Client || p.SubProtocolType == mailBcc {
			return
		}
		for _, a := range addressesOf(p) {
			if !house[strings.ToLower(a.Mail)] && !contains(list, a) {
				list = append(list, a)
			}
		}
	})
	return list
}

// Among returns the address in the spelling and with the name that the list
// has; the exact one goes before one of other case.
func Among(list []Address, a Address) (Address, bool) {
	found := Address{}
	for _, one := range list {
		if one.Mail == a.Mail {
			return one, true
		}
		if one.Same(a) && found.Mail == "" {
			found = one
		}
	}
	return found, found.Mail != ""
}

func contains(list []Address, a Address) bool {
	for _, one := range list {
		if one.Mail == a.Mail {
			return true
		}
	}
	return false
}

// houseAddresses are those of everybody who is no customer, and of the owner.
func houseAddresses(t *ticket.Ticket) map[string]bool {
	house := map[string]bool{}
	eachPerson(t, func(p *ticket.Participant) {
		if p.Type != ticket.Client {
			for _, a := range addressesOf(p) {
				house[strings.ToLower(a.Mail)] = true
			}
		}
	})
	if a, err := ParseAddress(string(t.Owner.UserName)); err == nil {
		house[strings.ToLower(a.Mail)] = true
	}
	return house
}

func eachPerson(t *ticket.Ticket, do func(*ticket.Participant)) {
	for i := range t.Participants {
		do(&t.Participants[i])
	}
	for i := range t.Transactions {
		do(&t.Transactions[i].From)
	}
}

// addressesOf are somebody's addresses, with the name if it is one.
func addressesOf(p *ticket.Participant) []Address {
	var list []Address
	for _, text := range []ticket.Text{p.Identifier, p.UserName} {
		a, err := ParseAddress(string(text))
		if err != nil {
			continue
		}
		a.Name = ""
		if name := oneLine(string(p.Name), maxDisplay); !strings.Contains(name, "@") {
			a.Name = name
		}
		list = append(list, a)
	}
	return list
}
