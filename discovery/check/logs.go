package check

import (
	"bufio"
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

// source is a bundle that was found, and what became of it.
type source struct{ Key, SHA256, Fate, Bates string }

// checkSources holds the rows against the bundles that they say they are from.
func (p *production) checkSources() {
	sources, ok := p.readSources()
	if !ok || !p.report.has("dat") {
		return
	}
	produced := map[string]bool{}
	for _, d := range p.docs {
		if d.parent != "" {
			continue
		}
		key := d.key
		s, there := sources[key]
		switch {
		case !there:
			p.add(SourceDiffer, sourcesName, d.id, "has nothing of %s", key)
		case s.SHA256 != d.sum || s.Fate != "produced" || s.Bates != d.id:
			p.add(SourceDiffer, sourcesName, d.id, "says of %s: %+v", key, s)
		}
		produced[key] = true
	}
	fates := map[string]int{}
	for key, s := range sources {
		if fates[s.Fate]++; s.Fate == "produced" && !produced[key] {
			p.add(SourceDiffer, sourcesName, key, "is produced, and no row has it")
		}
	}
	if c := p.report.Counts; p.report.Schema != "" {
		p.count("found", c.Found, len(sources), "the lines of "+sourcesName)
		p.count("withheld", c.Withheld, fates["withheld"], "the sources that are withheld")
		p.count("duplicates", c.Duplicates, fates["duplicate"], "the sources that are duplicates")
	}
}

func (p *production) readSources() (map[string]source, bool) {
	list := map[string]source{}
	if p.files[sourcesName] == nil {
		p.add(SourceForm, sourcesName, "", "is not there")
		return nil, false
	}
	opened, err := p.root.Open(sourcesName)
	if err != nil {
		p.add(SourceForm, sourcesName, "", "%v", err)
		return nil, false
	}
	defer opened.Close()
	lines := bufio.NewScanner(opened)
	lines.Buffer(nil, maxLineSize)
	whole := true
	for n := 1; lines.Scan(); n++ {
		var s source
		err := json.Unmarshal(lines.Bytes(), &s)
		if _, twice := list[s.Key]; err != nil || s.Key == "" || twice {
			p.add(SourceForm, sourcesName, fmt.Sprintf("line %d", n), "is no source, or one that is there already: %v", err)
			whole = false
			continue
		}
		list[s.Key] = s
	}
	if err := lines.Err(); err != nil {
		p.add(SourceForm, sourcesName, "", "%v", err)
		return nil, false
	}
	return list, whole
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
