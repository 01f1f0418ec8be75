package ticket

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Transaction is one event of a ticket: a message, a note, or a change.
type Transaction struct {
	GUID         Text              `json:"guidTransactionId"` // stable, and not always a GUID
	ID           Number            `json:"id"`                // 0 in older records, which have none
	DateTime     Time              `json:"dateTime"`
	FromProtocol Protocol          `json:"fromProtocolType"`
	Type         TransactionType   `json:"type"`
	Text         Text              `json:"text"`
	HTML         Text              `json:"html"`
	Status       TransactionStatus `json:"status"`
	From         Participant       `json:"fromParticipant"`
	Attachments  List[Attachment]  `json:"attachments"`
	Payload      json.RawMessage   `json:"payload"` // any JSON; nil or null when there is none

	Extra Extra `json:"-"`
}

func (t *Transaction) UnmarshalJSON(data []byte) (err error) {
	type plain Transaction
	t.Extra, err = decodeObject(data, (*plain)(t))
	return err
}

// PayloadText returns the payload as compact JSON, or nothing.
func (t *Transaction) PayloadText() string { return rawText(t.Payload) }

// Attachment is a file of a transaction. The service tells neither its size
// nor its media type nor a checksum.
type Attachment struct {
	ID                        Number         `json:"id"`
	Type                      AttachmentType `json:"type"`
	FileIdentifier            Text           `json:"fileIdentifier"` // unique and stable: the key
	OriginalFileName          Text           `json:"originalFileName"`
	Thumbnails                List[Text]     `json:"thumbnails"`
	ThumbnailsFileIdentifiers List[Text]     `json:"thumbnailsFileIdentifiers"`
	URI                       Text           `json:"uri"` // signed and short-lived: a credential
	IsEmbedded                Flag           `json:"isEmbedded"`
	SanitizationState         Sanitization   `json:"sanitizationState"`

	Extra Extra `json:"-"`
}

func (a *Attachment) UnmarshalJSON(data []byte) (err error) {
	type plain Attachment
	a.Extra, err = decodeObject(data, (*plain)(a))
	return err
}

// Key identifies the attachment within its ticket: the file identifier, which
// is unique and stable, or for want of one the attachment's id, name and
// address without its signature, since names repeat.
func (a *Attachment) Key() string {
	if a.FileIdentifier != "" {
		return string(a.FileIdentifier)
	}
	address, _, _ := strings.Cut(string(a.URI), "?")
	return fmt.Sprintf("%d/%s/%s", a.ID, a.OriginalFileName, address)
}
