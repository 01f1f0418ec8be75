package render

import (
	"strings"
	"unicode/utf8"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/ticket"
)

// messageTypes are the transactions that say something to somebody. The
// others are events; Note is a kind of its own.
var messageTypes = map[ticket.TransactionType]bool{
	ticket.Message: true, ticket.InteractiveDocument: true, ticket.IntroductionMessage: true,
	ticket.DepartmentClosedMessage: true, ticket.OwnerOfflineMessage: true, ticket.OwnerOnBreakMessage: true,
	ticket.TicketClosedMessage: true, ticket.TicketReOpenedMessage: true, ticket.CustomerAreYouHereMessage: true,
	ticket.CustomerInputBlockedMessage: true, ticket.UnsupportedMediaTypeMessage: true,
	ticket.MessageEdited: true, ticket.MessageDeleted: true,
}

// publicEvents are the ones a customer witnessed. Any other, one that this
// version does not know included, is taken as internal.
var publicEvents = map[ticket.TransactionType]bool{
	ticket.TicketOpened: true, ticket.TicketClosed: true, ticket.TicketClosedAutomatically: true,
	ticket.LiveVideo: true, ticket.LiveVideoBidirectional: true, ticket.LiveVideoEnded: true,
	ticket.InteractiveDocumentSealed: true, ticket.ParticipantProtocolTypeChangeByCust: true,
}

func (b *builder) entries() []Entry {
	all := b.transactions
	list := make([]Entry, 0, len(all))
	for i := range all {
		if b.customer() && !public(&all[i]) {
			continue
		}
		list = append(list, b.entry(&all[i]))
		list[len(list)-1].Index = len(list)
	}
	return list
}

func public(x *ticket.Transaction) bool { return messageTypes[x.Type] || publicEvents[x.Type] }

func (b *builder) entry(x *ticket.Transaction) Entry {
	e := Entry{
		ID: int64(x.ID), GUID: string(x.GUID), Time: timeOf(x.DateTime), Type: string(x.Type),
		Author: b.participant(&x.From),
	}
	if !ticket.IsUnset(x.FromProtocol) {
		e.Channel = string(x.FromProtocol)
	}
	if !ticket.IsUnset(x.Status) {
		e.Status = string(x.Status)
	}
	if !b.customer() {
		e.Payload = unsigned(x.PayloadText())
		e.Other = others("", x.Extra)
	}
	var lacking []body.Block
	if !b.retracted(x) {
		e.Attachments = b.attachments(x.Attachments)
		lacking = b.setBody(&e, x)
	}
	resolveImages(e.Body, e.Attachments, x.Attachments)
	e.Language = b.culture.languageOf(e.Body)
	e.Body = body.Direct(e.Body, b.lean)
	if e.spoken > 0 {
		e.spoken = len(e.Body)
	}
	if offers := b.offers(&e, x); len(offers) > 0 {
		e.Body = append(e.Body, offers...)
	}
	if len(lacking) > 0 {
		lacking = body.Direct(lacking, b.lean)
		e.Body = append(e.Body, body.Block{Kind: body.Rule}, b.label("body.lacking"))
		e.Body = append(e.Body, lacking...)
		e.lacking = len(lacking)
	}
	showOverrides(e.Body)
	b.classify(&e)
	if b.customer() {
		b.withhold(&e)
	}
	return e
}

// undelivered are the statuses of a message that did not arrive.
var undelivered = map[string]bool{"Undelivered": true, "Failed": true, "Rejected": true, "Expired": true}

// Undelivered reports whether the service says of a message that it did not
// reach whom it was for.
func (e *Entry) Undelivered() bool { return e.Kind == Message && undelivered[e.Status] }

// classify decides whether the entry is a message, a note or an event, and
// says in words what the type alone would not.
func (b *builder) classify(e *Entry) {
	t := ticket.TransactionType(e.Type)
	says := len(e.Body) > 0 || len(e.Attachments) > 0
	switch {
	case t == ticket.Note:
		e.Kind, e.sentence = Note, []string{b.Say("kind.Note")}
	case messageTypes[t] && says:
		e.Kind = Message
		if words := b.words.find("kind." + e.Type); words != "" {
			e.sentence = []string{words}
		}
	default:
		e.Kind = Event
		b.sayEvent(e)
	}
	e.Words = strings.Join(e.sentence, "")
}

// setBody turns a transaction's text into blocks, by HTML where there is
// some, and otherwise by what the channel's users write; bots write Markdown.
// It returns what the text says beyond the HTML.
func (b *builder) setBody(e *Entry, x *ticket.Transaction) (lacking []body.Block) {
	text := string(x.Text)
	if strings.TrimSpace(string(x.HTML)) != "" {
		if blocks := body.FromHTML(string(x.HTML)); len(blocks) > 0 {
			lacking = body.Lacking(blocks, text)
			e.Body, e.Text, e.spoken = blocks, plainOf(blocks, lacking), len(blocks)
			return lacking
		}
	}
	if strings.TrimSpace(text) == "" {
		return nil
	}
	e.Text = text
	switch {
	case chats[x.FromProtocol]:
		e.Body = body.FromChat(text)
	case e.Author.Role == Automaton && body.LooksLikeMarkdown(text):
		e.Body = body.FromMarkdown(text)
	default:
		e.Body = body.FromText(text)
	}
	return nil
}

// chats are the channels whose users know *bold* and _italic_.
var chats = map[ticket.Protocol]bool{"WhatsApp": true, "TelegramBot": true, "FBmessenger": true, "Viber": true, "InstagramDM": true}

func plainOf(blocks, lacking []body.Block) string {
	if len(lacking) == 0 {
		return body.Plain(blocks)
	}
	return body.Plain(blocks) + "\n\n" + body.Plain([]body.Block{{Kind: body.Rule}}) + "\n\n" + body.Plain(lacking)
}

// label is a line of the transcript's own words within a body.
func (b *builder) label(key string) body.Block {
	return body.Block{
		Kind: body.Paragraph, Direction: b.View.Direction,
		Inlines: []body.Inline{{Text: b.Say(key), Italic: true}},
	}
}

// showOverrides makes the controls visible that turn letters around, so that
// a text is not read as another: U+202D and U+202E. Those that only set apart
// or mark a direction, as right-to-left writers use them, stay as they are.
func showOverrides(blocks []body.Block) {
	for in := range body.Inlines(blocks) {
		if strings.Contains(in.Text, "\u202d") || strings.Contains(in.Text, "\u202e") {
			in.Text = overrides.Replace(in.Text)
		}
		if in.Image != nil {
			in.Image.Alt = overrides.Replace(in.Image.Alt)
		}
	}
}

var overrides = strings.NewReplacer("\u202d", "⟨U+202D⟩", "\u202e", "⟨U+202E⟩")

func (b *builder) attachments(list []ticket.Attachment) []Attachment {
	var files []Attachment
	for i := range list {
		files = append(files, b.attachment(&list[i]))
	}
	return files
}

// attachment joins what the service says of a file with what was downloaded.
func (b *builder) attachment(a *ticket.Attachment) Attachment {
	file := Attachment{
		ID: int64(a.ID), Identifier: string(a.FileIdentifier), Name: Visible(string(a.OriginalFileName)),
		Type: string(a.Type), Embedded: bool(a.IsEmbedded),
	}
	if file.Name == "" {
		file.Name = b.Say("attachment.unnamed")
	}
	if !b.customer() {
		file.Other = others("", a.Extra)
		if !ticket.IsUnset(a.SanitizationState) {
			file.Sanitization = string(a.SanitizationState)
		}
	}
	if stored, ok := b.rec.Files[a.Key()]; ok {
		file.Path, file.Size, file.SHA256, file.MediaType = stored.Path, stored.Size, stored.SHA256, stored.MediaType
		file.Exception = b.exception(stored.Exception, &file)
	}
	return file
}

// exceptions are what the transcript lacks: of the record as a whole, then of
// its files.
func (b *builder) exceptions() []Exception {
	var list []Exception
	for i := range b.rec.Exceptions {
		list = append(list, *b.exception(&b.rec.Exceptions[i], &Attachment{}))
	}
	for _, e := range b.Entries {
		for _, a := range e.Attachments {
			if a.Exception != nil {
				list = append(list, *a.Exception)
			}
		}
	}
	return list
}

// exception is what the audience is told of a file that is missing. How the
// archiver failed to get it is nothing for the customer.
func (b *builder) exception(e *Exception, file *Attachment) *Exception {
	if e == nil {
		return nil
	}
	told := *e
	told.Attachment, told.Name = file.Identifier, file.Name
	told.Message, told.Tried = unsigned(told.Message), told.Tried.UTC()
	if b.customer() {
		told.Message, told.Tried = b.Say("exception."+told.Code), zeroTime
	}
	return &told
}

// shortLine reports whether a text can stand within a sentence.
func shortLine(s string) bool {
	return s != "" && !strings.Contains(s, "\n") && utf8.RuneCountInString(s) <= 80
}
