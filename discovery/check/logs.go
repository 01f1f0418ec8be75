package check

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

const (
	substitutionsName = "REPORT/substitutions.csv"
	redactionsName    = "REPORT/redactions.csv"
	sourcesName       = "REPORT/sources.jsonl"
	entryName         = "CUSTODY/produced.entry"
)

// checkLogs reads the logs beside the report.
func (p *production) checkLogs() {
	rows, ok := p.log(substitutionsName, []string{"volume", "bates", "field", "code", "original", "replacement", "count"}, p.substitution)
	if ok && p.report.Schema != "" {
		p.count("substitutions", p.report.Counts.Substitutions, rows, "the rows of "+substitutionsName)
	}
	rows, ok = p.log(redactionsName, []string{"bates", "page", "document", "entry", "place", "reason", "rule"}, p.redaction)
	if ok && p.report.Schema != "" {
		p.count("redactions", p.report.Counts.Redactions, rows, "the rows of "+redactionsName)
	}
	if ok {
		p.checkRedacted()
	}
	sources, ok := p.readSources()
	if ok && p.report.has("dat") {
		p.checkSources(sources)
	}
	p.checkEntry()
	p.checkProofs(sources)
}

// substitution and redaction say what is wrong with a row of a log, or nothing.
func (p *production) substitution(row []string) string {
	switch d := p.byID[row[1]]; {
	case d == nil || d.volume != row[0]:
		return fmt.Sprintf("there is no document %q in a volume %q", row[1], row[0])
	case !slices.Contains(fields, row[2]):
		return fmt.Sprintf("there is no field %q", row[2])
	}
	return ""
}

func (p *production) redaction(row []string) string {
	d := p.byID[row[0]]
	if d == nil {
		return fmt.Sprintf("there is no document %q", row[0])
	}
	d.logged = true
	if page, ok := p.report.number(row[1]); row[1] != "" && d.begin <= d.end && (!ok || page < d.begin || page > d.end) {
		return fmt.Sprintf("%q is not a page of %s", row[1], row[0])
	}
	return ""
}

// checkRedacted holds rows that say that something was taken out of their
// document to the log, and the log to them.
func (p *production) checkRedacted() {
	for _, d := range p.docs {
		if d.redacted != d.logged {
			p.add(LogMismatch, redactionsName, d.id, "REDACTED of its row is %v, by this log it is %v", d.redacted, d.logged)
		}
	}
}

// log reads a log in CSV, holds its rows to the documents, and counts them.
func (p *production) log(name string, header []string, wrong func(row []string) string) (int, bool) {
	if p.files[name] == nil {
		p.add(LogForm, name, "", "is not there")
		return 0, false
	}
	opened, err := p.root.Open(name)
	if err != nil {
		p.add(LogForm, name, "", "%v", err)
		return 0, false
	}
	defer opened.Close()
	in := csv.NewReader(opened)
	in.ReuseRecord = true
	got, err := in.Read()
	if err == nil && !slices.Equal(got, header) {
		err = fmt.Errorf("its header is %q, not %q", got, header)
	}
	n := 0
	for ; err == nil; n++ {
		var row []string
		if row, err = in.Read(); err == nil && p.report.has("dat") {
			if problem := wrong(row); problem != "" {
				p.add(LogMismatch, name, fmt.Sprintf("row %d", n+2), "%s", problem)
			}
		}
	}
	if !errors.Is(err, io.EOF) {
		p.add(LogForm, name, "", "%v", err)
		return 0, false
	}
	return n - 1, true
}

// checkEntry holds the custody log's entry of the production to being there if
// there is a log, and to being about this manifest.
func (p *production) checkEntry() {
	if p.files[entryName] == nil {
		if p.report.Custody != nil {
			p.add(CustodyEntry, entryName, "", "is not there, though the report names a custody log")
		}
		return
	}
	data, err := p.small(entryName, 1<<20)
	if err != nil {
		p.add(CustodyEntry, entryName, "", "%v", err)
		return
	}
	var e struct{ Event, Result, Ref string }
	list := p.files[listName]
	switch err := json.Unmarshal(data, &e); {
	case err != nil:
		p.add(CustodyEntry, entryName, "", "is not an entry: %v", err)
	case list == nil || list.sha256 != e.Result || e.Event != "produced":
		p.add(CustodyEntry, entryName, "", "says %q of a manifest with SHA-256 %q", e.Event, e.Result)
	case p.report.Schema != "" && p.report.Production != e.Ref:
		p.add(CustodyEntry, entryName, "", "is about production %q, the report about %q", e.Ref, p.report.Production)
	}
}
