package ticket

import (
	"encoding/json"
	"fmt"
	"slices"
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

	other int // which one it is of several files under one identifier; 0 is the first
}

func (a *Attachment) UnmarshalJSON(data []byte) (err error) {
	type plain Attachment
	a.Extra, err = decodeObject(data, (*plain)(a))
	return err
}

// Key identifies the attachment within its ticket: the file identifier, which
// is said to be unique and stable (further files under the same one have a
// number with it), or for want of one the attachment's id, name and address
// without its signature, since names repeat.
func (a *Attachment) Key() string {
	switch {
	case a.FileIdentifier == "":
		return fmt.Sprintf("%d/%s/%s", a.ID, a.OriginalFileName, a.address())
	case a.other > 0:
		return fmt.Sprintf("%s (%d)", a.FileIdentifier, a.other+1)
	}
	return string(a.FileIdentifier)
}

func (a *Attachment) address() string {
	address, _, _ := strings.Cut(string(a.URI), "?")
	return address
}

// tellApart numbers the files that share an identifier and are not the same:
// they lie at different addresses. In the order of the answer, so that a fresh
// answer numbers them alike.
func (t *Ticket) tellApart() {
	addresses := map[Text][]string{}
	for i := range t.Transactions {
		for n := range t.Transactions[i].Attachments {
			a := &t.Transactions[i].Attachments[n]
			if a.FileIdentifier == "" || a.address() == "" {
				continue
			}
			known, address := addresses[a.FileIdentifier], a.address()
			a.other = slices.Index(known, address)
			if a.other < 0 {
				a.other = len(known)
				addresses[a.FileIdentifier] = append(known, address)
			}
		}
	}
}
