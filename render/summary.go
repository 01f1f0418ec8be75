package render

import "strings"

// Summary says what the transcript holds, for its end: the number of
// messages, notes, events and files, and of files that are missing.
func (t *Transcript) Summary() string {
	counts := make(map[Kind]int)
	files := 0
	for i := range t.Entries {
		counts[t.Entries[i].Kind]++
		files += len(t.Entries[i].Attachments)
	}
	list := []string{t.Count("count.messages", counts[Message])}
	add := func(key string, n int) {
		if n > 0 {
			list = append(list, t.Count(key, n))
		}
	}
	add("count.notes", counts[Note])
	add("count.events", counts[Event])
	add("count.files", files)
	text := strings.Join(list, t.Say("list.separator"))
	if missing := len(t.Exceptions); missing > 0 {
		text += " (" + t.Count("count.missing", missing) + ")"
	}
	return text
}

// MissingText says how many files are missing, or only that something is where
// it is not files alone.
func (t *Transcript) MissingText() string {
	for _, e := range t.Exceptions {
		if e.Attachment == "" && e.Name == "" {
			return t.Say("page.exceptions")
		}
	}
	return t.Count("exception.count", len(t.Exceptions))
}

// ExceptionText says why something is missing: in the transcript's language where
// there are words for the reason, and in a legal copy, or for want of words, as
// the archiver had it.
func (t *Transcript) ExceptionText(e Exception) string {
	words, message := t.words.find("exception."+e.Code), Visible(e.Message)
	switch {
	case words == "":
		return message
	case message == "" || message == words || t.View.Audience != Legal:
		return words
	}
	return words + " " + leftToRight(message)
}

// GeneratedText says what made the transcript and when, as far as that is
// known.
func (t *Transcript) GeneratedText() string {
	v := &t.View
	switch {
	case v.Generator == "":
		return ""
	case v.Generated.IsZero():
		return t.Say("footer.generated", v.Generator)
	default:
		return t.Say("footer.generated.at", v.Generator, t.FormatTime(Time{UTC: v.Generated}))
	}
}
