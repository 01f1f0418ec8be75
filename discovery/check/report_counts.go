package check

import (
	"fmt"
	"slices"
	"strings"
)

// checkReport holds the report's counts against what was read.
func (p *production) checkReport() {
	r, c := p.report, &p.report.Counts
	if r.Schema == "" {
		return // it could not be read
	}
	p.count("found", c.Found, c.Produced+c.Withheld+c.Duplicates, "what is produced, withheld and duplicate")
	p.count("withheld", c.Withheld, len(r.Withheld), "what it names as withheld")
	p.count("duplicates", c.Duplicates, len(r.Duplicates), "what it names as duplicates")
	p.count("volumes", c.Volumes, p.counts.Volumes, "the folders of volumes")
	for kind, said := range map[string]int{"NATIVES": c.Natives, "TEXT": c.Texts, "PDF": c.PDFs, "RSMF": c.RSMF} {
		n := 0
		for path := range p.files {
			if kindOf(path) == kind {
				n++
			}
		}
		p.count(strings.ToLower(kind), said, n, "the files in "+kind)
	}
	if r.has("dat") {
		p.checkRows()
	}
	if complete := len(r.Exceptions)+len(r.Withheld) == 0 && c.WithheldFiles == 0; r.Complete != complete {
		p.add(ReportForm, reportName, "complete", "is %v, with %d exceptions, %d bundles and %d attachments withheld", r.Complete, len(r.Exceptions), len(r.Withheld), c.WithheldFiles)
	}
	p.checkVolumes()
	p.checkExceptions()
	for _, f := range r.Files {
		p.reportedFile(&f)
	}
}

// checkRows holds the counts against the rows of the load files.
func (p *production) checkRows() {
	r, c := p.report, &p.report.Counts
	parents, withheld, pages := 0, 0, int64(0)
	for _, d := range p.docs {
		pages += d.end - d.begin + 1
		if d.parent == "" {
			parents++
		} else if slices.Contains(d.exceptions, "withheld") {
			withheld++
		}
	}
	p.counts.Documents = len(p.docs)
	p.count("documents", c.Documents, len(p.docs), "the rows of the load files")
	p.count("parents", c.Parents, parents, "the rows of tickets")
	p.count("produced", c.Produced, parents, "the rows of tickets")
	p.count("attachments", c.Attachments, len(p.docs)-parents, "the rows of attachments")
	p.count("attachments_withheld", c.WithheldFiles, withheld, "the rows of attachments that are withheld")
	if r.has("pdf") {
		p.count("pages", c.Pages, int(pages), "the pages of the rows")
	}
	if len(p.docs) == 0 {
		return
	}
	first, last := p.docs[0], p.docs[len(p.docs)-1]
	if r.Bates.FirstNumber != first.begin || r.Bates.LastNumber != last.end || r.Bates.First != first.id || r.Bates.Last != last.last {
		p.add(ReportCount, reportName, "bates", "says %s to %s, the load files %s to %s", r.Bates.First, r.Bates.Last, first.id, last.last)
	}
}

// checkExceptions holds the exceptions that rows name to being the report's, and
// the report's to being of documents that are there.
func (p *production) checkExceptions() {
	if !p.report.has("dat") {
		return
	}
	for _, d := range p.docs {
		for _, code := range d.exceptions {
			if code != "withheld" && p.report.excepted[[2]string{d.id, code}] == 0 {
				p.add(ReportException, reportName, "exceptions", "has no %s for %s, as its row does", code, d.id)
			}
		}
	}
	for i, e := range p.report.Exceptions {
		if p.byID[e.Bates] == nil {
			p.add(ReportException, reportName, fmt.Sprintf("exceptions/%d", i), "is for %q, which is not a document", e.Bates)
		}
	}
}

func (p *production) count(name string, said, is int, what string) {
	if said != is {
		p.add(ReportCount, reportName, "counts."+name, "says %d; %s are %d", said, what, is)
	}
}

// checkVolumes holds what the report says of each volume against it.
func (p *production) checkVolumes() {
	type extent struct {
		first, last string
		rows        int
		pages       int64
	}
	are := map[string]extent{}
	for _, d := range p.docs {
		x := are[d.volume]
		if x.rows++; x.rows == 1 {
			x.first = d.id
		}
		x.last, x.pages = d.last, x.pages+d.end-d.begin+1
		are[d.volume] = x
	}
	var said []string
	for _, v := range p.report.Volumes {
		said = append(said, v.Name)
		x := are[v.Name]
		if p.report.has("dat") && (v.Documents != x.rows || v.First != x.first || v.Last != x.last || p.report.has("pdf") && int64(v.Pages) != x.pages) {
			p.add(ReportVolume, reportName, v.Name, "says %s to %s, %d documents; there are %s to %s, %d", v.First, v.Last, v.Documents, x.first, x.last, x.rows)
		}
		p.reportedFile(v.DAT)
		p.reportedFile(v.OPT)
	}
	if there := p.volumes(); !slices.Equal(said, there) {
		p.add(ReportVolume, reportName, "volumes", "names %q; there are %q", said, there)
	}
}

func (p *production) reportedFile(f *reported) {
	if f == nil || f.Path == "" {
		return
	}
	if is := p.files[f.Path]; is == nil || is.sha256 != f.SHA256 {
		p.add(ReportVolume, reportName, f.Path, "is not there with the SHA-256 that the report says")
	}
}
