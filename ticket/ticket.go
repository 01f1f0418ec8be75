package ticket

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Ticket is one conversation with all that happened in it. Lists of the
// service answer heads: tickets without Transactions.
type Ticket struct {
	ID                  Number                 `json:"id"`
	DepartmentID        Text                   `json:"departmentId"`
	Field1              Text                   `json:"field1"`
	Field2              Text                   `json:"field2"`
	Field3              Text                   `json:"field3"`
	Field4              Text                   `json:"field4"`
	Field5              Text                   `json:"field5"`
	Field6              Text                   `json:"field6"`
	Field7              Text                   `json:"field7"`
	Field8              Text                   `json:"field8"`
	Field9              Text                   `json:"field9"`
	Field10             Text                   `json:"field10"`
	Culture             Text                   `json:"culture"`
	Type                Type                   `json:"ticketType"`
	Tags                List[Text]             `json:"tags"`
	Owner               Owner                  `json:"owner"`
	State               State                  `json:"state"`
	Open                Time                   `json:"open"`
	Close               Time                   `json:"close"`
	LastActivity        Time                   `json:"lastActivity"`
	UniqueArgument      Text                   `json:"uniqueArgument"`
	PrimaryProtocolType Protocol               `json:"primaryProtocolType"`
	Details             Details                `json:"details"`
	Participants        List[Participant]      `json:"participants"`
	Transactions        List[Transaction]      `json:"transactions"`
	DynamicParameters   List[DynamicParameter] `json:"dynamicParameters"`

	IsScrambled            Flag         `json:"isScrambled"` // erased at the source, for good
	IsIncoming             Flag         `json:"isIncoming"`
	WasClosedAutomatically Flag         `json:"wasClosedAutomatically"`
	TransactionsCount      *Number      `json:"transactionsCount"` // nil when not sent
	Summary                Summary      `json:"ticketSummary"`
	MovedToTicketID        Number       `json:"movedToTicketId"`
	MovedFromTicketID      Number       `json:"movedFromTicketId"`
	ParentNestedTicketID   Number       `json:"parentNestedTicketId"`
	NestedTicketIDs        List[Number] `json:"nestedTicketsIds"`

	Extra Extra `json:"-"`
}

// ErrNotTicket is what Decode answers to JSON that is something else.
var ErrNotTicket = errors.New("not a ticket: no object with a numeric id")

// Decode reads a ticket or a ticket's head. It fails on what is no JSON
// object, and on an object without an id.
func Decode(raw []byte) (*Ticket, error) {
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	var t Ticket
	if err := json.Unmarshal(raw, &t); err != nil {
		return nil, fmt.Errorf("decode ticket: %w", err)
	}
	if t.ID <= 0 {
		return nil, fmt.Errorf("decode ticket: %w", ErrNotTicket)
	}
	t.tellApart()
	return &t, nil
}

func (t *Ticket) UnmarshalJSON(data []byte) (err error) {
	type plain Ticket
	t.Extra, err = decodeObject(data, (*plain)(t))
	return err
}

// Field is one of the ten fields that a workspace gives a meaning of its own.
type Field struct {
	Number int // 1 to 10
	Value  string
}

// Fields returns all ten, in order, the empty ones too.
func (t *Ticket) Fields() []Field {
	values := []Text{t.Field1, t.Field2, t.Field3, t.Field4, t.Field5, t.Field6, t.Field7, t.Field8, t.Field9, t.Field10}
	fields := make([]Field, len(values))
	for i, v := range values {
		fields[i] = Field{Number: i + 1, Value: string(v)}
	}
	return fields
}

// Closing returns when the ticket was closed, UTC. For want of that time it is
// the last activity, and else the opening; zero where the service told none.
func (t *Ticket) Closing() time.Time {
	for _, at := range []Time{t.Close, t.LastActivity} {
		if !at.IsZero() {
			return at.Time
		}
	}
	return t.Open.Time
}

// String names the ticket for people: its number.
func (t *Ticket) String() string { return strconv.FormatInt(int64(t.ID), 10) }
