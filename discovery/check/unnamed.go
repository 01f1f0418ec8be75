package check

import (
	"maps"
	"slices"
	"strings"
)

// checkUnnamed finds files in volumes that nothing names.
func (p *production) checkUnnamed() {
	for _, path := range slices.Sorted(maps.Keys(p.files)) {
		top, below, _ := strings.Cut(path, "/")
		switch {
		case !volumeName.MatchString(top):
			if !fixed[path] {
				p.add(FileUnnamed, path, "", "is not part of the layout")
			}
		case p.report.has("dat") && below == "DATA/"+top+".dat", p.report.has("dat") && p.report.has("pdf") && below == "DATA/"+top+".opt":
		case p.named[path] == "" && (p.report.has("dat") || !known[kindOf(path)]):
			p.add(FileUnnamed, path, "", "is named by no row of its volume's load file")
		}
	}
}

// fixed are the files that are in no volume.
var fixed = map[string]bool{
	listName: true, reportName: true, "REPORT/report.pdf": true, substitutionsName: true, redactionsName: true, sourcesName: true,
	"CUSTODY/verifier.txt": true, "CUSTODY/proofs.zip": true, "CUSTODY/produced.entry": true, "CUSTODY/produced.tlog-proof": true,
}

var known = map[string]bool{"NATIVES": true, "TEXT": true, "PDF": true, "RSMF": true}
