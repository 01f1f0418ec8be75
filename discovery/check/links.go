package check

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A link: its field, the folder that it leads into, and the fields that say
// what is there.
type link struct{ field, folder, format, sha256, md5, size string }

var links = []link{
	{"NATIVELINK", "NATIVES", "native", "SHA256HASH", "MD5HASH", "FILESIZE"},
	{"TEXTLINK", "TEXT", "dat", "TEXTSHA256", "", ""},
	{"PDFLINK", "PDF", "pdf", "PDFSHA256", "", ""},
}

// checkLinks holds a row to the files that it names.
func (v *volume) checkLinks(d *document) {
	for _, l := range links {
		value := d.get(l.field)
		if value == "" {
			v.lacking(d, l)
			continue
		}
		f := v.linked(d, l.field, l.folder, value)
		if f == nil {
			continue
		}
		if said := d.get(l.sha256); said != f.sha256 {
			v.problem(LinkHash, d.row, "%s: %s says %q, the file has %s", value, l.sha256, said, f.sha256)
		}
		if l.md5 != "" && d.get(l.md5) != f.md5 {
			v.problem(LinkHash, d.row, "%s: %s says %q, the file has %s", value, l.md5, d.get(l.md5), f.md5)
		}
		if l.size != "" && d.get(l.size) != strconv.FormatInt(f.size, 10) {
			v.problem(LinkSize, d.row, "%s: %s says %q, the file has %d bytes", value, l.size, d.get(l.size), f.size)
		}
		if l.folder == "PDF" && f.pages >= 0 && strconv.Itoa(f.pages) != d.get("PGCOUNT") {
			v.problem(PDFPages, d.row, "%s has %d pages, PGCOUNT says %q", value, f.pages, d.get("PGCOUNT"))
		}
	}
	v.checkSlices(d)
}

// lacking finds fault with a row that has no file of a kind, though it was
// asked for, nothing was said to be missing, and nothing was redacted.
func (v *volume) lacking(d *document, l link) {
	if l.sha256 != "SHA256HASH" && d.get(l.sha256) != "" {
		v.problem(LinkHash, d.row, "has %s, but no %s", l.sha256, l.field)
	}
	excused := d.get("EXCEPTION") != "" || d.get("REDACTED") != ""
	if !v.report.has(l.format) || l.field == "TEXTLINK" && d.parent != "" || l.field == "NATIVELINK" && (d.parent == "" || excused) {
		return
	}
	v.problem(LinkLacking, d.row, "%s has no %s", d.id, l.field)
}

var linkName = regexp.MustCompile(`^[A-Z]+\\[A-Za-z0-9._-]+$`)

// linked returns the file that a link leads to, or nil after finding fault.
func (v *volume) linked(d *document, field, folder, value string) *file {
	kind, name, _ := strings.Cut(value, `\`)
	if !linkName.MatchString(value) || kind != folder || !strings.HasPrefix(name, d.id+".") {
		v.problem(LinkForm, d.row, `%s is %q, not %s\%s.…`, field, value, folder, d.id)
		return nil
	}
	path := v.name + "/" + folder + "/" + name
	if other, taken := v.named[path]; taken {
		v.problem(LinkShared, d.row, "names %s, as %s does", path, other)
	}
	v.named[path] = strings.Clone(d.id)
	f := v.files[path]
	if f == nil {
		v.problem(LinkMissing, d.row, "names %s, which is not there", path)
	}
	return f
}

var sliceName = regexp.MustCompile(`\.(\d{3,9})\.rsmf$`)

// checkSlices holds a ticket to its .rsmf files: they are numbered from 1, are
// of this ticket, and hold no file that is no attachment of it.
func (v *volume) checkSlices(d *document) {
	list := d.list("RSMFLINK")
	if len(list) == 0 && d.parent == "" && v.report.has("rsmf") && d.get("EXCEPTION") == "" {
		v.problem(LinkLacking, d.row, "%s has no RSMFLINK", d.id)
	}
	for i, value := range list {
		m := sliceName.FindStringSubmatch(value)
		if n, err := strconv.Atoi(strings.Join(m[min(1, len(m)):], "")); err != nil || n != i+1 {
			v.problem(LinkForm, d.row, "RSMFLINK %d is %q", i+1, value)
		}
		f := v.linked(d, "RSMFLINK", "RSMF", value)
		if f == nil || f.rsmf == nil {
			continue
		}
		if !strings.HasSuffix(f.rsmf.collection, "-"+d.get("TICKETID")) {
			v.problem(RSMFTicket, d.row, "%s is of %q, the row of ticket %s", value, f.rsmf.collection, d.get("TICKETID"))
		}
		v.checkHeld(d, value, f.rsmf)
	}
}

// checkHeld looks for files in a slice that no attachment's row has.
func (v *volume) checkHeld(d *document, value string, info *rsmfInfo) {
	if v.held == nil {
		v.held = map[[2]string]bool{}
		for _, c := range v.docs {
			v.held[[2]string{c.parent, c.get("SHA256HASH")}] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(info.files)) {
		if !v.held[[2]string{d.id, info.files[name]}] {
			v.problem(RSMFTicket, d.row, "%s holds %s, which is no attachment of %s", value, name, d.id)
		}
	}
}

// checkUnnamed finds files in volumes that nothing names.
func (p *production) checkUnnamed() {
	for _, path := range slices.Sorted(maps.Keys(p.files)) {
		top, below, _ := strings.Cut(path, "/")
		switch {
		case !volumeName.MatchString(top):
			if !fixed[path] {
				p.add(FileUnnamed, path, "", "has no place in the layout")
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
