package fetchtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// record is a ticket and what lists need to know of it.
type record struct {
	id         int64
	department string
	state      string
	open       time.Time
	dates      []time.Time // of opening, closing and last activity, those that are set
	raw        func() []byte
}

func newRecord(raw []byte, source func() []byte) (*record, error) {
	var head struct {
		ID           int64
		DepartmentID string
		State        string
		Open         string
		Close        *string
		LastActivity *string
	}
	if err := json.Unmarshal(raw, &head); err != nil {
		return nil, err
	}
	if head.ID <= 0 {
		return nil, errors.New("it has no id")
	}
	r := &record{id: head.ID, department: head.DepartmentID, state: head.State, raw: source}
	for _, text := range []*string{&head.Open, head.Close, head.LastActivity} {
		if text == nil {
			continue
		}
		t, err := parseDate(*text)
		if err != nil {
			return nil, fmt.Errorf("ticket %d: %w", head.ID, err)
		}
		if t.Year() > 1 {
			r.dates = append(r.dates, t)
		}
	}
	r.open, _ = parseDate(head.Open)
	return r, nil
}

// parseDate reads all the forms in which the service writes a date; without a
// zone it is UTC.
func parseDate(text string) (time.Time, error) {
	if t, err := time.Parse("2006-01-02T15:04:05", text); err == nil {
		return t, nil
	}
	return time.Parse(time.RFC3339, text)
}

// head is a ticket without what lists leave out. Its other fields keep their
// order and their text, numbers included.
func head(raw []byte) []byte {
	in := json.NewDecoder(bytes.NewReader(raw))
	if _, err := in.Token(); err != nil {
		return []byte("null")
	}
	out := bytes.NewBufferString("{")
	for in.More() {
		name, err := in.Token()
		if err != nil {
			return []byte("null")
		}
		var value json.RawMessage
		if err := in.Decode(&value); err != nil {
			return []byte("null")
		}
		if name == "transactions" || name == "dynamicParameters" {
			continue
		}
		quoted, err := json.Marshal(name)
		if err != nil {
			return []byte("null")
		}
		if out.Len() > 1 {
			out.WriteByte(',')
		}
		fmt.Fprintf(out, "%s:%s", quoted, value)
	}
	out.WriteByte('}')
	return out.Bytes()
}
