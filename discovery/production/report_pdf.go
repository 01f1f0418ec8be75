package production

import (
	"fmt"
	"io"
	"strings"

	"github.com/glassix-archiver/archiver/render"
)

// How many of each kind the PDF names; report.json has all.
const (
	maxListed  = 500
	maxFilters = 30
)

// writeReport writes the report for people.
func (p *producer) writeReport(w io.Writer) error {
	r := p.report
	title := "Production " + render.Visible(r.Production)
	return onPaper(w, p.Letter, metaOf(title, p.Generator, p.made), func(on *paper) {
		on.first(title)
		r.outcome(on)
		r.gaps(on)
		r.numbers(on)
		r.asked(on)
		r.volumes(on)
		r.hashes(on)
		r.custody(on)
		r.certificate(on)
	}, nil)
}

func (r *Report) outcome(on *paper) {
	c := &r.Counts
	if r.Complete {
		on.text("Everything that was found is produced, and nothing is missing of it.")
	} else {
		on.text(fmt.Sprintf("Not complete: %s and %s withheld, %s. They are named first.", amount(c.Withheld, "bundle"), amount(c.WithheldFiles, "attachment"), amount(len(r.Exceptions), "exception")))
	}
	on.fact("Case", render.Visible(r.Case))
	on.fact("Made", r.Made.Format("2006-01-02 15:04:05")+" UTC")
	on.fact("By", render.Visible(r.By))
	on.fact("Tool", r.Tool)
	on.fact("From the archive", render.Visible(r.Store))
	on.fact("Numbers", span(r.Bates.First, r.Bates.Last))
}

func span(first, last string) string {
	if first == "" {
		return "none"
	}
	return first + " to " + last
}

func amount(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// gaps says what is not there.
func (r *Report) gaps(on *paper) {
	on.heading("Exceptions")
	if r.Complete {
		on.text("None.")
	}
	if n := r.Counts.WithheldFiles; n > 0 { // on purpose, all for one reason: each has its number
		on.fact("Withheld: "+amount(n, "attachment"), short(render.Visible(r.Options.Withhold)))
	}
	for i, w := range r.Withheld {
		if i == maxListed {
			on.text(fmt.Sprintf("… and %d more withheld bundles: see report.json.", len(r.Withheld)-i))
			break
		}
		on.fact("Withheld: "+w.Code, fmt.Sprintf("%s — %s", short(render.Visible(w.Key)), short(render.Visible(w.Message))))
	}
	for i, e := range r.Exceptions {
		if i == maxListed {
			on.text(fmt.Sprintf("… and %d more exceptions: see report.json.", len(r.Exceptions)-i))
			break
		}
		said := fmt.Sprintf("ticket %d — %s: %s", e.Ticket, e.Code, short(render.Visible(e.Message)))
		if e.File != "" {
			said += "\n" + short(render.Visible(e.File))
		}
		on.fact(e.Bates, said)
	}
}

// numbers reconciles the counts.
func (r *Report) numbers(on *paper) {
	c := &r.Counts
	on.heading("Counts, reconciled")
	on.text(fmt.Sprintf("%d bundles found = %d produced + %d withheld + %d exact duplicates", c.Found, c.Produced, c.Withheld, c.Duplicates))
	on.text(fmt.Sprintf("%d documents = %d tickets + %d attachments; %d pages or numbers", c.Documents, c.Parents, c.Attachments, c.Pages))
	for _, f := range []struct {
		name  string
		count int
	}{
		{"Natives", c.Natives}, {"Attachments missing", c.Missing}, {"Attachments withheld", c.WithheldFiles}, {"Sent again, merged", c.Merged},
		{"Texts", c.Texts}, {"PDFs", c.PDFs}, {"RSMF files", c.RSMF}, {"Redactions", c.Redactions}, {"Substitutions", c.Substitutions},
	} {
		on.fact(f.name, fmt.Sprint(f.count))
	}
	on.fact("Size", fmt.Sprintf("%d bytes", c.Bytes))
	switch {
	case r.Options.Redact != "":
		on.text("TEXT has nothing of what attachments say: they are not looked into where a production is redacted.")
	case c.Unsaid > 0:
		on.text(fmt.Sprintf("The text of %s is not in TEXT, or not all of it, for instance of scans and of files with a password: report.json names each with the reason (attachments_without_text). Pictures, sound, film and other kinds that have no text are not counted.", amount(c.Unsaid, "attachment")))
	}
	if r.Options.Redact != "" {
		on.text("Each redaction has its line in redactions.csv. Redacted documents were rendered anew and carry nothing of the original.")
		on.text(fmt.Sprintf("Attachments and pictures that were not looked into, and are as they were: %d.", c.NotLooked))
	}
	for i, d := range r.Duplicates {
		if i == maxListed {
			on.text(fmt.Sprintf("… and %d more duplicates: see report.json.", len(r.Duplicates)-i))
			break
		}
		on.fact("Duplicate", render.Visible(d.Key)+"\nsays the same as "+render.Visible(d.Of))
	}
}

// asked says what was asked for, and how it was to be produced.
func (r *Report) asked(on *paper) {
	on.heading("What was asked for")
	on.text(short(render.Visible(r.Selection.Text)))
	on.fact("Query", short(render.Visible(r.Selection.Query)))
	for i, f := range r.Selection.Filters {
		if i == maxFilters {
			on.text(fmt.Sprintf("… and %d more: see report.json.", len(r.Selection.Filters)-i))
			break
		}
		on.fact(render.Visible(f.Name), short(render.Visible(f.Value)))
	}
	on.fact("Not searched", short(render.Visible(r.Selection.NotSearched)))
	o := &r.Options
	var formats []string
	for _, f := range o.Formats {
		formats = append(formats, string(f))
	}
	on.fact("Formats", strings.Join(formats, ", "))
	on.fact("Time zone of dates", o.TimeZone)
	on.fact("Legend", render.Visible(o.Legend))
	on.fact("Redacted", o.Redact)
	on.fact("Attachments withheld", render.Visible(o.Withhold))
	on.fact("Documents of a volume", fmt.Sprint(o.Split))
}

func (r *Report) volumes(on *paper) {
	on.heading("Volumes")
	for _, v := range r.Volumes {
		on.fact(v.Name, fmt.Sprintf("%s, %s, %s", span(v.First, v.Last), amount(v.Documents, "document"), amount(v.Pages, "page")))
	}
	if len(r.Volumes) == 0 {
		on.text("None.")
	}
}

func (r *Report) hashes(on *paper) {
	on.heading("Hashes (SHA-256)")
	on.text("manifest-sha256.txt lists every file of the production. Those of the load files and logs:")
	list := []*FileRef{r.Files.Sources, r.Files.Substitutions, r.Files.Redactions, r.Files.Proofs}
	for _, v := range r.Volumes {
		list = append(list, v.DAT, v.OPT)
	}
	for _, f := range list {
		if f != nil {
			on.code(f.SHA256 + "  " + f.Path)
		}
	}
}

func (r *Report) custody(on *paper) {
	on.heading("Chain of custody")
	if r.Custody == nil {
		on.text("There is no custody log for this archive, or no key to check it with was given: custody is not proven by this production.")
		return
	}
	c := r.Custody
	on.text(fmt.Sprintf("Of %s the custody log has the entry of archiving; each is proven in CUSTODY/proofs.zip against this checkpoint:", amount(c.Proven, "bundle")))
	on.fact("Log", render.Visible(c.Log))
	on.fact("Entries", fmt.Sprint(c.Size))
	on.fact("Root", c.Root)
	for i, key := range c.NotInLog {
		if i == maxListed {
			on.text(fmt.Sprintf("… and %d more that the log does not have: see report.json.", len(c.NotInLog)-i))
			break
		}
		on.fact("Not in the log", render.Visible(key))
	}
	on.text("The production itself is entered in the log: CUSTODY/produced.entry, with its proof beside it.")
}

// certificate is the annex for the person who certifies.
func (r *Report) certificate(on *paper) {
	on.turnPage()
	on.first("Annex: certification of data copied from an electronic device, storage medium, or file")
	on.text("Federal Rules of Evidence 902(14), 902(11). To be completed by a qualified person. This program fills in what it knows and certifies nothing itself.")
	on.fact("Production", render.Visible(r.Production)+", "+span(r.Bates.First, r.Bates.Last))
	on.fact("Copied from", render.Visible(r.Store))
	on.fact("Copied on", r.Made.Format("2006-01-02 15:04:05")+" UTC")
	on.fact("With", r.Tool)
	on.fact("Hash algorithm", r.Certify.Algorithm)
	on.fact("Errors", fmt.Sprintf("%s and %s withheld, %s, named above and in report.json", amount(r.Counts.Withheld, "bundle"), amount(r.Counts.WithheldFiles, "attachment"), amount(len(r.Exceptions), "exception")))
	on.heading("Process")
	on.text("Each bundle was read from the archive to its last byte and held against its own manifest" + r.alsoLog() + " before anything was made of it. Attachments were copied as they are. Transcripts were rendered from the service's answer in the bundle. The SHA-256 of each file that was written is in manifest-sha256.txt.")
	on.heading("How to check")
	for i, step := range r.Certify.HowTo {
		on.text(fmt.Sprintf("%d. %s", i+1, step))
	}
	on.heading("Certification")
	on.text("I am qualified to make this certification. I certify that the process described above was used, that the copies are identified by the hash values stated, and that I compared them as described.")
	for _, name := range []string{"SHA-256 of manifest", "Name", "Title, organisation", "Qualification", "Place and date", "Signature"} {
		on.blank(name)
	}
}

func (r *Report) alsoLog() string {
	if r.Custody == nil {
		return ""
	}
	return " and against the signed custody log"
}
