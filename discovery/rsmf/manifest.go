package rsmf

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"
)

// The manifest, member by member in the schema's order.
type (
	manifest struct {
		Version       string         `json:"version"`
		Participants  []participant  `json:"participants"`
		Conversations []conversation `json:"conversations"`
		Events        []event        `json:"events"`
		Collection    string         `json:"eventcollectionid"`
	}
	participant struct {
		ID        string `json:"id"`
		Display   string `json:"display,omitzero"`
		Email     string `json:"email,omitzero"`
		AccountID string `json:"account_id,omitzero"`
		Custom    []Fact `json:"custom,omitempty"`
	}
	conversation struct {
		ID           string   `json:"id"`
		Display      string   `json:"display"`
		Platform     string   `json:"platform"`
		Type         string   `json:"type"`
		Participants []string `json:"participants"`
		Custodian    string   `json:"custodian,omitzero"`
		Custom       []Fact   `json:"custom,omitempty"`
	}
	event struct {
		ID           string       `json:"id"`
		Type         string       `json:"type"`
		Body         string       `json:"body,omitzero"`
		Participant  string       `json:"participant,omitzero"`
		Conversation string       `json:"conversation"`
		Timestamp    string       `json:"timestamp,omitzero"`
		Deleted      bool         `json:"deleted,omitzero"`
		Importance   string       `json:"importance,omitzero"`
		Attachments  []attachment `json:"attachments,omitempty"`
		Edits        []edit       `json:"edits,omitempty"`
		Custom       []Fact       `json:"custom,omitempty"`
		Direction    string       `json:"direction,omitzero"`
		Receipts     []receipt    `json:"read_receipts,omitempty"`
	}
	attachment struct {
		ID      string `json:"id"`
		Display string `json:"display"`
		Size    int64  `json:"size"`
	}
	edit struct {
		Participant string `json:"participant"`
		New         string `json:"new"`
	}
	receipt struct {
		Participant string `json:"participant"`
		Action      string `json:"action"`
	}
)

const conversationID = "C1"

// manifest describes one file.
func (d *Day) manifest() *manifest {
	m := &manifest{
		Version:       Version,
		Participants:  d.book.people.participants(),
		Conversations: []conversation{d.conversation()},
		Events:        make([]event, 0, len(d.entries)),
		Collection:    d.book.collection(),
	}
	for i := range d.entries {
		m.Events = append(m.Events, d.book.event(&d.entries[i]))
	}
	return m
}

// collection ties the files of a ticket together.
func (b *book) collection() string {
	id := "glassix-" + strconv.FormatInt(b.Header.Number, 10)
	if b.Header.Department.ID != "" {
		id = "glassix-" + b.Header.Department.ID + "-" + strconv.FormatInt(b.Header.Number, 10)
	}
	return id
}

// encode writes the manifest as JSON that people can read too.
func (m *manifest) encode() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(m)
	return out.Bytes(), err
}

// stamp is an instant in UTC, to the service's 100 ns.
func stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02T15:04:05.9999999Z")
}
