package query

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// rule is a search as a rule keeps it.
type rule struct {
	Query        string    `json:"query"`
	From         time.Time `json:"from,omitzero"`
	To           time.Time `json:"to,omitzero"`
	Tags         []string  `json:"tags,omitempty"`
	Channels     []string  `json:"channels,omitempty"`
	Departments  []string  `json:"departments,omitempty"`
	Participants []string  `json:"participants,omitempty"`
}

// Rule is the search as one line of JSON, the same each time: what it asks of a
// ticket, not which revisions it looks at.
func (s Search) Rule() string {
	r := rule{From: s.From.UTC(), To: s.To.UTC(), Tags: s.Tags, Channels: s.Channels, Departments: s.Departments, Participants: s.Participants}
	if s.Query != nil {
		r.Query = strings.TrimSpace(s.Query.String())
	}
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(r); err != nil {
		panic(err) // texts and times
	}
	return strings.TrimSuffix(line.String(), "\n")
}

// ParseRule reads a rule. One that asks for what this version does not know is
// an error: to pass over it would be to ask for something else.
func ParseRule(text string) (s Search, err error) {
	var r rule
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil {
		return s, fmt.Errorf("read a rule: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return s, errors.New("read a rule: there is something after it")
	}
	if s.Query, err = Parse(r.Query); err != nil {
		return s, err
	}
	s.Filters = Filters{From: r.From, To: r.To, Tags: r.Tags, Channels: r.Channels, Departments: r.Departments, Participants: r.Participants}
	return s, s.Check()
}
