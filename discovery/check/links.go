package check

import (
	"regexp"
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
		if l.folder == "TEXT" && d.parent == "" && (f.head == "" || !strings.HasPrefix(d.get("SUBJECT")+lineBreak, substituted(f.head, false))) {
			v.problem(TextMismatch, d.row, "%s begins with %q, SUBJECT is %q", value, f.head, d.get("SUBJECT"))
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
