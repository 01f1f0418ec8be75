package ticket

// The enumerations are open: a value that is not listed here is kept and
// shown as it came. The spellings are the service's, misspelt ones included.

// State is where a ticket stands.
type State = Text

const (
	Open    State = "Open"
	Closed  State = "Closed"
	Pending State = "Pending"
	Snoozed State = "Snoozed"
)

// Type tells who conducts the ticket: Regular, Bot or GlassixBot.
type Type = Text

// ParticipantType is the side somebody is on.
type ParticipantType = Text

const (
	Client ParticipantType = "Client"
	User   ParticipantType = "User" // an agent or a bot of the workspace
	System ParticipantType = "System"
)

// Protocol is a channel: SMS, WhatsApp, Mail, Web, PhoneCall, …
type Protocol = Text

// SubProtocol tells a mail's recipients apart: MailTo, MailCc, MailBcc.
type SubProtocol = Text

// TransactionStatus is how far a message got: Pending, Delivered, Read, …
type TransactionStatus = Text

// AttachmentType is Image, Video, Document, File, Solution,
// InteractiveDocument or Audio.
type AttachmentType = Text

// Sanitization is the verdict of the service's own scan of a file.
type Sanitization = Text

const (
	Allowed    Sanitization = "Allowed"
	Blocked    Sanitization = "Blocked"
	Processing Sanitization = "Processing"
)

// IsUnset reports whether an enumeration says nothing: empty, or the
// service's Undefined in both its spellings.
func IsUnset(value Text) bool {
	return value == "" || value == "Undefined" || value == "Undefind" || value == "None"
}

// TransactionType is what a transaction records.
type TransactionType = Text

const (
	Message                              TransactionType = "Message"
	InteractiveDocument                  TransactionType = "InteractiveDocument"
	LiveVideo                            TransactionType = "LiveVideo"
	LiveVideoBidirectional               TransactionType = "LiveVideoBidirectional"
	LiveVideoEnded                       TransactionType = "LiveVideoEnded"
	TicketClosed                         TransactionType = "TicketClosed"
	TicketOpened                         TransactionType = "TicketOpened"
	TicketSnoozed                        TransactionType = "TicketSnoozed"
	TicketReAssigned                     TransactionType = "TicketReAssigned"
	ParticipantAdd                       TransactionType = "ParticipantAdd"
	ParticipantDeActivated               TransactionType = "ParticipantDeActivated"
	ParticipantReActivated               TransactionType = "ParticipantReActivated"
	ParticipantProtocolTypeChangeByAgent TransactionType = "ParticipantProtocolTypeChangeByAgent"
	ParticipantProtocolTypeChangeByCust  TransactionType = "ParticipantProtocolTypeChangeByCustomer"
	InputBlockedInactiveCustomer         TransactionType = "InputBlockedInactiveCustomer"
	ParticipantBlocked                   TransactionType = "ParticipantBlocke"
	TicketSetAsPending                   TransactionType = "TicketSetAsPending"
	IntroductionMessage                  TransactionType = "IntroductionMessage"
	DepartmentClosedMessage              TransactionType = "DepartmentClosedMessage"
	OwnerOfflineMessage                  TransactionType = "OwnerOfflineMessage"
	OwnerOnBreakMessage                  TransactionType = "OwnerOnBreakMessage"
	TicketClosedMessage                  TransactionType = "TicketClosedMessage"
	TicketReOpenedMessage                TransactionType = "TicketReOpenedMessage"
	CustomerAreYouHereMessage            TransactionType = "CustomerAreYouHereMessage"
	CustomerInputBlockedMessage          TransactionType = "CustomerInputBlockedMessage"
	InteractiveDocumentSealed            TransactionType = "InteractiveDocumentSealed"
	UnsupportedMediaTypeMessage          TransactionType = "UnsupportedMediaTypeMessage"
	Note                                 TransactionType = "Note"
	TicketAwaken                         TransactionType = "TicketAwaken"
	MessageEdited                        TransactionType = "MessageEdited"
	MessageDeleted                       TransactionType = "MessageDeleted"
	TicketMovedFromDepartment            TransactionType = "TicketMovedFromDepartment"
	TicketMovedToDepartment              TransactionType = "TicketMovedToDepartment"
	TicketClosedAutomatically            TransactionType = "TicketClosedAutomatically"
)
