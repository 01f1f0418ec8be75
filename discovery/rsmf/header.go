package rsmf

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/glassix-archiver/archiver/render"
)

// header writes the mail's, CRLF at each line's end. All of it comes from the
// content: there is no clock in it, and no host.
func (d *Day) header(boundary string) string {
	b := d.book
	var h header
	h.field("From", b.address(d.sender()))
	var to, names []string
	for i := range b.people.list {
		to = append(to, b.address(i))
		names = append(names, strings.ReplaceAll(clip(b.people.list[i].Name), ",", " "))
	}
	if len(to) == 0 {
		to = []string{b.address(-1)}
	}
	h.field("To", strings.Join(to, ", "))
	h.field("Subject", encoded(clip(d.Subject())))
	h.field("Date", d.date().UTC().Format(time.RFC1123Z))
	h.field("Message-ID", "<"+boundary+"@archiver.invalid>")
	h.field("MIME-Version", "1.0")
	h.field("X-RSMF-Version", Version)
	h.field("X-RSMF-Generator", encoded(clip(b.generator())))
	h.field("X-RSMF-BeginDate", stamp(d.Begin))
	h.field("X-RSMF-EndDate", stamp(d.End))
	h.field("X-RSMF-EventCount", strconv.Itoa(len(d.entries)))
	h.field("X-RSMF-Application", "Glassix")
	h.field("X-RSMF-Custodian", encoded(clip(b.custodian())))
	h.field("X-RSMF-Participants", encoded(strings.Join(names, ",")))
	h.field("X-RSMF-AttachmentCount", strconv.Itoa(d.attachments()))
	h.field("X-RSMF-EventCollectionID", encoded(clip(b.collection())))
	for _, f := range b.o.Fields {
		h.own(f)
	}
	h.field("Content-Type", `multipart/mixed; boundary="`+boundary+`"`)
	return h.String() + "\r\n"
}

// sender is the place of who wrote the first message, or of who did the first
// thing.
func (d *Day) sender() int {
	for i := range d.entries {
		if d.entries[i].Kind == render.Message {
			return d.book.people.find(&d.entries[i].Author)
		}
	}
	if len(d.entries) > 0 {
		return d.book.people.find(&d.entries[0].Author)
	}
	return min(0, len(d.book.people.list)-1)
}

func (d *Day) date() time.Time {
	switch {
	case !d.Begin.IsZero():
		return d.Begin
	case !d.book.sometime().IsZero():
		return d.book.sometime()
	}
	return time.Unix(0, 0) // a mail must have a date
}

func (d *Day) attachments() int {
	n := 0
	for i := range d.entries {
		for k := range d.entries[i].Attachments {
			if d.book.absent(&d.entries[i].Attachments[k]) == "" {
				n++
			}
		}
	}
	return n
}

func (b *book) generator() string {
	if b.o.Generator != "" {
		return b.o.Generator
	}
	return b.View.Generator
}

func (b *book) custodian() string {
	switch h := &b.Header; {
	case b.o.Custodian != "":
		return b.o.Custodian
	case h.Owner.Name != "":
		return h.Owner.Name
	default:
		return h.Owner.UserName
	}
}

// address is a participant's, one in the reserved domain where none is known.
func (b *book) address(at int) string {
	if at < 0 {
		return fmt.Sprintf("<nobody@ticket-%d.invalid>", b.Header.Number)
	}
	who := &b.people.list[at]
	address := email(who)
	if address == "" || !plain(address) || len(address) > 254 {
		address = fmt.Sprintf("%s@ticket-%d.invalid", strings.ToLower(personID(at)), b.Header.Number)
	}
	name := clip(who.Name)
	if plain(name) && !strings.ContainsAny(name, `"\`) {
		return `"` + name + `" <` + address + ">"
	}
	return encoded(name) + " <" + address + ">"
}

type header struct{ strings.Builder }

const maxLine = 78

// field writes a header field, folded before spaces; an empty one is left out.
func (h *header) field(name, value string) {
	if value == "" {
		return
	}
	line := name + ":"
	for i, word := range strings.Split(value, " ") {
		if len(line)+1+len(word) > maxLine && i > 0 && word != "" {
			h.WriteString(line + "\r\n")
			line = ""
		}
		line += " " + word
	}
	h.WriteString(line + "\r\n")
}

// own writes a field of the caller's. Of its name letters and digits count; one
// of the format's own is not replaced.
func (h *header) own(f Fact) {
	name := strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
			return c
		}
		return -1
	}, f.Name)
	if name != "" && !strings.Contains(strings.ToLower(h.String()), "\nx-rsmf-"+strings.ToLower(name)+":") {
		h.field("X-RSMF-"+name, encoded(clip(f.Value)))
	}
}

// clip is a name in a header: of one line and bounded. The manifest has it
// whole.
func clip(s string) string {
	s = oneLine(render.Visible(s))
	if r := []rune(s); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return s
}

// encoded is a text as a header can hold it: as it is where it is plain, else
// in encoded words (RFC 2047).
func encoded(s string) string {
	if plain(s) {
		return s
	}
	const most = 45 // bytes, so that the word has no more than 75
	var list []string
	for len(s) > 0 {
		n := 0
		for n < len(s) {
			_, size := utf8.DecodeRuneInString(s[n:])
			if n+size > most {
				break
			}
			n += size
		}
		list = append(list, "=?utf-8?b?"+base64.StdEncoding.EncodeToString([]byte(s[:n]))+"?=")
		s = s[n:]
	}
	return strings.Join(list, " ")
}

// plain reports whether a text stands in a header as it is: printable ASCII,
// not to be taken for an encoded word, with no word longer than a line may be.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	if strings.Contains(s, "=?") || strings.TrimSpace(s) != s || strings.Contains(s, "  ") {
		return false
	}
	for word := range strings.SplitSeq(s, " ") {
		if len(word) > 300 {
			return false
		}
	}
	return true
}
