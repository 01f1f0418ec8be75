package ticket

import "encoding/json"

// Details is what the service knows of where the conversation came from.
type Details struct {
	UserAgent Text     `json:"userAgent"`
	IPAddress Text     `json:"iPAddress"`
	Location  Text     `json:"location"`
	Source    Source   `json:"source"`
	Referral  Referral `json:"referral"`

	Extra Extra `json:"-"`
}

func (d *Details) UnmarshalJSON(data []byte) (err error) {
	type plain Details
	d.Extra, err = decodeObject(data, (*plain)(d))
	return err
}

// Source is the page that the conversation was started on.
type Source struct {
	Title Text `json:"title"`
	URI   Text `json:"uri"`

	Extra Extra `json:"-"`
}

func (s *Source) UnmarshalJSON(data []byte) (err error) {
	type plain Source
	s.Extra, err = decodeObject(data, (*plain)(s))
	return err
}

// Referral is the campaign or advertisement that led to the conversation.
type Referral struct {
	UTM       UTM  `json:"utmParameters"`
	AdID      Text `json:"adId"`
	AdTitle   Text `json:"adTitle"`
	ProductID Text `json:"productId"`
	RefData   Text `json:"refData"`
	FBPostID  Text `json:"fbPostId"`

	Extra Extra `json:"-"`
}

func (r *Referral) UnmarshalJSON(data []byte) (err error) {
	type plain Referral
	r.Extra, err = decodeObject(data, (*plain)(r))
	return err
}

// UTM is the campaign's marks in the address of the page.
type UTM struct {
	Source   Text `json:"utm_source"`
	Medium   Text `json:"utm_medium"`
	Campaign Text `json:"utm_campaign"`
	Content  Text `json:"utm_content"`
	Term     Text `json:"utm_term"`

	Extra Extra `json:"-"`
}

func (u *UTM) UnmarshalJSON(data []byte) (err error) {
	type plain UTM
	u.Extra, err = decodeObject(data, (*plain)(u))
	return err
}

// DynamicParameter is a value that a bot's flow gathered. It comes in two
// forms: one Value of any JSON, or one of the typed members.
type DynamicParameter struct {
	ID        Text            `json:"id"`
	FlowID    Text            `json:"flowId"`
	Name      Text            `json:"name"`
	Type      Text            `json:"type"`
	Created   Time            `json:"creationDatetime"`
	Value     json.RawMessage `json:"value"`
	StrValue  json.RawMessage `json:"strValue"`
	BoolValue json.RawMessage `json:"boolValue"`
	NumValue  json.RawMessage `json:"numValue"`
	IntValue  json.RawMessage `json:"intValue"`

	Extra Extra `json:"-"`
}

func (d *DynamicParameter) UnmarshalJSON(data []byte) (err error) {
	type plain DynamicParameter
	d.Extra, err = decodeObject(data, (*plain)(d))
	return err
}

// Text returns the parameter's value for reading, from whichever member
// holds one; nothing when none does.
func (d *DynamicParameter) Text() string {
	for _, raw := range []json.RawMessage{d.Value, d.StrValue, d.NumValue, d.IntValue, d.BoolValue} {
		if s := rawText(raw); s != "" {
			return s
		}
	}
	return ""
}
