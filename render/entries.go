package render

import (
	"net/url"
	"slices"
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
	list := []Entry{}
	for _, x := range b.rec.Ticket.Chronological() {
		if b.customer() && !public(&x) {
			continue
		}
		e := b.entry(&x)
		e.Index = len(list) + 1
		list = append(list, e)
	}
	return list
}

func public(x *ticket.Transaction) bool { return messageTypes[x.Type] || publicEvents[x.Type] }

func (b *builder) entry(x *ticket.Transaction) Entry {
	e := Entry{
		ID: int64(x.ID), GUID: string(x.GUID), Time: timeOf(x.DateTime), Type: string(x.Type),
		Author: b.participant(&x.From), Attachments: b.attachments(x.Attachments),
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
	lacking := b.setBody(&e, x)
	resolveImages(e.Body, e.Attachments)
	e.Language = languageOf(ownWords(e.Body), b.rec.Ticket.Culture)
	if len(lacking) > 0 {
		e.Body = append(e.Body, body.Block{Kind: body.Rule}, b.label("body.lacking"))
		e.Body = append(e.Body, lacking...)
	}
	showOverrides(e.Body)
	b.classify(&e)
	return e
}

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
// some, and otherwise by what the channel's users write. It returns what the
// text says beyond the HTML.
func (b *builder) setBody(e *Entry, x *ticket.Transaction) (lacking []body.Block) {
	text := string(x.Text)
	if strings.TrimSpace(string(x.HTML)) != "" {
		if blocks := body.FromHTML(string(x.HTML)); len(blocks) > 0 {
			lacking = body.Lacking(blocks, text)
			e.Body, e.Text = blocks, plainOf(blocks, lacking)
			return lacking
		}
	}
	if strings.TrimSpace(text) == "" {
		return nil
	}
	e.Body, e.Text = body.FromText(text), text
	switch x.FromProtocol {
	case "WhatsApp", "TelegramBot", "FBmessenger", "Viber", "InstagramDM":
		e.Body = body.FromChat(text)
	}
	return nil
}

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
		in.Text = overrides.Replace(in.Text)
		if in.Image != nil {
			in.Image.Alt = overrides.Replace(in.Image.Alt)
		}
	}
}

var overrides = strings.NewReplacer("\u202d", "⟨U+202D⟩", "\u202e", "⟨U+202E⟩")

// ownWords is the text of a body without the mail that it quotes, which may
// be in another language.
func ownWords(blocks []body.Block) string {
	own := slices.DeleteFunc(slices.Clone(blocks), func(b body.Block) bool { return b.Kind == body.Quote })
	if len(own) == 0 {
		own = blocks
	}
	return body.Plain(own)
}

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

// exception is what the audience is told of a file that is missing. How the
// archiver failed to get it is nothing for the customer.
func (b *builder) exception(e *Exception, file *Attachment) *Exception {
	if e == nil {
		return nil
	}
	told := *e
	told.Attachment, told.Name = file.Identifier, file.Name
	told.Message = unsigned(told.Message)
	if b.customer() {
		told.Message, told.Tried = b.Say("exception."+told.Code), zeroTime
	}
	return &told
}

// resolveImages finds the file of each image of a body: by identifier, for
// an image that the mail itself carries also by name, and if one such image
// and one embedded file are left over, these two.
func resolveImages(blocks []body.Block, files []Attachment) {
	used := make(map[int]bool)
	var left []*body.Image
	for image := range body.Images(blocks) {
		if at := findFile(image.Ref, files); at >= 0 {
			used[at] = true
			image.Path = files[at].Path
		} else if strings.HasPrefix(image.Ref, "cid:") {
			left = append(left, image)
		}
	}
	var spare []string
	for i, f := range files {
		if f.Embedded && !used[i] && f.Path != "" && drawable(f.MediaType) {
			spare = append(spare, f.Path)
		}
	}
	if len(spare) == 1 && len(left) == 1 {
		left[0].Path = spare[0]
	}
}

// findFile seeks the picture that an image refers to. A content id often has
// a host behind an @; an address of the web, its path before the name.
func findFile(ref string, files []Attachment) int {
	name, own := strings.CutPrefix(ref, "cid:")
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	local, _, _ := strings.Cut(name, "@")
	wanted := []string{name, name[strings.LastIndexByte(name, '/')+1:], local}
	match := func(same func(f *Attachment, want string) bool) int {
		for _, want := range wanted {
			for i := range files {
				if want != "" && drawable(files[i].MediaType) && same(&files[i], want) {
					return i
				}
			}
		}
		return -1
	}
	if at := match(func(f *Attachment, want string) bool { return f.Identifier == want }); at >= 0 || !own {
		return at
	}
	return match(func(f *Attachment, want string) bool { return strings.EqualFold(f.Name, want) })
}

// shortLine reports whether a text can stand within a sentence.
func shortLine(s string) bool {
	return s != "" && !strings.Contains(s, "\n") && utf8.RuneCountInString(s) <= 80
}
