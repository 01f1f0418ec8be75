package fetchtest

// The gen types are what generated tickets are written from, in the
// service's order of fields.

type genPerson struct {
	ID          int     `json:"id"`
	Name        string  `json:"name"`
	DisplayName *string `json:"displayName"`
	Protocol    string  `json:"protocolType"`
	SubProtocol string  `json:"subProtocolType"`
	Active      bool    `json:"isActive"`
	Deleted     bool    `json:"isDeleted"`
	Identifier  string  `json:"identifier"`
	Type        string  `json:"type"`
	UserName    string  `json:"userName,omitempty"`
}

type genAttachment struct {
	ID         int64    `json:"id"`
	Type       string   `json:"type"`
	File       string   `json:"fileIdentifier"`
	Original   string   `json:"originalFileName"`
	Thumbnails []string `json:"thumbnails"`
	URI        string   `json:"uri"`
	Embedded   bool     `json:"isEmbedded"`
	Sanitation string   `json:"sanitizationState"`
}

type genTransaction struct {
	GUID        string          `json:"guidTransactionId"`
	ID          int64           `json:"id,omitempty"`
	DateTime    string          `json:"dateTime"`
	Protocol    string          `json:"fromProtocolType"`
	Type        string          `json:"type"`
	Text        string          `json:"text"`
	HTML        string          `json:"html"`
	Status      string          `json:"status"`
	From        genPerson       `json:"fromParticipant"`
	Attachments []genAttachment `json:"attachments"`
	Payload     any             `json:"payload"`
}

type genTicket struct {
	ID           int64            `json:"id"`
	Department   string           `json:"departmentId"`
	Field1       string           `json:"field1"`
	Field2       string           `json:"field2"`
	Culture      string           `json:"culture"`
	Type         string           `json:"ticketType"`
	Tags         []string         `json:"tags"`
	State        string           `json:"state"`
	Open         string           `json:"open"`
	Close        string           `json:"close"`
	LastActivity string           `json:"lastActivity"`
	Protocol     string           `json:"primaryProtocolType"`
	Participants []genPerson      `json:"participants"`
	Transactions []genTransaction `json:"transactions"`
	Count        int              `json:"transactionsCount"`
	Parameters   []any            `json:"dynamicParameters"`
}
