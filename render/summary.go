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
	var lacks []string
	withheld := t.withheld()
	if missing := len(t.Exceptions) - withheld; missing > 0 {
		lacks = append(lacks, t.Count("count.missing", missing))
	}
	if withheld > 0 {
		lacks = append(lacks, t.Count("count.withheld", withheld))
	}
	if len(lacks) > 0 {
		text += " (" + strings.Join(lacks, t.Say("list.separator")) + ")"
	}
	return text
}

// withheld counts the files that are kept back on purpose: they are not missing.
func (t *Transcript) withheld() (n int) {
	for i := range t.Exceptions {
		if t.Exceptions[i].Code == Withheld {
			n++
		}
	}
	return n
}

// MissingText says how many files are missing, or only that something is where
// it is not files alone; and how many are withheld.
func (t *Transcript) MissingText() string {
	withheld, other := t.withheld(), false
	var said []string
	for _, e := range t.Exceptions {
		other = other || e.Attachment == "" && e.Name == ""
	}
	if missing := len(t.Exceptions) - withheld; other {
		said = append(said, t.Say("page.exceptions")+".")
	} else if missing > 0 {
		said = append(said, t.Count("exception.count", missing))
	}
	if withheld > 0 {
		said = append(said, t.Count("withheld.count", withheld))
	} else if other {
		return t.Say("page.exceptions")
	}
	return strings.Join(said, " ")
}

// ExceptionText says why something is missing: in the transcript's language where
// there are words for the reason, and in a legal copy, or for want of words, as
// the archiver had it.
func (t *Transcript) ExceptionText(e Exception) string {
	words, message := t.words.find("exception."+e.Code), Visible(e.Message)
	switch {
	case e.Code == Withheld:
		return t.Say("exception."+Withheld, isolate(message))
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
