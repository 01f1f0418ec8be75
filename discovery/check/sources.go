package check

import (
	"bufio"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// source is a bundle that was found, and what became of it.
type source struct {
	Key, SHA256, Fate, Bates string
	Department, Revision     string
	Of                       string `json:"duplicate_of"`
	Ticket                   int64
	Entry                    *int64 `json:"custody_index"`
}

// sorted are keys in one order, as ALLSOURCES has them.
func sorted(keys []string) string {
	list := make([]string, len(keys))
	for i, key := range keys {
		list[i] = substituted(key, true)
	}
	slices.Sort(list)
	return kept(strings.Join(list, several))
}

// originOf is which ticket it is of, and which state of that.
func originOf(ticket, department, revision string) string {
	return kept(ticket + " of " + department + ", " + revision)
}

func (s *source) origin() string {
	return originOf(strconv.FormatInt(s.Ticket, 10), substituted(s.Department, false), substituted(s.Revision, false))
}

// checkSources holds the rows against the bundles that they say they are from.
func (p *production) checkSources(sources map[string]source) {
	produced, same := map[string]bool{}, map[string][]string{}
	for key, s := range sources {
		if s.Fate == "duplicate" {
			same[s.Of] = append(same[s.Of], key)
		}
	}
	for _, d := range p.docs {
		if d.parent != "" {
			continue
		}
		key := d.key
		s, there := sources[key]
		switch {
		case !there:
			p.add(SourceDiffer, sourcesName, d.id, "has nothing about %s", key)
		case s.SHA256 != d.sum || s.Fate != "produced" || s.Bates != d.id:
			p.add(SourceDiffer, sourcesName, d.id, "says of %s: SHA-256 %q, %s as %q", key, s.SHA256, s.Fate, s.Bates)
		case s.origin() != d.origin:
			p.add(SourceDiffer, sourcesName, d.id, "is for ticket %s; its row for %s", s.origin(), d.origin)
		case d.sources != sorted(append(same[key], key)) && (d.sources != "" || len(same[key]) > 0):
			p.add(SourceDiffer, sourcesName, d.id, "has %d duplicates of %s; ALLSOURCES of its row is a different list", len(same[key]), key)
		}
		produced[key] = true
	}
	fates := map[string]int{}
	for key, s := range sources {
		if fates[s.Fate]++; s.Fate == "produced" && !produced[key] {
			p.add(SourceDiffer, sourcesName, key, "is produced, but no row has it")
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
			p.add(SourceForm, sourcesName, fmt.Sprintf("line %d", n), "is not a source, or is already listed: %v", err)
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
