package render

import (
	"strconv"

	"github.com/glassix-archiver/archiver/ticket"
)

// nilGUID stands where the service has no identifier.
const nilGUID = "00000000-0000-0000-0000-000000000000"

// fileIdentifier is the key of what a file is called at the service.
const fileIdentifier = "provenance.file"

// Provenance ties an entry of a legal copy to its transaction in the record:
// its type, which says by itself what it is, and under their names its
// identifiers, time, channel and status as the service wrote them, who its
// author is there, and a verdict of the service's scan of a file that nobody
// knows. Other copies leave it to the JSON.
func (t *Transcript) Provenance(e *Entry) []NameValue {
	if t.View.Audience != Legal {
		return nil
	}
	var said []NameValue
	add := func(key, value string) {
		if value != "" && value != nilGUID {
			said = append(said, NameValue{Name: t.Say(key), Value: Visible(value)})
		}
	}
	if e.Type != "" {
		said = append(said, NameValue{Value: Visible(e.Type)})
	}
	add("provenance.guid", e.GUID)
	if e.ID != 0 {
		add("provenance.id", strconv.FormatInt(e.ID, 10))
	}
	add("provenance.time", e.Time.Original)
	add("provenance.channel", e.Channel)
	add("provenance.status", e.Status)
	add("provenance.author", e.Author.Identifier)
	for _, a := range e.Attachments {
		add(fileIdentifier, a.Identifier)
		if a.Sanitization != string(ticket.Allowed) && t.words.find("attachment.sanitization."+a.Sanitization) == "" {
			add("provenance.scan", a.Sanitization)
		}
	}
	return said
}
