package render

import (
	"encoding/json"
	"slices"
	"strconv"

	"golang.org/x/text/language"

	"github.com/glassix-archiver/archiver/redact"
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

func titleField(h *Header) int {
	if h.Title == "" {
		return -1
	}
	return slices.IndexFunc(h.Fields, func(f Field) bool { return title([]Field{f}) == h.Title })
}
