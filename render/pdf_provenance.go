package render

import (
	"strconv"

	"github.com/glassix-archiver/archiver/ticket"
)

// labelGap stands between an identifier and what it is called.
const labelGap = "\u00a0"

// nilGUID stands where the service has no identifier.
const nilGUID = "00000000-0000-0000-0000-000000000000"

// provenance is what ties an entry of a legal copy to its transaction in the
// record, each value under its name.
func (p *pdfWriter) provenance(e *Entry) []string {
	if p.t.View.Audience != Legal {
		return nil
	}
	var said []string
	add := func(key, value string) {
		if value != "" && value != nilGUID {
			said = append(said, isolate(p.t.Say("provenance."+key))+labelGap+leftToRight(Visible(value)))
		}
	}
	if e.Type != "" { // says by itself what it is
		said = append(said, leftToRight(Visible(e.Type)))
	}
	add("guid", e.GUID)
	if e.ID != 0 {
		add("id", strconv.FormatInt(e.ID, 10))
	}
	add("time", e.Time.Original)
	add("channel", e.Channel)
	add("status", e.Status)
	add("author", e.Author.Identifier)
	for _, a := range e.Attachments {
		if len(e.Attachments) < manyFiles { // a table has it
			add("file", a.Identifier)
		}
		if a.Sanitization != string(ticket.Allowed) && p.t.words.find("attachment.sanitization."+a.Sanitization) == "" {
			add("scan", a.Sanitization)
		}
	}
	return said
}
