package ticket

// Owner is the agent responsible for the ticket.
type Owner struct {
	ID             Text `json:"id"`
	Gender         Text `json:"gender"`
	UserName       Text `json:"UserName"` // capital U: the vendor's spelling, here only
	Culture        Text `json:"culture"`
	IsAnonymous    Flag `json:"isAnonymous"`
	UniqueArgument Text `json:"uniqueArgument"`
	Type           Text `json:"type"`

	Extra Extra `json:"-"`
}

func (o *Owner) UnmarshalJSON(data []byte) (err error) {
	type plain Owner
	o.Extra, err = decodeObject(data, (*plain)(o))
	return err
}

// Participant is somebody in the conversation. A transaction carries its own
// copy of its author, who need not be among the ticket's participants.
type Participant struct {
	ID                   Number          `json:"id"`
	Name                 Text            `json:"name"`
	DisplayName          Text            `json:"displayName"`
	Type                 ParticipantType `json:"type"`
	ProtocolType         Protocol        `json:"protocolType"`
	SubProtocolType      SubProtocol     `json:"subProtocolType"`
	Identifier           Text            `json:"identifier"`
	DepartmentIdentifier Text            `json:"departmentIdentifier"`
	ContactID            Text            `json:"contactId"`
	UserName             Text            `json:"userName"`
	IsActive             Flag            `json:"isActive"`
	IsDeleted            Flag            `json:"isDeleted"`

	Extra Extra `json:"-"`
}

func (p *Participant) UnmarshalJSON(data []byte) (err error) {
	type plain Participant
	p.Extra, err = decodeObject(data, (*plain)(p))
	return err
}

// Summary is the agent's or the service's short account of the ticket.
type Summary struct {
	UserID     Text `json:"userId"`
	LastUpdate Time `json:"lastUpdateTimestamp"`
	Value      Text `json:"value"`

	Extra Extra `json:"-"`
}

func (s *Summary) UnmarshalJSON(data []byte) (err error) {
	type plain Summary
	s.Extra, err = decodeObject(data, (*plain)(s))
	return err
}
