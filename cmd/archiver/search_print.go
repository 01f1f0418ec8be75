package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/glassix-archiver/archiver/discovery/catalog"
	"github.com/glassix-archiver/archiver/discovery/query"
)

// hitPrinter prints hits: for people on a terminal, in plain lines on a pipe, or
// in JSON.
type hitPrinter struct {
	sys  *sys
	json *json.Encoder // nil: not in JSON
	term bool
}

func newHitPrinter(sys *sys, inJSON bool) *hitPrinter {
	p := &hitPrinter{sys: sys, term: sys.bold != nil && sys.bold()}
	if inJSON {
		p.json = json.NewEncoder(sys.stdout)
		p.json.SetEscapeHTML(false)
	}
	return p
}

// hitJSON is a bundle that was found, as --json prints it.
type hitJSON struct {
	Key        string `json:"key"`
	Ticket     int64  `json:"ticket"`
	Revision   string `json:"revision"`
	Superseded bool   `json:"superseded"`
	Size       int64  `json:"size"`
	catalog.Head
	Excerpt *excerptJSON `json:"excerpt,omitempty"`
}

// excerptJSON is a piece of the ticket's text. Marks are offsets into it, in
// characters (code points), the end not included.
type excerptJSON struct {
	query.Segment
	Marks  [][2]int `json:"marks"`
	Before bool     `json:"before,omitzero"` // there is more before it
	After  bool     `json:"after,omitzero"`
}

func (p *hitPrinter) print(h catalog.Hit, e query.Excerpt) error {
	if p.json != nil {
		return p.json.Encode(hitJSON{h.Key.String(), h.Key.Ticket, h.Key.Revision, h.Superseded, h.Size, h.Head, inCharacters(e)})
	}
	facts := []string{p.apart(h.Channel), p.apart(departmentText(h.Head)), p.people(h.Who)}
	line := fmt.Sprintf("%d  %s", h.Key.Ticket, h.Closed.UTC().Format("2006-01-02 15:04Z"))
	for _, fact := range facts {
		if fact != "" {
			line += "  " + fact
		}
	}
	if h.Superseded {
		line += "  (superseded by a newer revision)"
	}
	_, err := fmt.Fprintf(p.sys.stdout, "%s\n%s    %s\n", line, p.excerpt(e), visible(h.Key.String()))
	return err
}

func inCharacters(e query.Excerpt) *excerptJSON {
	if e.Text == "" {
		return nil
	}
	marks := [][2]int{}
	for _, m := range e.Marks {
		marks = append(marks, [2]int{utf8.RuneCountInString(e.Text[:m.Start]), utf8.RuneCountInString(e.Text[:m.End])})
	}
	return &excerptJSON{e.Segment, marks, e.Before, e.After}
}

// excerpt is the piece with its hits marked, after what it is.
func (p *hitPrinter) excerpt(e query.Excerpt) string {
	if e.Text == "" {
		return ""
	}
	open, shut := "«", "»"
	if p.term {
		open, shut = "\x1b[1m", "\x1b[22m"
	}
	var text strings.Builder
	if e.Before {
		text.WriteString("…")
	}
	at := 0
	for _, m := range e.Marks {
		text.WriteString(oneLine(e.Text[at:m.Start]) + open + oneLine(e.Text[m.Start:m.End]) + shut)
		at = m.End
	}
	text.WriteString(oneLine(e.Text[at:]))
	if e.After {
		text.WriteString("…")
	}
	return fmt.Sprintf("    %s%s\n", p.whence(e.Segment), p.isolate(text.String()))
}

// whence says what a piece is of: internal notes are marked as such.
func (p *hitPrinter) whence(s query.Segment) string {
	switch s.Kind {
	case query.Message:
		return p.apart(s.Author) + ": "
	case query.Note:
		return "[internal note] " + p.apart(s.Author) + ": "
	case query.Content:
		return "[in " + p.apart(s.Name) + "] "
	case query.Field:
		return "[" + p.apart(s.Name) + "] "
	}
	return "[" + s.Kind + "] "
}

// oneLine keeps a text in its line: what breaks lines is a space, and controls
// are marks that can be seen.
func oneLine(s string) string {
	return visible(strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\r', '\t', '\u2028', '\u2029':
			return ' '
		}
		return r
	}, s))
}

// apart makes a text safe to stand among others.
func (p *hitPrinter) apart(s string) string {
	if s == "" {
		return ""
	}
	return p.isolate(oneLine(s))
}

// isolate keeps the direction of a text from the rest of the line, where a
// terminal minds that.
func (p *hitPrinter) isolate(s string) string {
	if !p.term {
		return s
	}
	return "\u2068" + s + "\u2069"
}

func (p *hitPrinter) people(who []string) string {
	const shown = 3
	names := []string{}
	for _, name := range who[:min(len(who), shown)] {
		names = append(names, p.apart(name))
	}
	if len(who) > shown {
		names = append(names, fmt.Sprintf("%d more", len(who)-shown))
	}
	return strings.Join(names, ", ")
}

func departmentText(h catalog.Head) string {
	if h.DepartmentName != "" {
		return h.DepartmentName
	}
	return h.Department
}

// end says how many there were, and what could not be looked into.
func (p *hitPrinter) end(shown int, more bool, status catalog.Status) error {
	if p.json != nil {
		for _, f := range status.Unread {
			if err := p.json.Encode(unreadBundle{f.Key, f.Err.Error()}); err != nil {
				return err
			}
		}
		return nil
	}
	nameUnread(p.sys, status)
	text := fmt.Sprintf("%s of %d in the catalogue", count(shown, "bundle"), status.Bundles)
	if more {
		text = fmt.Sprintf("the newest %d; --limit shows more", shown)
	}
	_, err := fmt.Fprintln(p.sys.stdout, text)
	return err
}
