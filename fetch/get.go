package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
)

// Ticket returns the whole ticket as the service answered it, byte for byte:
// a JSON object with the id asked for. A ticket that the department does not
// have is a *StatusError of 404.
func (c *Client) Ticket(ctx context.Context, id int64) (raw []byte, err error) {
	number := strconv.FormatInt(id, 10)
	err = c.do(ctx, call{
		op: "get ticket " + number, method: http.MethodGet, path: "/tickets/get/" + number,
		accept: func(answer []byte) error {
			raw = answer
			return checkTicket(answer, id)
		},
	})
	if err != nil {
		return nil, err
	}
	return raw, nil
}

func checkTicket(answer []byte, id int64) error {
	var said struct{ ID json.Number }
	if err := json.Unmarshal(withoutMark(answer), &said); err != nil {
		if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return errors.New("JSON that is not a ticket")
		}
		return err
	}
	switch said.ID.String() {
	case strconv.FormatInt(id, 10):
		return nil
	case "":
		return fmt.Errorf("JSON without a ticket's id")
	}
	return fmt.Errorf("ticket %s instead of %d", said.ID, id)
}
