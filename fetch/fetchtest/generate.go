package fetchtest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// Generated describes a load of tickets. The same value makes the same
// tickets, byte for byte.
type Generated struct {
	Seed           uint64
	Department     string    // the id; the first one
	Tickets        int       // closed ones
	Unclosed       int       // open, pending and snoozed ones besides
	FirstID        int64     // 220000001
	Since, Until   time.Time // closing times, or last activities, lie in [Since, Until)
	Transactions   int       // of each ticket, at least 4; 8
	Attachments    int       // of each ticket
	AttachmentSize int64     // bytes of each
}

// Generate puts a load of tickets and their files in. Neither is held in
// memory: both are computed when they are asked for.
func Generate(w *Workspace, g Generated) error {
	g.FirstID = cmp.Or(g.FirstID, 220000001)
	g.Transactions = max(cmp.Or(g.Transactions, 8), 4)
	if g.Department == "" && len(w.departments) > 0 {
		g.Department = w.departments[0].ID
	}
	if !g.Since.Before(g.Until) {
		return errors.New("generate tickets: since must be before until")
	}
	for i := range g.Tickets + g.Unclosed {
		raw := g.ticket(i)
		r, err := newRecord(raw, func() []byte { return g.ticket(i) })
		if err != nil {
			return fmt.Errorf("generate tickets: %w", err)
		}
		if err := w.add(r); err != nil {
			return fmt.Errorf("generate tickets: %w", err)
		}
		for n := range g.Attachments {
			seed := mix(g.Seed ^ uint64(i)<<20 ^ uint64(n))
			if err := w.AddFile(g.fileName(i, n), "binary/octet-stream", g.AttachmentSize, Noise(seed, g.AttachmentSize)); err != nil {
				return fmt.Errorf("generate tickets: %w", err)
			}
		}
	}
	return nil
}

// fileName is the fileIdentifier of the n-th attachment of the i-th ticket,
// both counted from 0.
func (g Generated) fileName(i, n int) string {
	return fmt.Sprintf("gen%dt%da%d.bin", g.Seed, g.FirstID+int64(i), n)
}

// ticket computes the i-th ticket.
func (g Generated) ticket(i int) []byte {
	random := rand.New(rand.NewPCG(g.Seed, uint64(i)))
	end := g.Since.UTC().Add(time.Duration(random.Int64N(int64(g.Until.Sub(g.Since)))))
	start := end.Add(-time.Duration(g.Transactions) * time.Duration(5+random.IntN(3600)) * time.Second)
	t := genTicket{
		ID: g.FirstID + int64(i), Department: g.Department, Type: "Regular", State: "Closed",
		Field1: pick(random, subjects), Culture: pick(random, []string{"he-IL", "en-US"}), Tags: []string{pick(random, tags)},
		Open: formatDate(random, start), Close: formatDate(random, end), LastActivity: formatDate(random, end),
		Protocol: pick(random, []string{"Web", "WhatsApp", "Mail", "SMS"}), Parameters: []any{},
	}
	if i >= g.Tickets {
		t.State = []string{"Open", "Pending", "Snoozed"}[i%3]
		t.Close = pick(random, []string{"0001-01-01T00:00:00", ""})
	}
	t.Participants = people(random, t.Protocol)
	t.Transactions = g.transactions(random, i, t, start, end)
	t.Count = len(t.Transactions)
	slices.Reverse(t.Transactions) // the service's order
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(t); err != nil {
		panic(err) // the types above can always be encoded
	}
	if t.Close == "" {
		return bytes.Replace(bytes.TrimSpace(out.Bytes()), []byte(`"close":""`), []byte(`"close":null`), 1)
	}
	return bytes.TrimSpace(out.Bytes())
}

func people(random *rand.Rand, protocol string) []genPerson {
	agent, none := pick(random, agents), ""
	return []genPerson{
		{ID: 1, Name: pick(random, clients), DisplayName: &none, Protocol: protocol, SubProtocol: "Undefined", Active: true, Identifier: fmt.Sprintf("97250%07d", random.IntN(10_000_000)), Type: "Client"},
		{ID: 2, Name: agent, DisplayName: &agent, Protocol: "Web", SubProtocol: "Undefined", Active: true, Identifier: guid(random), Type: "User", UserName: "agent@example.com"},
	}
}

// transactions are in the order of time, with the first and the last two in
// one second each.
func (g Generated) transactions(random *rand.Rand, i int, t genTicket, start, end time.Time) []genTransaction {
	system := genPerson{Protocol: "Undefined", SubProtocol: "Undefined", Active: true, Identifier: "00000000-0000-0000-0000-000000000000", Type: "System"}
	old := random.IntN(3) == 0 // from the time before transactions had ids
	list := make([]genTransaction, g.Transactions)
	step := end.Sub(start) / time.Duration(g.Transactions)
	for n := range list {
		at := start.Add(time.Duration(max(n-1, 0)) * step)
		x := genTransaction{GUID: guid(random), Protocol: t.Protocol, Type: "Message", Status: "Read", Attachments: []genAttachment{}}
		switch {
		case n == 0:
			x.Type, x.From, x.Protocol = "TicketOpened", system, "Undefined"
		case n >= len(list)-2:
			at = end
			x.Type, x.From = []string{"TicketClosed", "Note"}[len(list)-1-n], t.Participants[1]
			x.Text = []string{"", "נסגר לבקשת הלקוח"}[len(list)-1-n]
		default:
			x.From = t.Participants[1-n%2]
			x.Text = sentence(random)
		}
		if n == 1 {
			x.Attachments = g.attachments(random, i)
		}
		x.DateTime = formatDate(random, at)
		if !old {
			x.ID = 681728957000000 + t.ID*1000%1_000_000_000 + int64(n)
		}
		list[n] = x
	}
	return list
}

func (g Generated) attachments(random *rand.Rand, i int) []genAttachment {
	list := make([]genAttachment, g.Attachments)
	for n := range list {
		name := g.fileName(i, n)
		list[n] = genAttachment{
			ID: int64(i)*100 + int64(n) + 1, Type: "File", File: name, Original: pick(random, fileNames),
			Thumbnails: []string{}, URI: "{{file:" + name + "}}", Sanitation: "Allowed",
		}
	}
	return list
}

func guid(random *rand.Rand) string {
	a, b := random.Uint64(), random.Uint64()
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", a>>32, a>>16&0xffff, a&0xffff, b>>48, b&0xffffffffffff)
}

// formatDate writes a date in one of the service's forms. All of them keep
// its second.
func formatDate(random *rand.Rand, t time.Time) string {
	return t.UTC().Format(pick(random, []string{
		"2006-01-02T15:04:05", "2006-01-02T15:04:05.99", "2006-01-02T15:04:05Z", "2006-01-02T15:04:05.000Z", "2006-01-02T15:04:05.0000000Z",
	}))
}
