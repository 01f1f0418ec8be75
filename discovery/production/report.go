package production

import "time"

// ReportSchema names the form of report.json.
const ReportSchema = "production/1"

// Report accounts for a production: all that was found, what became of it, and
// how to check it. What is wrong stands first.
type Report struct {
	Schema     string        `json:"schema"`
	Production string        `json:"production"`
	Case       string        `json:"case"`
	Number     int           `json:"number"` // of the case's productions
	Tool       string        `json:"tool"`
	Made       time.Time     `json:"made"` // UTC
	By         string        `json:"by,omitzero"`
	Complete   bool          `json:"complete"` // nothing is withheld, and nothing lacks
	Exceptions []Exception   `json:"exceptions"`
	Withheld   []Withheld    `json:"withheld"`
	Duplicates []Duplicate   `json:"duplicates"`
	Unsaid     []Unsaid      `json:"attachments_without_text"` // or not with all of it
	Counts     Counts        `json:"counts"`
	Selection  Selection     `json:"selection"`
	Options    ReportOptions `json:"options"`
	Store      string        `json:"store"`
	Bates      Range         `json:"bates"`
	Volumes    []Volume      `json:"volumes"`
	Files      ReportFiles   `json:"files"`
	Custody    *CustodyFacts `json:"custody"` // nil: there is no log, or no key to check it with
	Certify    Certification `json:"certification"`

	Manifest string `json:"-"` // SHA-256 of manifest-sha256.txt, which lists the report
}

// Withheld is a bundle that was found and is not produced.
type Withheld struct {
	Key     string `json:"key"`
	Ticket  int64  `json:"ticket,omitzero"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Duplicate is a bundle that says what another of its ticket says.
type Duplicate struct {
	Key    string `json:"key"`
	Of     string `json:"of"` // what is produced
	Reason string `json:"reason"`
}

// ReportOptions are how it was produced.
type ReportOptions struct {
	Formats  []Format `json:"formats"`
	Prefix   string   `json:"bates_prefix"`
	Digits   int      `json:"bates_digits"`
	TimeZone string   `json:"time_zone"`
	Language string   `json:"language"` // "": each ticket's own
	Split    int      `json:"split"`
	Legend   string   `json:"legend"`
	Paper    string   `json:"paper"`
	Redact   string   `json:"redact"`
	Withhold string   `json:"attachments_withheld_because"`
	OPTLines string   `json:"opt_lines"`
}

// Range is the numbers of a production; First and Last are empty if it has none.
type Range struct {
	Prefix      string `json:"prefix"`
	Digits      int    `json:"digits"`
	First       string `json:"first"`
	Last        string `json:"last"`
	FirstNumber int64  `json:"first_number"`
	LastNumber  int64  `json:"last_number"`
}

// ReportFiles are the files beside the report; Proofs is nil without custody.
type ReportFiles struct {
	Substitutions *FileRef `json:"substitutions"`
	Redactions    *FileRef `json:"redactions"`
	Sources       *FileRef `json:"sources"`
	Proofs        *FileRef `json:"proofs"`
}

// Certification is what a person certifies under FRE 902(14).
type Certification struct {
	Rule      string   `json:"rule"`
	Algorithm string   `json:"algorithm"`
	HowTo     []string `json:"how_to_check"`
	Unsigned  bool     `json:"unsigned"` // the PDF has lines for the person's name and hand
}
