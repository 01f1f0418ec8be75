package rsmf

import (
	"strconv"
	"strings"
)

// platforms are the names that review platforms know a channel by; another
// one goes by the service's own.
var platforms = map[string]string{
	"FBmessenger": "facebook", "FacebookFeed": "facebook", "InstagramDM": "instagram", "InstagramFeed": "instagram",
	"TelegramBot": "telegram", "Undefined": application, "Undefind": application, "": application,
}

const application = "glassix"

func platform(channel string) string {
	if name, ok := platforms[channel]; ok {
		return name
	}
	return strings.ToLower(channel)
}

// conversation is the ticket as one file has it. Somebody joins or leaves in a
// channel, in which the format lists those who were there at the start; in any
// other it lists all.
func (d *Day) conversation() conversation {
	b := d.book
	c := conversation{
		ID: conversationID, Display: b.title(), Platform: platform(b.Header.Channel), Type: "direct",
		Participants: []string{}, Custom: d.facts(),
	}
	if len(b.changes) > 0 {
		c.Type = "channel"
		first := 0
		if len(d.entries) > 0 {
			first = d.entries[0].Index
		}
		c.Participants = b.present(first)
	} else {
		for i := range b.people.list {
			c.Participants = append(c.Participants, personID(i))
		}
	}
	if at := b.owner(); at >= 0 {
		c.Custodian = personID(at)
	}
	return c
}

func (b *book) title() string {
	text := "Ticket " + strconv.FormatInt(b.Header.Number, 10)
	if b.Header.Title != "" {
		text += ": " + b.Header.Title
	}
	return text
}

// facts are those of the ticket, and which piece of it this is.
func (d *Day) facts() []Fact {
	b, f := d.book, &facts{}
	for _, own := range b.o.Custom {
		f.add(own.Name, own.Value)
	}
	b.mainFacts(f)
	b.detailFacts(f)
	f.add("Date", d.Date)
	f.add("Time zone", b.o.zone().String())
	if d.Parts > 1 {
		f.add("Part", strconv.Itoa(d.Part)+" of "+strconv.Itoa(d.Parts))
	}
	for _, e := range b.Exceptions {
		if e.Attachment == "" && e.Name == "" {
			f.add("Missing", e.Code+": "+e.Message)
		}
	}
	return f.list
}

func (b *book) mainFacts(f *facts) {
	h := &b.Header
	f.number("Ticket", h.Number)
	f.add("Subject", h.Title)
	f.add("State", h.State)
	f.yes("Closed automatically", h.ClosedAuto)
	f.add("Opened", b.when(h.Opened))
	f.add("Closed", b.when(h.Closed))
	f.add("Last activity", b.when(h.LastActivity))
	f.add("Department", h.Department.Name)
	f.add("Department id", h.Department.ID)
	f.add("Owner", h.Owner.Name)
	f.add("Owner user name", h.Owner.UserName)
	f.add("Owner id", h.Owner.ID)
	f.add("Channel", h.Channel)
	f.add("Ticket type", h.Type)
	f.add("Culture", h.Culture)
	f.yes("Begun by the customer", h.Incoming)
	f.yes("Erased at the source", h.Scrambled)
	f.add("Tags", strings.Join(h.Tags, "; "))
	for _, field := range h.Fields {
		f.add("Field "+strconv.Itoa(field.Number), field.Value)
	}
	f.add("Summary", h.Summary)
	f.add("Unique argument", h.UniqueArgument)
	f.number("Moved from ticket", h.MovedFrom)
	f.number("Moved to ticket", h.MovedTo)
	f.number("Parent ticket", h.ParentNested)
	for _, n := range h.Nested {
		f.number("Nested ticket", n)
	}
	if h.TransactionsCount != nil {
		f.add("Transactions announced", strconv.FormatInt(*h.TransactionsCount, 10))
	}
}

func (b *book) detailFacts(f *facts) {
	h := &b.Header
	f.add("Source title", h.SourceTitle)
	f.add("Source address", h.SourceURI)
	f.add("Location", h.Location)
	f.add("IP address", h.IPAddress)
	f.add("Browser", h.UserAgent)
	f.named(h.Referral)
	f.named(h.UTM)
	for _, p := range h.Parameters {
		f.add("Parameter "+p.Name, p.Value)
	}
	f.named(h.Other)
}
