package check

import (
	"encoding/json"
	"regexp"
	"slices"
	"time"
)

const (
	reportName = "REPORT/report.json"
	maxReport  = 512 << 20
)

// report is what the production says of itself, as far as it can be held
// against what is there.
type report struct {
	Schema, Production string
	Options            struct {
		Formats    []string
		Prefix     string `json:"bates_prefix"`
		Digits     int    `json:"bates_digits"`
		OPTLines   string `json:"opt_lines"`
		TimeZone   string `json:"time_zone"`
		SplitAfter int    `json:"split"`
	}
	Complete   bool
	Exceptions []struct{ Bates, Code string }
	Withheld   []struct{ Key, Code string }
	Duplicates []struct{ Key, Of string }
	Counts     struct {
		Found, Produced, Withheld, Duplicates         int
		Documents, Parents, Attachments               int
		WithheldFiles                                 int `json:"attachments_withheld"`
		Pages, Natives, Texts, PDFs, RSMF, Redactions int
		Substitutions, Volumes                        int
	}
	Bates struct {
		First, Last string
		FirstNumber int64 `json:"first_number"`
		LastNumber  int64 `json:"last_number"`
	}
	Volumes []struct {
		Name, First, Last string
		Documents, Pages  int
		DAT, OPT          *reported
	}
	Files   map[string]reported
	Custody *struct {
		NotInLog []string `json:"not_in_log"`
	}

	excepted map[[2]string]int // exceptions by number and code
}

type reported struct{ Path, SHA256 string }

var prefixForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$`)

// readReport reads the report, whose options say how the rest is to be read.
// Without one the usual is taken.
func (p *production) readReport() {
	p.report = &report{}
	data, err := p.small(reportName, maxReport)
	if err == nil {
		err = json.Unmarshal(data, p.report)
	}
	if err != nil {
		p.add(ReportForm, reportName, "", "can't be read: %v", err)
	}
	o := &p.report.Options
	if err == nil && p.report.Schema != "production/1" {
		p.add(ReportForm, reportName, "schema", "is %q; this reads production/1", p.report.Schema)
	}
	if err == nil && (!prefixForm.MatchString(o.Prefix) || o.Digits < 1 || o.Digits > 18) {
		p.add(ReportForm, reportName, "options", "no Bates number has prefix %q and %d digits", o.Prefix, o.Digits)
	}
	if len(o.Formats) == 0 {
		o.Formats = []string{"rsmf", "dat", "pdf", "native"}
		if err == nil {
			p.add(ReportForm, reportName, "options", "names no formats")
		}
	}
	o.Digits = min(max(o.Digits, 1), 18)
	p.report.excepted = map[[2]string]int{}
	for _, e := range p.report.Exceptions {
		p.report.excepted[[2]string{e.Bates, e.Code}]++
	}
	if err != nil {
		return
	}
	if p.zone, err = time.LoadLocation(o.TimeZone); err != nil || o.TimeZone == "" || o.TimeZone == "Local" {
		p.add(ReportForm, reportName, "options", "%q is not a time zone", o.TimeZone)
		p.zone = nil
	}
}

func (r *report) has(format string) bool { return slices.Contains(r.Options.Formats, format) }
