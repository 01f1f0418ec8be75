package render

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// JSON writes the transcript as one indented JSON document, in the form that
// transcript.schema.json describes. Text stands as it is: "<" is not escaped.
// Entries are written one by one; the document is never in memory whole.
func JSON(w io.Writer, t *Transcript) error {
	if err := writeJSON(w, t); err != nil {
		return fmt.Errorf("write JSON transcript of ticket %d: %w", t.Header.Number, err)
	}
	return nil
}

// noEntries is a line of its own: no text of a JSON document has a line feed.
const noEntries = "\n  \"entries\": []"

func writeJSON(w io.Writer, t *Transcript) error {
	around := *t
	around.Entries = []Entry{}
	var b bytes.Buffer
	if err := encoder(&b, "").Encode(&around); err != nil {
		return err
	}
	before, after, found := strings.Cut(b.String(), noEntries)
	if !found || len(t.Entries) == 0 {
		_, err := b.WriteTo(w)
		return err
	}
	out := bufio.NewWriterSize(w, 1<<16)
	out.WriteString(before) // the first error sticks, and Flush returns it
	out.WriteString("\n  \"entries\": [")
	const inner = "    "
	entries := encoder(&b, inner)
	for i := range t.Entries {
		if b.Reset(); i > 0 {
			out.WriteByte(',')
		}
		if err := entries.Encode(&t.Entries[i]); err != nil {
			return err
		}
		out.WriteString("\n" + inner)
		out.Write(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	}
	out.WriteString("\n  ]")
	out.WriteString(after)
	return out.Flush()
}

func encoder(w io.Writer, prefix string) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent(prefix, "  ")
	return e
}

// MarshalJSON leaves the instant out where no form of JSON could hold it,
// after the year 9999: the original tells it.
func (t Time) MarshalJSON() ([]byte, error) {
	type plain Time
	if t.UTC.Year() > 9999 {
		t.UTC = time.Time{}
	}
	return json.Marshal(plain(t))
}
