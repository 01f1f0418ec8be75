package custody

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"strings"
)

// A Bundle is what an entry is about.
type Bundle struct {
	Ticket     int64
	Department string // its id
	Key        string
	SHA256     string // of the object at Key, in hex
}

// A Delivery is that a transcript was sent: its entry belongs in the log once
// the mail was taken, and says to whom without naming them.
type Delivery struct {
	Bundle          // that the transcript was made of
	Source   string // what stands for the key in Recipient where it was made of no bundle, or ""
	To       string // an address; only its Recipient is entered
	Message  string // the mail's id, one for each mail: it is entered once, however often it is appended
	Document string // SHA-256 in hex of what was attached
	By       string // who, or which program
	Detail   string // for people; must not name the recipient
}

// Entry is the delivery as the log has it.
func (d Delivery) Entry() Entry {
	e := d.entry(Sent)
	e.By, e.Recipient, e.Ref, e.Result, e.Detail = d.By, Recipient(cmp.Or(d.Source, d.Key), d.To), d.Message, d.Document, d.Detail
	return e
}

// Sending is that the delivery begins: its entry belongs in the log before the
// mail leaves, and Run tells who wrote it.
func (d Delivery) Sending(run string) Entry { return d.as(Sending, run) }

// Unsent is that the delivery which began certainly did not happen.
func (d Delivery) Unsent(run string) Entry { return d.as(Unsent, run) }

func (d Delivery) as(event Event, run string) Entry {
	e := d.Entry()
	e.Event, e.Run = event, run
	return e
}

// A Production is what was handed over to somebody: its entry belongs in the
// log before it leaves the house, with one for each bundle of it.
type Production struct {
	ID       string // one for each production: it is entered once, however often it is appended
	Case     string // that it is for, or ""
	Manifest string // SHA-256 in hex of what lists the production's files
	By       string // who, or which program
	Detail   string // for people
}

// Entry is the production as a whole. It is of no ticket.
func (p Production) Entry() Entry { return p.Of(Bundle{}) }

// Of is that a bundle was part of the production.
func (p Production) Of(b Bundle) Entry {
	e := b.entry(Produced)
	e.By, e.Case, e.Ref, e.Result, e.Detail = p.By, p.Case, p.ID, p.Manifest, p.Detail
	return e
}

func (b Bundle) entry(event Event) Entry {
	return Entry{Event: event, Ticket: b.Ticket, Department: b.Department, Key: b.Key, SHA256: b.SHA256}
}

// Recipient stands for an address in the entries of a bundle: SHA-256, in hex,
// of the bundle's key, a zero byte, and the address in lower case. Who knows the
// address can show that it was the one; and two tickets of one customer don't
// have the same. It is no secret from whoever can guess the address.
func Recipient(key, address string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(key+"\x00"+strings.ToLower(strings.TrimSpace(address)))))
}
