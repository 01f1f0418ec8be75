package rsmf

import (
	"fmt"
	"strings"

	"github.com/glassix-archiver/archiver/render"
)

// Text is what reviewers search: who said what and when, in plain lines. Lines
// end with "\n".
func (d *Day) Text() string {
	var out strings.Builder
	b := d.book
	out.WriteString(oneLine(d.Subject()) + "\n")
	for _, fact := range d.facts() {
		fmt.Fprintf(&out, "%s: %s\n", fact.Name, fact.Value)
	}
	for i := range d.entries {
		e := &d.entries[i]
		fmt.Fprintf(&out, "\n%s %s", b.headline(e), e.Author.Name)
		switch {
		case e.Kind == render.Note:
			out.WriteString(" (internal note):")
		case !message(e):
			out.WriteString(" (event):")
		case e.Type == deleted:
			out.WriteString(" (" + string(e.Author.Role) + ", deleted):")
		default:
			out.WriteString(" (" + string(e.Author.Role) + "):")
		}
		out.WriteString("\n")
		if text := words(e); text != "" {
			out.WriteString(strings.TrimRight(text, "\n") + "\n")
		}
		for k := range e.Attachments {
			out.WriteString(b.fileLine(&e.Attachments[k]))
		}
	}
	return strings.ReplaceAll(strings.ReplaceAll(out.String(), "\r\n", "\n"), "\r", "\n")
}

func (b *book) headline(e *render.Entry) string {
	when := b.when(e.Time)
	if when == "" {
		when = "no date"
	}
	return fmt.Sprintf("[%d, %s]", e.Index, oneLine(when))
}

func (b *book) fileLine(a *render.Attachment) string {
	if reason := b.absent(a); reason != "" {
		return fmt.Sprintf("%s: %s: %s\n", absence(a), oneLine(a.Name), oneLine(reason))
	}
	return fmt.Sprintf("Attachment: %s (%s, %d bytes)\n", oneLine(a.Name), b.files[a.Path].ID, a.Size)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
