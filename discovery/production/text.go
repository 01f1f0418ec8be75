package production

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/glassix-archiver/archiver/render"
)

// writeText writes what a transcript says as plain text: for search, and with
// every word as it was written.
func writeText(w io.Writer, t *render.Transcript) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "%s\n", t.Heading())
	for _, f := range t.Facts() {
		fmt.Fprintf(out, "%s: %s\n", f.Label, f.Value())
	}
	for _, name := range people(t.Participants, nil) {
		fmt.Fprintf(out, "Participant: %s\n", name)
	}
	for _, e := range t.Exceptions {
		if e.Code == render.Withheld {
			fmt.Fprintf(out, "%s: %s\n", e.Name, t.Say("exception."+render.Withheld, e.Message))
			continue
		}
		fmt.Fprintf(out, "Missing: %s %s %s\n", e.Name, e.Code, e.Message)
	}
	for i := range t.Entries {
		writeEntry(out, t, &t.Entries[i])
	}
	return out.Flush()
}

func writeEntry(out *bufio.Writer, t *render.Transcript, e *render.Entry) {
	fmt.Fprintf(out, "\n[%d] %s %s", e.Index, momentOf(t, e.Time), e.Author.Name)
	if role := t.RoleName(e.Author.Role); role != "" {
		fmt.Fprintf(out, " (%s)", role)
	}
	if e.Kind == render.Note {
		fmt.Fprintf(out, " %s", strings.ToUpper(string(render.Note)))
	}
	out.WriteByte('\n')
	for _, text := range []string{e.Words, e.Text} {
		if text = strings.ReplaceAll(text, "\r\n", "\n"); text != "" {
			out.WriteString(strings.TrimSuffix(text, "\n") + "\n")
		}
	}
	for _, a := range e.Attachments {
		fmt.Fprintf(out, "Attachment: %s", a.Name)
		switch {
		case a.SHA256 != "":
			fmt.Fprintf(out, " (%d bytes, sha256 %s)", a.Size, a.SHA256)
		case a.Exception != nil && a.Exception.Code == render.Withheld:
			fmt.Fprintf(out, ": %s", t.Say("exception."+render.Withheld, a.Exception.Message))
		case a.Exception != nil:
			fmt.Fprintf(out, " (missing: %s)", a.Exception.Code)
		}
		out.WriteByte('\n')
	}
}

func momentOf(t *render.Transcript, at render.Time) string {
	if at.IsZero() {
		return ""
	}
	return t.FormatTime(at)
}
