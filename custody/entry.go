package custody

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Event is what happened. A log may hold events that this version does not
// know; they read as any other.
type Event string

// The events of a bundle's life.
const (
	Archived       Event = "archived"         // a bundle was stored
	Verified       Event = "verified"         // a bundle was read to its last byte and is as it was
	Held           Event = "held"             // a legal hold was placed, for Case
	Released       Event = "released"         // and taken off
	Restored       Event = "hold_restored"    // the hold for Case was gone, by somebody else's doing, and is on again
	Extended       Event = "extended"         // a retention was made longer or stricter
	Sending        Event = "sending"          // a transcript is about to be sent: if neither of the next two follows, nobody knows whether it was
	Unsent         Event = "unsent"           // and was not
	Sent           Event = "sent"             // a transcript was sent
	Produced       Event = "produced"         // a bundle was part of a production
	Purged         Event = "purged"           // a bundle was removed for good
	Certified      Event = "certified"        // a certificate of destruction was written, before anything that it lists is destroyed
	Spared         Event = "spared"           // a bundle that a certificate of destruction lists stays
	RulePlaced     Event = "rule_placed"      // what meets a rule is held for Case whenever it is archived from now on; Detail is the rule
	RuleEnded      Event = "rule_ended"       // it is no longer
	Reported       Event = "reported"         // a run left its report, at Key
	ErasedAtSource Event = "erased_at_source" // the service no longer has the ticket
)

// MaxEntry bounds an entry's line, in bytes.
const MaxEntry = 16 << 10

// ErrTooLarge: an entry's line would be longer than MaxEntry.
var ErrTooLarge = errors.New("the entry is too large")

// An Entry is one line of the log: what happened to a bundle, when, by whom.
// The order of its members is that of the line.
type Entry struct {
	Time       time.Time `json:"time"` // UTC
	Event      Event     `json:"event"`
	Ticket     int64     `json:"ticket,omitzero"`
	Department string    `json:"department,omitzero"` // its id
	Key        string    `json:"key,omitzero"`        // of the bundle, or of what the event left in the store
	SHA256     string    `json:"sha256,omitzero"`     // of the object at Key, in hex
	By         string    `json:"by,omitzero"`         // who, or which program
	Run        string    `json:"run,omitzero"`
	Case       string    `json:"case,omitzero"`
	Until      time.Time `json:"until,omitzero"`     // the end of retention, UTC
	Mode       string    `json:"mode,omitzero"`      // of retention
	Rule       string    `json:"rule,omitzero"`      // of the policy
	Recipient  string    `json:"recipient,omitzero"` // Recipient of whoever was sent it
	Ref        string    `json:"ref,omitzero"`       // the id of the mail, or of the production
	Result     string    `json:"result,omitzero"`    // SHA-256 in hex of what left the archive: the document that was sent, the production's manifest
	Detail     string    `json:"detail,omitzero"`
}

// Line is the entry as the log holds it and its hash covers it: one line of
// JSON with a newline at its end, members in the order of the struct, empty
// ones left out, and no character escaped that JSON allows as it is.
func (e Entry) Line() ([]byte, error) {
	e.Time, e.Until = e.Time.UTC(), e.Until.UTC()
	var buf bytes.Buffer
	encoder := json.NewEncoder(&buf)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(e); err != nil {
		return nil, fmt.Errorf("write a custody entry: %w", err)
	}
	if buf.Len() > MaxEntry {
		return nil, fmt.Errorf("write a custody entry of %d bytes: %w: at most %d", buf.Len(), ErrTooLarge, MaxEntry)
	}
	return buf.Bytes(), nil
}

// ParseEntry reads a line. Members and events that it does not know are no
// error: the line stays what counts.
func ParseEntry(line []byte) (Entry, error) {
	var e Entry
	if len(line) > MaxEntry {
		return e, fmt.Errorf("read a custody entry of %d bytes: %w", len(line), ErrTooLarge)
	}
	if err := json.Unmarshal(line, &e); err != nil {
		return Entry{}, fmt.Errorf("read a custody entry: %w", err)
	}
	return e, nil
}

// A Record is an entry at its place in the log.
type Record struct {
	Index int64
	Line  []byte // as the log holds it
	Entry Entry  // zero if the line is not one that ParseEntry reads
}
