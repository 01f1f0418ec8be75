package render

import (
	"strconv"
	"strings"

	"github.com/glassix-archiver/archiver/ticket"
)

// Provenance ties an entry of a legal copy to its transaction in the record:
// its type, identifiers, time, channel and status as the service wrote them,
// who its author is there, and a verdict of the service's scan of a file that
// nobody knows. Other copies leave it to the JSON.
func (t *Transcript) Provenance(e Entry) string {
	if t.View.Audience != Legal {
		return ""
	}
	var said []string
	add := func(text string) {
		if text != "" {
			said = append(said, Visible(text))
		}
	}
	add(e.Type)
	add(e.GUID)
	if e.ID != 0 {
		add(strconv.FormatInt(e.ID, 10))
	}
	add(e.Time.Original)
	add(e.Channel)
	add(e.Status)
	add(e.Author.Identifier)
	for _, a := range e.Attachments {
		add(a.Identifier)
		if a.Sanitization != string(ticket.Allowed) && t.words.find("attachment.sanitization."+a.Sanitization) == "" {
			add(a.Sanitization)
		}
	}
	return strings.Join(said, " · ")
}
