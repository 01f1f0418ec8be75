package render

import (
	"slices"

	"github.com/glassix-archiver/archiver/render/body"
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
//   - the record's own matters: type, culture, last activity, who began it;
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
// What else the customer wrote or was sent stays as it is, quoted mails and
// the names in them included, save for one thing: an address that the record
// gives as somebody's who is no customer, or as a blind recipient's, is
// replaced by words that say so, in every string of the copy. Addresses are
//
//   - mail addresses, with or without a +tag;
//   - GUIDs;
//   - telephone numbers of nine digits and more that are a user's own. On a
//     channel of numbers (WhatsApp, SMS, …) a user's number is the business's,
//     which the customer writes to: it stays.
//
// They are known through capitals, wide and invisible characters, percent
// escapes, marks of style, and the ends of lines, blocks and cells; what
// people write to be read by people only (amy at x dot example) is not. Short
// identifiers and user names without an @ are not looked for: as words and
// numbers they mean other things, "order 12345" or "sarah".
//
// The customers' own names, addresses and numbers, and those of people openly
// copied, are shown. An agent who has no display name goes by the name, as
// Glassix itself shows the agent to customers then.

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

// withhold makes an entry fit for the customer, but for addresses that stand
// in one string: see withholdAll.
func (b *builder) withhold(e *Entry) {
	if e.Kind == Event {
		e.Body, e.Text, e.Language = nil, "", ""
		if ticket.TransactionType(e.Type) != ticket.InteractiveDocumentSealed {
			e.Attachments = nil
		}
	}
	if fromBody := e.Text == body.Plain(e.Body); b.secret.blocks(e.Body) && fromBody {
		e.Text = body.Plain(e.Body)
	}
}

// seen leaves the participants that a customer met: the customers, the owner,
// and whoever said or did something that this copy shows.
func (b *builder) seen(all []Participant) []Participant {
	met := map[string]bool{b.Header.Owner.Name: b.Header.Owner.Name != ""}
	for i := range b.Entries {
		met[b.Entries[i].Author.Name] = true
	}
	all = slices.DeleteFunc(all, func(p Participant) bool { return (p.Role != Customer || p.Unlisted) && !met[p.Name] })
	for i := range all {
		all[i].Unlisted = false // is nothing for the customer
	}
	return all
}
