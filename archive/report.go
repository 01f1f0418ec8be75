package archive

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"
)

// Report is what a run saw and did. Closed = Archived + Unchanged + Failed
// always holds.
type Report struct {
	Run         string           `json:"run"`
	Tool        string           `json:"tool"`
	Since       time.Time        `json:"since"`
	Until       time.Time        `json:"until"`
	Departments int              `json:"departments"`
	Listed      int              `json:"listed"`    // unique tickets that the service listed
	Closed      int              `json:"closed"`    // of these, closed within the window
	Archived    int              `json:"archived"`  // stored by this run, some perhaps with an attachment missing
	Unchanged   int              `json:"unchanged"` // in the store already, at this revision
	Failed      int              `json:"failed"`    // not stored at all
	Attachments AttachmentCounts `json:"attachments"`
	Bytes       int64            `json:"bytes"`    // of the bundles stored by this run
	Complete    bool             `json:"complete"` // no exception of any kind
	Exceptions  []Exception      `json:"exceptions"`
	Started     time.Time        `json:"started"`
	Finished    time.Time        `json:"finished"`
	API         APICounts        `json:"api"`
}

// AttachmentCounts are of the tickets archived by the run.
type AttachmentCounts struct {
	Listed     int `json:"listed"`
	Stored     int `json:"stored"`
	Exceptions int `json:"exceptions"`
}

// APICounts tell what was asked of the service, downloads not included.
type APICounts struct {
	Calls     int64 `json:"calls"`
	Throttled int64 `json:"throttled"` // answered 429
	Retried   int64 `json:"retried"`
}

// Exception names what could not be archived, and why. With an Attachment the
// ticket is archived without that file; without one the ticket failed; without
// a Ticket a department could not be listed.
type Exception struct {
	Ticket     int64  `json:"ticket,omitzero"`
	Department string `json:"department,omitzero"`
	Attachment string `json:"attachment,omitzero"` // file identifier
	Code       string `json:"code"`
	Message    string `json:"message"`
}

// Codes of exceptions that concern a whole ticket or department. Those of
// attachments stand with the download.
const (
	CodeTicketFetch   = "ticket_fetch_failed"
	CodeTicketInvalid = "ticket_invalid"
	CodeTicketRender  = "ticket_render_failed"
	CodeTicketStore   = "ticket_store_failed"
	CodeListFailed    = "list_failed"
	CodeAuth          = "authentication_failed"
	CodeDamaged       = "bundle_damaged" // met again, in no inventory, and not whole
)

// finish puts the totals right and the exceptions in order.
func (r *Report) finish(now time.Time) {
	r.Closed = r.Archived + r.Unchanged + r.Failed
	r.Complete = len(r.Exceptions) == 0
	r.Finished = now
	slices.SortFunc(r.Exceptions, compareExceptions)
}

func compareExceptions(a, b Exception) int {
	return cmp.Or(cmp.Compare(a.Ticket, b.Ticket), cmp.Compare(a.Department, b.Department), cmp.Compare(a.Attachment, b.Attachment))
}

// contradictions says in what a report that is kept for the given run does
// not agree with itself.
func (r *Report) contradictions(run string) []string {
	var found []string
	check := func(holds bool, problem string) {
		if !holds {
			found = append(found, problem)
		}
	}
	check(r.Run == run, "is the report of another run")
	check(r.Closed == r.Archived+r.Unchanged+r.Failed, "closed is not archived + unchanged + failed")
	check(r.Listed >= r.Closed, "more tickets were closed than listed")
	check(r.Attachments.Listed == r.Attachments.Stored+r.Attachments.Exceptions, "attachments do not add up")
	check(r.Complete == (len(r.Exceptions) == 0), "complete contradicts the exceptions")
	check(!r.Finished.Before(r.Started) && r.Since.Before(r.Until), "its times run backwards")
	return found
}

// listedAll reports whether every department could be listed to its end.
func (r *Report) listedAll() bool {
	return !slices.ContainsFunc(r.Exceptions, func(e Exception) bool { return e.Ticket == 0 })
}

// JSON is the report as it is kept: indented, with a line break at its end.
func (r *Report) JSON() ([]byte, error) {
	data, err := json.MarshalIndent(r, "", " ")
	return append(data, '\n'), err
}
