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
	rows, ok := p.log(substitutionsName, []string{"volume", "bates", "field", "code", "original", "replacement", "count"})
	if ok && p.report.Schema != "" {
		p.count("substitutions", p.report.Counts.Substitutions, rows, "the rows of "+substitutionsName)
	}
	rows, ok = p.log(redactionsName, []string{"bates", "page", "document", "entry", "place", "reason", "rule"})
	if ok && p.report.Schema != "" {
		p.count("redactions", p.report.Counts.Redactions, rows, "the rows of "+redactionsName)
	}
	p.checkSources()
	p.checkEntry()
}

// log reads a log in CSV and counts its rows.
func (p *production) log(name string, header []string) (int, bool) {
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
		_, err = in.Read()
	}
	if !errors.Is(err, io.EOF) {
		p.add(LogForm, name, "", "%v", err)
		return 0, false
	}
	return n - 1, true
}

// checkEntry holds the custody log's entry of the production, if there is one,
// to being about this manifest. The log itself is checked by its own tools.
func (p *production) checkEntry() {
	if p.files[entryName] == nil {
		return
	}
	data, err := p.small(entryName, 1<<20)
	if err != nil {
		p.add(CustodyEntry, entryName, "", "%v", err)
		return
	}
	var e struct{ Result, Ref string }
	list := p.files[listName]
	switch err := json.Unmarshal(data, &e); {
	case err != nil:
		p.add(CustodyEntry, entryName, "", "is no entry: %v", err)
	case list == nil || list.sha256 != e.Result:
		p.add(CustodyEntry, entryName, "", "is about a manifest with SHA-256 %q", e.Result)
	case p.report.Schema != "" && p.report.Production != e.Ref:
		p.add(CustodyEntry, entryName, "", "is about production %q, the report about %q", e.Ref, p.report.Production)
	}
}
