package send

import "errors"

// An Item is one transcript to be sent.
type Item struct {
	Line   int    `json:"line,omitzero"` // of the list, from 1
	Ticket string `json:"ticket"`        // as it was asked for
	To     string `json:"to"`
}

// Result is how sending an Item ended.
type Result string

const (
	Sent        Result = "sent"
	AlreadySent Result = "already_sent" // by an earlier run: nothing was done
	Doubtful    Result = "unknown"      // all was sent, now or earlier, and whether it was taken is not known
	Refused     Result = "refused"      // by the mail server, for good
	Deferred    Result = "deferred"     // by the mail server, until patience ended
	Failed      Result = "failed"       // it could not be made, or may not be sent
	Dry         Result = "written"      // in a dry run: the mail stands in a file
	Cancelled   Result = "cancelled"    // it was not tried, or not to its end
)

// An Outcome is what became of an Item.
type Outcome struct {
	Item
	Result  Result `json:"result"`
	Message string `json:"message_id,omitzero"`
	Answer  string `json:"answer,omitzero"` // of the mail server
	Tries   int    `json:"tries,omitzero"`
	Error   string `json:"error,omitzero"`

	Err error `json:"-"`
}

// OK tells that the customer has the transcript.
func (o Outcome) OK() bool { return o.Result == Sent || o.Result == AlreadySent }

// resultOf sorts an error.
func resultOf(err error) Result {
	switch {
	case err == nil, errors.Is(err, errTaken):
		return Sent
	case errors.Is(err, ErrUnknown), errors.Is(err, ErrElsewhere):
		return Doubtful
	case errors.Is(err, ErrRefused):
		return Refused
	case errors.Is(err, ErrLater), errors.Is(err, ErrUnreachable):
		return Deferred
	}
	return Failed
}
