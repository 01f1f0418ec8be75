package render

import (
	"strconv"
	"strings"
)

// Provenance ties an entry of a legal copy to its transaction in the record:
// its type, identifiers, time, channel and status as the service wrote them, and who its author
// is there. Other copies leave it to the JSON.
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
	}
	return strings.Join(said, " · ")
}
