package render

import (
	"slices"

	"github.com/glassix-archiver/archiver/ticket"
)

// The customer's copy says what the customer took part in. What stays out:
//
//   - notes, and events that are not among publicEvents, with all they hold;
//   - the text and files of events, which the service or an agent wrote for
//     the record: only a sealed document, the length of a video and the channel
//     that the customer went over to are told;
//   - agents' user names, addresses, identifiers and names of their own where
//     another is shown to customers; agents who said nothing in this copy;
//   - who got a blind copy, and that one's address;
//   - IP address, location, user agent, page, campaign, tags, summary, bots'
//     parameters, unique arguments, ties to other tickets, the department's id
//     (half of its key to the service), the service's scan of files;
//   - the ten fields and the title drawn from them: a workspace gives them a
//     meaning of its own, which may be a judgement of the customer;
//   - the text and files of a deleted message, of which only the deletion is
//     told; see retracted;
//   - payloads and whatever this version does not know;
//   - how the archiver failed to get a file.
//
// What else the customer wrote or was sent stays as it is, save for one thing: an
// address that the record gives as an agent's or a blind recipient's is
// replaced where it stands by words that say so. The customers' own names,
// addresses and numbers, and those of people openly copied, are shown.

const mailBcc = "MailBcc"

// retracted reports whether a transaction is a message that was taken back, so
// that its words are not for this copy. Most often it was sent by mistake, and
// may hold what was for another customer: to hand it over now, perhaps to
// somebody who never saw it, would undo the deletion. That a message was
// deleted, by whom and when is told; the other copies have the words as well.
// A message that was edited shows the words it has now.
func (b *builder) retracted(x *ticket.Transaction) bool {
	return b.customer() && x.Type == ticket.MessageDeleted
}

// blind reports whether somebody got blind copies.
func (b *builder) blind(p *ticket.Participant) bool {
	if p.SubProtocolType == mailBcc {
		return true
	}
	for i := range b.rec.Ticket.Participants {
		known := &b.rec.Ticket.Participants[i]
		if known.SubProtocolType == mailBcc && p.Identifier != "" && known.Identifier == p.Identifier {
			return true
		}
	}
	return false
}

// withhold makes an entry fit for the customer.
func (b *builder) withhold(e *Entry) {
	if e.Kind == Event {
		e.Body, e.Text, e.Language = nil, "", ""
		if ticket.TransactionType(e.Type) != ticket.InteractiveDocumentSealed {
			e.Attachments = nil
		}
	}
	if len(b.secret.list) == 0 {
		return
	}
	b.secret.blocks(e.Body)
	e.Text = b.secret.text(e.Text)
	for i := range e.Attachments {
		e.Attachments[i].Name = b.secret.text(e.Attachments[i].Name)
		if ex := e.Attachments[i].Exception; ex != nil {
			ex.Name = e.Attachments[i].Name
		}
	}
}

// seen leaves the participants that a customer met: the customers, the owner,
// and whoever said or did something that this copy shows.
func (b *builder) seen(all []Participant) []Participant {
	met := map[string]bool{b.Header.Owner.Name: b.Header.Owner.Name != ""}
	for i := range b.Entries {
		met[b.Entries[i].Author.Name] = true
	}
	return slices.DeleteFunc(all, func(p Participant) bool { return p.Role != Customer && !met[p.Name] })
}
