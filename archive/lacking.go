package archive

import (
	"slices"
	"strings"

	"github.com/glassix-archiver/archiver/render"
)

// exceptions are what the bundle lacks: first what concerns the ticket, then
// its files.
func (j *job) exceptions() []render.Exception {
	list := j.ofTicket()
	for _, f := range j.files {
		if f.Exception != nil {
			list = append(list, *f.Exception)
		}
	}
	slices.SortFunc(list, func(a, b render.Exception) int { return strings.Compare(a.Attachment, b.Attachment) })
	return list
}

// gains reports whether something that the earlier bundle lacks is here: what
// it has was taken over, so nothing is lost in exchange.
func (j *job) gains() bool {
	still := j.reported()
	return slices.ContainsFunc(j.earlier.missing, func(e Exception) bool {
		return !slices.ContainsFunc(still, func(now Exception) bool {
			return now.Attachment == e.Attachment && (e.Attachment != "" || now.Code == e.Code)
		})
	})
}

func (j *job) ofTicket() []render.Exception {
	if j.lacking == "" {
		return nil
	}
	return []render.Exception{{Code: CodeTransactions, Message: j.lacking, Tried: j.run.Now().UTC()}}
}

// reported is what the run's report says of what is missing.
func (j *job) reported() []Exception {
	var list []Exception
	for _, e := range j.exceptions() {
		list = append(list, Exception{Department: j.department.Client.DepartmentID(), Ticket: j.key.Ticket, Attachment: e.Attachment, Code: e.Code, Message: e.Message})
	}
	return list
}

func (j *job) counts() AttachmentCounts {
	missing := len(j.exceptions()) - len(j.ofTicket())
	return AttachmentCounts{Listed: len(j.files), Stored: len(j.files) - missing, Exceptions: missing}
}
