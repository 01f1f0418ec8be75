package render

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/glassix-archiver/archiver/redact"
	"github.com/glassix-archiver/archiver/render/body"
)

// Redacted is a place where something was taken out of a transcript, or a file
// or picture in it that was not looked into. It never tells what was there.
type Redacted struct {
	Ticket      int64  `json:"ticket"`
	Entry       int    `json:"entry,omitzero"`           // its index; 0 is the ticket's own facts
	Transaction string `json:"transaction,omitzero"`     // its id in the record, else its GUID
	Part        string `json:"part"`                     // as the JSON transcript names it: text, blocks, author.name, fields[2].value, …
	Rule        string `json:"rule,omitzero"`            // that found it
	Position    string `json:"position,omitzero"`        // within the part: whole, start, middle or end
	Length      int    `json:"length,omitzero"`          // characters
	HMAC        string `json:"hmac_sha256,omitzero"`     // of what was there, in its plain form, with the redactor's key
	NotLooked   string `json:"not_looked_into,omitzero"` // file or picture: it is as it was, whatever it holds
}

// Redacted returns what was taken out of the transcript, and what was not
// looked into: of the ticket and its participants, then entry by entry. The slice is the transcript's own.
func (t *Transcript) Redacted() []Redacted { return t.redacted }

// WriteRedactionLog writes what was taken out of a transcript, one JSON object
// a line.
func WriteRedactionLog(w io.Writer, t *Transcript) error {
	out := bufio.NewWriter(w)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	for i := range t.redacted {
		if err := lines.Encode(&t.redacted[i]); err != nil {
			return fmt.Errorf("write redaction log of ticket %d: %w", t.Header.Number, err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write redaction log of ticket %d: %w", t.Header.Number, err)
	}
	return nil
}

// note puts into the log what was found in a text, and remembers numbers.
func (x *redaction) note(part, text string, found []redact.Span) {
	for _, f := range found {
		content := text[f.Start:f.End]
		x.known.Learn(content, f.Rule)
		is := x.place(part)
		is.Rule, is.Position = f.Rule, position(f, len(text))
		is.Length, is.HMAC = utf8.RuneCountInString(content), x.redact.Hash(content)
		x.t.redacted = append(x.t.redacted, is)
	}
}

// record notes the same of another part.
func (x *redaction) record(part string, same []Redacted) {
	for _, is := range same {
		is.Part, is.Position = part, "" // it may stand there elsewhere
		x.t.redacted = append(x.t.redacted, is)
	}
}

func (x *redaction) place(part string) Redacted {
	is := Redacted{Ticket: x.t.Header.Number, Part: part}
	if x.entry != nil {
		is.Entry = x.entry.Index
	}
	return is
}

// cite puts the log in the record's order and names the transactions, now that
// nothing is left in what they are called.
func (t *Transcript) cite() {
	slices.SortStableFunc(t.redacted, func(a, b Redacted) int { return a.Entry - b.Entry })
	for i := range t.redacted {
		if at := t.redacted[i].Entry; at > 0 {
			e := &t.Entries[at-1]
			if t.redacted[i].Transaction = e.GUID; e.ID != 0 {
				t.redacted[i].Transaction = strconv.FormatInt(e.ID, 10)
			}
		}
	}
}

func position(f redact.Span, length int) string {
	switch {
	case f.Start == 0 && f.End == length:
		return "whole"
	case f.Start == 0:
		return "start"
	case f.End == length:
		return "end"
	}
	return "middle"
}

// unread names the files and pictures that nobody looked into.
func (x *redaction) unread() {
	for i := range x.t.Entries {
		e := &x.t.Entries[i]
		x.entry = e
		unread := func(part, what string) {
			is := x.place(part)
			is.NotLooked = what
			x.t.redacted = append(x.t.redacted, is)
		}
		for j := range e.Attachments {
			if e.Attachments[j].Path != "" {
				unread(indexed("attachments", j), "file")
			}
		}
		for picture := range body.Images(e.Body) {
			if len(picture.Data) > 0 {
				unread("blocks.image", "picture")
			}
		}
	}
}

// opened opens files where they lie, by the paths that are shown.
func opened(open func(string) (io.ReadSeekCloser, error), shown map[string]string) func(string) (io.ReadSeekCloser, error) {
	if open == nil || len(shown) == 0 {
		return open
	}
	lies := make(map[string]string, len(shown))
	for path, as := range shown {
		lies[as] = path
	}
	return func(path string) (io.ReadSeekCloser, error) {
		if _, hidden := shown[path]; hidden {
			return nil, &fs.PathError{Op: "open", Path: "redacted", Err: fs.ErrNotExist}
		}
		return open(cmp.Or(lies[path], path))
	}
}

func indexed(name string, i int) string { return name + "[" + strconv.Itoa(i) + "]" }

func join(part, member string) string {
	if part == "" || member == "" || member[0] == '[' {
		return part + member
	}
	return part + "." + member
}

// memberOf is how the JSON calls the member of a value that a string is.
func memberOf(whole any, s *string) string {
	if whole == nil {
		return ""
	}
	name, _ := member(reflect.ValueOf(whole).Elem(), s)
	return name
}

func member(v reflect.Value, s *string) (string, bool) {
	switch v.Kind() {
	case reflect.String:
		return "", v.CanAddr() && v.Addr().Interface() == any(s)
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if !field.IsExported() || name == "" || name == "-" || name == "blocks" {
				continue
			}
			if inner, found := member(v.Field(i), s); found {
				return join(name, inner), true
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			return member(v.Elem(), s)
		}
	case reflect.Slice:
		for i := range v.Len() {
			if inner, found := member(v.Index(i), s); found {
				return join(indexed("", i), inner), true
			}
		}
	}
	return "", false
}
