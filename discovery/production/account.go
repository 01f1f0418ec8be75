package production

import (
	"fmt"
	"slices"
	"strings"

	"github.com/glassix-archiver/archiver/archive"
)

func (p *producer) newReport(first int64) *Report {
	o := &p.Options
	r := &Report{
		Schema: ReportSchema, Production: fmt.Sprintf("%s-%04d", archive.Segment(o.Case), p.number), Case: o.Case, Number: p.number, Tool: o.Generator, Made: p.made, By: o.By,
		Exceptions: []Exception{}, Withheld: []Withheld{}, Duplicates: []Duplicate{}, Unsaid: []Unsaid{}, Selection: o.Selection, Store: o.Store.String(), Volumes: []Volume{},
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
	r.Unsaid = append(r.Unsaid, f.unsaid...)
}

// sort orders what came in no order.
func (r *Report) sort() {
	slices.SortFunc(r.Withheld, func(a, b Withheld) int { return strings.Compare(a.Key, b.Key) })
	slices.SortFunc(r.Duplicates, func(a, b Duplicate) int { return strings.Compare(a.Key, b.Key) })
}

// end sums up.
func (r *Report) end(next int64) {
	r.Complete = len(r.Exceptions)+len(r.Withheld)+r.Counts.WithheldFiles == 0
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
			"CUSTODY/produced.entry is the log's entry of this production. Its member result is the SHA-256 of manifest-sha256.txt. Check it in the same way.",
			"archiver check-production DIR --key (the text of CUSTODY/verifier.txt) does all of this for the production and each bundle. Compare that key with the one that the archive's owner published.")
	}
	return steps
}
