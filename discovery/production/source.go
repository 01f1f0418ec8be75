package production

import (
	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/render"
)

// What became of a bundle that was found.
const (
	FateProduced  = "produced"
	FateWithheld  = "withheld"
	FateDuplicate = "duplicate" // another bundle of the ticket says the same, and is produced
)

// Codes of what is withheld or lacking. Attachments that the archive lacks have
// those of the run that did not get them.
const (
	CodeDamaged  = "bundle_damaged"       // it is not what it should be
	CodeDiffers  = "bundle_differs"       // it is not what the custody log says was archived
	CodeGone     = "bundle_gone"          // the store has it no more
	CodeUnread   = "bundle_unread"        // it holds no ticket that can be read
	CodeUnknown  = "bundle_not_looked_at" // it could not be told whether it is asked for
	CodeRender   = "render_failed"        // its transcript can't be made; or, of a document with numbers, its pages
	CodeWithheld = render.Withheld        // of an attachment: as it was asked for
	CodeLeftOut  = "rsmf_left_out"        // a file that the format has no room for; produced natively
	CodeAltered  = "attachment_differs"   // its bytes are not those that the transcript speaks of
)

// Source is a bundle that was found, and what became of it: a line of
// sources.jsonl.
type Source struct {
	Key        string `json:"key"`
	SHA256     string `json:"sha256,omitzero"` // of the whole bundle
	Size       int64  `json:"size,omitzero"`
	Ticket     int64  `json:"ticket,omitzero"`
	Department string `json:"department,omitzero"`
	Revision   string `json:"revision,omitzero"`
	Fate       string `json:"fate"`
	Bates      string `json:"bates,omitzero"`         // its ticket's first number
	Of         string `json:"duplicate_of,omitzero"`  // the key of what is produced
	Code       string `json:"code,omitzero"`          // why it is withheld
	Reason     string `json:"reason,omitzero"`        // in words
	Entry      *int64 `json:"custody_index,omitzero"` // of the log, that says it was archived
}

func sourceOf(k archive.Key) Source {
	return Source{Key: k.String(), Ticket: k.Ticket, Department: k.Department, Revision: k.Revision}
}

// Exception is something that a production lacks, of a document that is there.
type Exception struct {
	Bates   string `json:"bates"`
	Ticket  int64  `json:"ticket"`
	Key     string `json:"key"`
	File    string `json:"file,omitzero"`
	Code    string `json:"code"`
	Message string `json:"message"`
}
