package archive

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
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
	Unchanged   int              `json:"unchanged"` // in the store already, at this revision, or purged from it
	Failed      int              `json:"failed"`    // not stored at all
	Attachments AttachmentCounts `json:"attachments"`
	Bytes       int64            `json:"bytes"`    // of the bundles stored by this run
	Complete    bool             `json:"complete"` // no exception of any kind
	Exceptions  []Exception      `json:"exceptions"`
	Started     time.Time        `json:"started"`
	Finished    time.Time        `json:"finished"`
	API         APICounts        `json:"api"`
	Windows     []WindowReport   `json:"windows"` // by department and time; they add up to the counts above

	// Headroom is the least that was left of a link's life, in seconds, when a
	// download that succeeded was begun; nil if no link had an end.
	Headroom *float64 `json:"smallest_headroom_seconds,omitempty"`
	Erased   []Tie    `json:"erased,omitempty"` // erased at the source, with what is held from before
	Purged   []Tie    `json:"purged,omitempty"` // earlier, by the certificate: not archived again, and counted as unchanged
	Moved    []Tie    `json:"moved,omitempty"`  // to or from another department, under another number

	// SHA-256 in hex of what the run left beside its report, so that the report's
	// entry in the custody log stands for all of it.
	InventorySHA256      string `json:"inventory_sha256,omitzero"`
	ReconciliationSHA256 string `json:"reconciliation_sha256,omitzero"`
	// Checkpoint is that of the custody log once it had all that the run archived.
	Checkpoint string `json:"checkpoint,omitzero"`

	sha256 string // of the object that it was read from, hex
}

// Tie connects a ticket with something that is known of it elsewhere.
type Tie struct {
	Department  string `json:"department"`
	Ticket      int64  `json:"ticket"`
	Key         string `json:"key,omitzero"`         // of the bundle that holds it
	Certificate string `json:"certificate,omitzero"` // of its destruction
	MovedTo     int64  `json:"moved_to,omitzero"`    // a ticket's number
	MovedFrom   int64  `json:"moved_from,omitzero"`  // a ticket's number
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

	Rate        float64 `json:"rate,omitzero"`                 // calls a second, found to be just under the limit
	ClockOffset float64 `json:"clock_offset_seconds,omitzero"` // of the service's clock against ours
}

// Exception names what could not be archived, and why. With an Attachment the
// ticket is archived without that file; with a code that begins with ticket_
// the ticket failed; without a Ticket a department could not be listed.
type Exception struct {
	Ticket     int64     `json:"ticket,omitzero"`
	Attachment string    `json:"attachment,omitzero"` // file identifier
	Code       string    `json:"code"`
	Message    string    `json:"message"`
	Department string    `json:"department,omitzero"`
	Closed     time.Time `json:"closed,omitzero"` // of a ticket that failed
}

// failurePrefix begins the codes of tickets that are not in the store.
const failurePrefix = "ticket_"

// Codes of exceptions that concern a whole ticket or department. Those of
// attachments stand with the download.
const (
	CodeTicketFetch   = "ticket_fetch_failed"
	CodeTicketInvalid = "ticket_invalid"
	CodeTicketRender  = "ticket_render_failed"
	CodeTicketStore   = "ticket_store_failed"
	CodeTicketLost    = "ticket_unaccounted"   // closed, and nothing is known of it: a fault of this program
	CodeTransactions  = "transactions_missing" // the ticket is stored as it came, and is announced to have more
	CodeListFailed    = "list_failed"
	CodeHeadInvalid   = "head_invalid" // something in a list that has no ticket's id
	CodeAuth          = "authentication_failed"
	CodeReportDamaged = "report_damaged" // of an earlier run
	CodeDamaged       = "bundle_damaged" // met again, in no inventory, and not whole
)

// add takes in what a department's client has asked. Clients of one workspace
// share one rate.
func (a *APICounts) add(c *fetch.Client) {
	n := c.Counts()
	a.Calls += n.Calls
	a.Throttled += n.Throttled
	a.Retried += n.Retried
	a.Rate = max(a.Rate, math.Round(n.Rate*10)/10)
	if off := c.Offset().Seconds(); math.Abs(off) > math.Abs(a.ClockOffset) {
		a.ClockOffset = math.Round(off*10) / 10
	}
}

// finish takes the totals from the windows and puts all in order.
func (r *Report) finish(now time.Time, windows []WindowReport) {
	r.Windows = windows
	for _, w := range windows {
		r.Listed += w.Listed
		r.Archived += w.Archived
		r.Unchanged += w.Unchanged
		r.Failed += w.Failed
	}
	r.Closed = r.Archived + r.Unchanged + r.Failed
	for _, ties := range [][]Tie{r.Erased, r.Purged, r.Moved} {
		slices.SortFunc(ties, func(a, b Tie) int {
			return cmp.Or(cmp.Compare(a.Department, b.Department), cmp.Compare(a.Ticket, b.Ticket))
		})
	}
	r.Complete = len(r.Exceptions) == 0
	r.Finished = now
	slices.SortFunc(r.Exceptions, compareExceptions)
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
	check(r.windowsAddUp(), "its windows do not add up to it")
	check(!r.Finished.Before(r.Started) && r.Since.Before(r.Until), "its times run backwards")
	return found
}

// windowsAddUp holds the windows against the totals. Reports of earlier
// versions have none.
func (r *Report) windowsAddUp() bool {
	var sum WindowReport
	for _, w := range r.Windows {
		sum.Listed += w.Listed
		sum.Closed += w.Closed
		sum.Archived += w.Archived
		sum.Unchanged += w.Unchanged
		sum.Failed += w.Failed
	}
	return r.Windows == nil || sum == WindowReport{Listed: r.Listed, Closed: r.Closed, Archived: r.Archived, Unchanged: r.Unchanged, Failed: r.Failed}
}

// listedAll reports whether every department could be listed to its end.
func (r *Report) listedAll() bool {
	return !slices.ContainsFunc(r.Exceptions, func(e Exception) bool { return e.Ticket == 0 && e.Department != "" })
}

// JSON is the report as it is kept: indented, with a line break at its end.
func (r *Report) JSON() ([]byte, error) {
	data, err := json.MarshalIndent(r, "", " ")
	return append(data, '\n'), err
}
