package production

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/archive"
)

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

// Counts hold the production together: Found is Produced, Withheld and
// Duplicates; Documents is Parents and Attachments.
type Counts struct {
	Found         int   `json:"found"` // bundles
	Produced      int   `json:"produced"`
	Withheld      int   `json:"withheld"`
	Duplicates    int   `json:"duplicates"`
	Documents     int   `json:"documents"`
	Parents       int   `json:"parents"`
	Attachments   int   `json:"attachments"` // each once in its ticket
	Missing       int   `json:"attachments_missing"`
	WithheldFiles int   `json:"attachments_withheld"`
	Merged        int   `json:"attachments_merged"` // sent again in the same ticket
	Pages         int   `json:"pages"`
	Natives       int   `json:"natives"`
	Texts         int   `json:"texts"`
	PDFs          int   `json:"pdfs"`
	RSMF          int   `json:"rsmf"`
	Redactions    int   `json:"redactions"`
	NotLooked     int   `json:"not_looked_into"` // files and pictures of redacted tickets: they are as they were
	Substitutions int   `json:"substitutions"`
	Volumes       int   `json:"volumes"`
	Bytes         int64 `json:"bytes"` // of documents
}

func (c *Counts) add(o Counts) {
	c.Documents += o.Documents
	c.Parents += o.Parents
	c.Attachments += o.Attachments
	c.Missing += o.Missing
	c.WithheldFiles += o.WithheldFiles
	c.Merged += o.Merged
	c.Pages += o.Pages
	c.Natives += o.Natives
	c.Texts += o.Texts
	c.PDFs += o.PDFs
	c.RSMF += o.RSMF
	c.Redactions += o.Redactions
	c.NotLooked += o.NotLooked
	c.Bytes += o.Bytes
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

func (p *producer) newReport(first int64) *Report {
	o := &p.Options
	r := &Report{
		Schema: ReportSchema, Production: fmt.Sprintf("%s-%04d", archive.Segment(o.Case), p.number), Case: o.Case, Number: p.number, Tool: o.Generator, Made: p.made, By: o.By,
		Exceptions: []Exception{}, Withheld: []Withheld{}, Duplicates: []Duplicate{}, Selection: o.Selection, Store: o.Store.String(), Volumes: []Volume{},
		Options: ReportOptions{Formats: o.Formats, Prefix: o.Bates.Prefix, Digits: o.Bates.Digits, TimeZone: o.Zone.String(), Language: o.Render.Language, Split: o.Split,
			Legend: o.Legend, Paper: "A4", Redact: o.Redact, Withhold: o.Withhold, OPTLines: "page"},
		Bates: Range{Prefix: o.Bates.Prefix, Digits: o.Bates.Digits, FirstNumber: first},
	}
	if o.Letter {
		r.Options.Paper = "Letter"
	}
	if o.OneLine {
		r.Options.OPTLines = "document"
	}
	for _, u := range o.Unread {
		r.count(Source{Key: u.Key, Fate: FateWithheld, Code: CodeUnknown, Reason: u.Err.Error()})
	}
	return r
}

// count accounts for a bundle.
func (r *Report) count(s Source) {
	r.Counts.Found++
	switch s.Fate {
	case FateProduced:
		r.Counts.Produced++
	case FateDuplicate:
		r.Counts.Duplicates++
		r.Duplicates = append(r.Duplicates, Duplicate{s.Key, s.Of, "same_content"})
	default:
		r.Counts.Withheld++
		r.Withheld = append(r.Withheld, Withheld{s.Key, s.Ticket, s.Code, s.Reason})
	}
}

// add accounts for a family.
func (r *Report) add(f *produced) {
	r.Counts.add(f.counts)
	r.Exceptions = append(r.Exceptions, f.exceptions...)
}

// sort orders what came in no order.
func (r *Report) sort() {
	slices.SortFunc(r.Withheld, func(a, b Withheld) int { return strings.Compare(a.Key, b.Key) })
	slices.SortFunc(r.Duplicates, func(a, b Duplicate) int { return strings.Compare(a.Key, b.Key) })
}

// end sums up.
func (r *Report) end(next int64) {
	r.Complete = len(r.Exceptions)+len(r.Withheld) == 0
	r.Bates.LastNumber = next - 1
	if b := (Bates{r.Bates.Prefix, r.Bates.Digits}); next > r.Bates.FirstNumber {
		r.Bates.First, r.Bates.Last = b.Of(r.Bates.FirstNumber), b.Of(next-1)
	}
	r.Certify = Certification{Rule: "FRE 902(14)", Algorithm: "SHA-256", HowTo: r.howToCheck(), Unsigned: true}
}

func (r *Report) howToCheck() []string {
	steps := []string{
		"In the production's folder run: sha256sum -c manifest-sha256.txt. Every file but the manifest itself and CUSTODY/produced.* is listed there.",
		"Each line of REPORT/sources.jsonl has the SHA-256 of a bundle that was found, and SOURCESHA256 in the load file that of each document's bundle. Copy the bundle from the archive (its key is SOURCEKEY) and run sha256sum on it.",
		"A bundle is a BagIt ZIP. Unpack it and run: sha256sum -c manifest-sha256.txt. SHA256HASH of an attachment is the line of data/attachments/ there; of a ticket, that of data/source.json.",
		"archiver check-production DIR reads all of it again: load files, numbers, pages, hashes.",
	}
	if r.Custody != nil {
		steps = append(steps,
			"CUSTODY/proofs.zip has for each bundle the entry of the custody log by which it was archived, and a proof. For each run: archiver verify-proof N.tlog-proof --entry N.entry --key (the text of CUSTODY/verifier.txt). The format is c2sp.org/tlog-proof; other tools read it too.",
			"CUSTODY/produced.entry is the log's entry of this production. Its member result is the SHA-256 of manifest-sha256.txt. Check it in the same way.")
	}
	return steps
}
