package render

import (
	"regexp"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/ticket"
)

var zeroTime time.Time

// sayEvent says an event in words: who did what, and to whom or what where
// the text tells. The most telling form that the language has wins; text that
// found no place in the sentence stays below it as the body.
func (b *builder) sayEvent(e *Entry) {
	text := strings.TrimSpace(e.Text)
	args, forms := []string{"", ""}, []string{""}
	if e.Author.Role != System {
		args[0] = e.Author.Name
		forms = []string{".by", ""}
	}
	base := "event." + e.Type
	if !b.knownEvent(e.Type) {
		base, args[1] = "event.unknown", Visible(e.Type)
		if args[1] == "" {
			args[1] = b.Say("value.unknown")
		}
	} else if args[1] = b.told(e.Type, text); args[1] != "" {
		if words := b.telling(base, forms, text, &e.Author); words != "" {
			e.sentence, e.Body = sentence(words, args), nil
			return
		}
	}
	for _, by := range forms {
		if words := b.words.find(base + by); words != "" {
			e.sentence = sentence(words, args)
			return
		}
	}
}

// knownEvent reports whether there are words for a type. A dot in one would
// lead to the words of another.
func (b *builder) knownEvent(name string) bool {
	return name != "unknown" && !strings.Contains(name, ".") && b.words.find("event."+name) != ""
}

// told is an event's text as it can stand in the sentence: the channel that
// was changed to, the end of a snooze and the length of a video in the
// reader's words, other short texts as they are. Nothing when it cannot.
func (b *builder) told(name, text string) string {
	switch ticket.TransactionType(name) {
	case ticket.ParticipantProtocolTypeChangeByAgent, ticket.ParticipantProtocolTypeChangeByCust:
		if identifier.MatchString(text) && (!b.customer() || b.words.find("protocol."+text) != "") {
			return b.ChannelName(text)
		}
	case ticket.TicketSnoozed:
		if until, err := ticket.ParseTime(text); err == nil && !until.Time.IsZero() {
			return b.FormatTime(timeOf(until))
		}
	case ticket.LiveVideoEnded:
		return duration.FindString(text)
	default:
		if shortLine(text) {
			return Visible(text)
		}
	}
	return ""
}

var (
	identifier = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)
	duration   = regexp.MustCompile(`^(?:\d+\.)?\d{1,3}:\d{2}:\d{2}(?:\.\d+)?$`) // .NET's TimeSpan
)

// telling finds the words of an event whose text has a place in them: the
// name of somebody whom it concerns, or anything else.
func (b *builder) telling(base string, forms []string, text string, author *Participant) string {
	if text == author.Name || text == author.Display {
		return b.words.find(base + ".to") // the service writes some events as from whom they concern
	}
	tells := []string{".text"}
	if b.mentions(text) {
		tells = []string{".to", ".text"}
	}
	for _, told := range tells {
		for _, by := range forms {
			if words := b.words.find(base + by + told); words != "" {
				return words
			}
		}
	}
	return ""
}

// mentions reports whether a text is the name of a participant.
func (b *builder) mentions(text string) bool {
	if b.agents == nil {
		b.agents = make(map[string]bool)
		add := func(p *ticket.Participant) {
			b.agents[string(p.Name)], b.agents[string(p.DisplayName)] = true, true
		}
		for i := range b.rec.Ticket.Participants {
			add(&b.rec.Ticket.Participants[i])
		}
		for i := range b.rec.Ticket.Transactions {
			add(&b.rec.Ticket.Transactions[i].From)
		}
	}
	return text != "" && b.agents[text]
}

// sentence fills a text but keeps its pieces apart: an odd one is a name,
// whose direction must not disturb the words around it.
func sentence(words string, args []string) []string {
	list := parts(words)
	for i := 1; i < len(list); i += 2 {
		if n := int(list[i][0] - '0'); n < len(args) {
			list[i] = args[n]
		}
	}
	return list
}

// Isolated returns the entry's words with each name between U+2068 and U+2069,
// so that a name of the other direction does not disturb them. Words has the
// same without the marks.
func (e *Entry) Isolated() string {
	var out strings.Builder
	for i, part := range e.sentence {
		if i%2 == 1 {
			part = "\u2068" + part + "\u2069"
		}
		out.WriteString(part)
	}
	return out.String()
}
