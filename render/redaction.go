package render

import (
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"github.com/glassix-archiver/archiver/redact"
	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/ticket"
)

// Redaction says of a transcript what was looked for to be taken out. What was
// found is replaced by words that name the rule, in every string of the
// transcript and before any form of it is written. Pictures and attached files
// are not looked into.
type Redaction struct {
	Rules []string `json:"rules"`
}

// redaction takes out of a transcript what a redactor finds, in two readings:
// in the first each string by itself, a message's body as one; in the second
// the numbers found so far, for they may stand elsewhere without what told
// them.
type redaction struct {
	t      *Transcript
	find   func(pieces ...string) []redact.Span // of this reading
	redact *redact.Redactor
	known  redact.Known
	clean  map[string]bool   // names that this reading finds nothing in: most come again and again
	files  map[string]string // paths of files to what is shown for them

	entry *Entry
	part  string // of the ticket or the entry, as the JSON names it
	whole any    // what the strings are members of
}

// redactAll takes out what the options want, of every string of the copy.
func (b *builder) redactAll(r *redact.Redactor) {
	if r == nil {
		return
	}
	own := b.redactorFor(r)
	x := &redaction{t: b.Transcript, redact: own, find: own.Find, clean: make(map[string]bool)}
	b.Redaction, b.source = &Redaction{Rules: r.Rules()}, nil
	x.renameFiles()
	x.read()
	x.find = x.known.Find
	x.read()
	x.unread()
	b.cite()
	b.open = opened(b.open, x.files)
}

// redactorFor tells the redactor what of the record decides: where telephone
// numbers without a country's code are from, and its own numbers.
func (b *builder) redactorFor(r *redact.Redactor) *redact.Redactor {
	t := b.rec.Ticket
	region := ""
	if tag, err := language.Parse(string(t.Culture)); err == nil && t.Culture != "" {
		if of, sure := tag.Region(); sure >= language.High {
			region = of.String()
		}
	}
	var numbers []string
	for _, n := range append([]ticket.Number{t.ID, t.MovedToTicketID, t.MovedFromTicketID, t.ParentNestedTicketID}, t.NestedTicketIDs...) {
		numbers = append(numbers, strconv.FormatInt(int64(n), 10))
	}
	return r.For(region, numbers...)
}

// read takes out what this reading finds.
func (x *redaction) read() {
	titled := titleField(&x.t.Header)
	x.clean = make(map[string]bool)
	x.t.visit(visitor{
		in:   x.at,
		text: func(s *string) { *s = x.string(s, x.find(*s)) },
		name: func(s *string) { *s = x.string(s, x.name(*s)) },
		own:  func(*string) {},
		path: func(s *string) {
			if shown, renamed := x.files[*s]; renamed {
				*s = shown
			}
		},
		sentence: x.sentence,
		body:     x.body,
	})
	if titled >= 0 { // it may be cut in the middle of what its field loses whole
		x.t.Header.Title = clip(Visible(x.t.Header.Fields[titled].Value), maxTitle)
	}
}

// at notes where the strings are that come next.
func (x *redaction) at(e *Entry, part string, whole any) { x.entry, x.part, x.whole = e, part, whole }

// name finds in a name or an identifier.
func (x *redaction) name(text string) []redact.Span {
	if x.clean[text] {
		return nil
	}
	found := x.find(text)
	if len(found) == 0 {
		found = x.redact.FindIdentifier(text)
	}
	if len(found) == 0 {
		x.clean[text] = true
	}
	return found
}

// string replaces what was found in a string, and notes each.
func (x *redaction) string(s *string, found []redact.Span) string {
	if len(found) == 0 {
		return *s
	}
	part := join(x.part, memberOf(x.whole, s))
	x.note(part, *s, found)
	out := redact.Replace(*s, found, x.words)
	if structured(*s) && !json.Valid([]byte(out)) { // a number that stood there by itself is a text now
		out = redact.Replace(*s, found, func(f redact.Span) string {
			if bareValue(*s, f) {
				return strconv.Quote(x.words(f))
			}
			return x.words(f)
		})
	}
	return out
}

// structured reports whether a text is an object or a list of JSON.
func structured(text string) bool {
	text = strings.TrimSpace(text)
	return text != "" && (text[0] == '{' || text[0] == '[') && json.Valid([]byte(text))
}

// bareValue reports whether a span of a JSON text stands between no quotes.
func bareValue(text string, f redact.Span) bool {
	before, after := strings.TrimRight(text[:f.Start], " \t\r\n"), strings.TrimLeft(text[f.End:], " \t\r\n")
	return (before == "" || strings.ContainsRune(":[,", rune(before[len(before)-1]))) && (after == "" || strings.ContainsRune(",]}", rune(after[0])))
}

// RuleName is what a rule of redaction is called: a built-in one in the
// transcript's language, a user's own by its name.
func (t *Transcript) RuleName(rule string) string {
	if name := t.words.find("redacted." + rule); name != "" && slices.Contains(redact.Detectors(), rule) {
		return name
	}
	return rule
}

// RedactedText says what was looked for to be taken out; nothing where that is
// nothing.
func (t *Transcript) RedactedText() string {
	if t.Redaction == nil || len(t.Redaction.Rules) == 0 {
		return ""
	}
	var names []string
	for _, rule := range t.Redaction.Rules {
		names = append(names, t.RuleName(rule))
	}
	return t.Say("page.redacted", strings.Join(names, t.Say("list.separator")))
}

// words stand in the place of what was found.
func (x *redaction) words(f redact.Span) string {
	label := x.t.RuleName(f.Rule)
	if f.Shown != "" {
		label += " …" + f.Shown
	}
	return x.t.Say("redacted.mark", label)
}

// sentence takes out of an event's words what its pieces tell together.
func (x *redaction) sentence(e *Entry) {
	found := x.find(e.sentence...)
	if len(found) == 0 {
		return
	}
	x.note(join(x.part, "words"), e.Words, found)
	at := 0
	for i, piece := range e.sentence {
		e.sentence[i] = cutWith(piece, at, found, x.words)
		at += len(piece)
	}
	e.Words = strings.Join(e.sentence, "")
}

// fileNumber is the beginning of a bundle's name for a file.
var fileNumber = regexp.MustCompile(`^[0-9]{1,5}-`)

// renameFiles finds other paths for files whose name, identifier or path tells
// something. A name is written otherwise in a path, so it is left out whole.
func (x *redaction) renameFiles() {
	x.files = make(map[string]string)
	for i := range x.t.Entries {
		for j := range x.t.Entries[i].Attachments {
			a := &x.t.Entries[i].Attachments[j]
			if a.Path != "" && len(x.find(a.Name))+len(x.name(a.Identifier))+len(x.find(a.Path)) > 0 {
				folder, name := path.Split(a.Path)
				ending := path.Ext(name)
				if len(ending) > 6 || len(x.find(ending)) > 0 {
					ending = ""
				}
				x.files[a.Path] = folder + fileNumber.FindString(name) + "redacted" + ending
			}
		}
	}
}

func titleField(h *Header) int {
	if h.Title == "" {
		return -1
	}
	return slices.IndexFunc(h.Fields, func(f Field) bool { return title([]Field{f}) == h.Title })
}

// body takes out of a message's text and blocks what they tell. A text that was
// written from the blocks is written anew where these lost something, for
// addresses and marks may stand in it between the parts of a number.
func (x *redaction) body(e *Entry) {
	if found := x.blocks(e.Body); len(found) > 0 && e.spoken > 0 {
		x.record("text", found)
		e.Text = plainOf(e.Body[:e.spoken], e.Body[len(e.Body)-e.lacking:])
	}
	x.at(e, "", e)
	e.Text = x.string(&e.Text, x.find(e.Text))
	for in := range body.Inlines(e.Body) {
		x.address(in)
		x.picture(in.Image)
	}
}

// blocks reads blocks as one text: what is hidden both with the rest and apart
// from it.
func (x *redaction) blocks(blocks []body.Block) (noted []Redacted) {
	shown := 0
	for _, hidden := range []bool{false, true} {
		p := new(passage)
		p.blocks(blocks, hidden)
		if hidden && len(p.pieces) == shown { // nothing is
			break
		}
		found := x.find(p.pieces...)
		if shown = len(p.pieces); len(found) == 0 {
			continue
		}
		before := len(x.t.redacted)
		x.note("blocks", strings.Join(p.pieces, ""), found)
		noted = append(noted, x.t.redacted[before:]...)
		replaceInlines(blocks, p.redacted(found, x))
	}
	return noted
}

// inline is what stands in the place of something found in an inline: isolated,
// in its style.
func (x *redaction) inline(f redact.Span, in body.Inline) body.Inline {
	in.Text, in.Redacted, in.Direction, in.Raise = x.words(f), f.Rule, x.t.View.Direction, ""
	return in
}

// address looks at where an inline leads. A link that tells something leads
// nowhere.
func (x *redaction) address(in *body.Inline) {
	if found := x.find(in.Link); len(found) > 0 {
		x.note("blocks.link", in.Link, found)
		in.Link = ""
	}
}

// picture looks at what a picture is called.
func (x *redaction) picture(image *body.Image) {
	if image == nil {
		return
	}
	x.at(x.entry, "blocks.image", image)
	image.Ref = x.string(&image.Ref, x.find(image.Ref))
	image.Alt = x.string(&image.Alt, x.find(image.Alt))
	if shown, renamed := x.files[image.Path]; renamed {
		image.Path = shown
	}
}
