package typeset

import (
	"bytes"
	"crypto/md5"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// Associated is a file that a document carries, such as what it was made from
// (ISO 19005-3, 6.8).
type Associated struct {
	Name         string // without folders; each only once
	MediaType    string
	Description  string
	Relationship string // Source, Data, Alternative, Supplement or Unspecified
	Content      Packed
	Modified     time.Time
}

// Packed is a file's content as a document stores it: a fraction of its size,
// for what waits in memory for its document.
type Packed struct {
	deflated []byte
	size     int
	sum      [md5.Size]byte // the PDF format asks for MD5
}

// Pack compresses a file's content.
func Pack(data []byte) Packed {
	return Packed{deflate(thorough, data), len(data), md5.Sum(data)}
}

var relationships = []string{"Source", "Data", "Alternative", "Supplement", "Unspecified"}

// Attach adds a file. A document with one is PDF/A-3u and says PDF 1.7; one
// without is PDF/A-1b.
func (d *Document) Attach(a Associated) {
	if d.fault() != nil {
		return
	}
	a.Name = path.Base(strings.ReplaceAll(printable(a.Name), `\`, "/"))
	switch {
	case d.file != nil:
		d.err = fmt.Errorf("attach %s: the document was begun already", a.Name)
	case a.Name == "." || a.Name == "/" || a.Name == "..":
		d.err = fmt.Errorf("attach a file: it has no name")
	case !slices.Contains(relationships, a.Relationship):
		d.err = fmt.Errorf("attach %s: relationship %q is not one of %s", a.Name, a.Relationship, strings.Join(relationships, ", "))
	case slices.ContainsFunc(d.attached, func(b Associated) bool { return b.Name == a.Name }):
		d.err = fmt.Errorf("attach %s: there is already one with that name", a.Name)
	default:
		d.attached = append(d.attached, a)
	}
}

// writeAttached writes the files and returns what the catalog says of them.
func (d *Document) writeAttached(f *file) []byte {
	if len(d.attached) == 0 {
		return nil
	}
	type entry struct {
		key  []byte
		spec int
	}
	var specs []int
	var tree []entry
	for _, a := range d.attached {
		spec := d.writeFile(f, a)
		specs = append(specs, spec)
		tree = append(tree, entry{utf16BE(a.Name), spec})
	}
	slices.SortFunc(tree, func(a, b entry) int { return bytes.Compare(a.key, b.key) })
	b := append(appendRefs([]byte("/AF"), specs), "/Names<</EmbeddedFiles<</Names["...)
	for _, e := range tree {
		b = fmt.Appendf(b, "<%x>%d 0 R", e.key, e.spec)
	}
	return append(b, "]>>>>"...)
}

// writeFile writes a file and returns the number of its specification.
func (d *Document) writeFile(f *file, a Associated) int {
	dict := append([]byte("/Type/EmbeddedFile/Subtype/"), nameToken(a.MediaType)...)
	dict = fmt.Appendf(dict, "/Params<</Size %d/CheckSum<%x>", a.Content.size, a.Content.sum)
	if a.Modified.IsZero() {
		a.Modified = d.meta.Created
	}
	if !a.Modified.IsZero() {
		dict = append(append(dict, "/ModDate"...), dateString(a.Modified)...)
	}
	data := f.addStream(string(append(dict, ">>"...))+flated, a.Content.deflated)
	name := utf16BE(a.Name)
	return f.add(fmt.Appendf(nil, "<</Type/Filespec/F<%x>/UF<%x>/Desc<%x>/AFRelationship/%s/EF<</F %d 0 R/UF %d 0 R>>>>",
		plainName(a.Name), name, utf16BE(printable(a.Description)), a.Relationship, data, data))
}

// plainName is a file's name for readers that know ASCII only.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`\/:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name)
}

// nameToken writes a string as a PDF name, without the slash. An empty one
// becomes the media type of bytes.
func nameToken(s string) []byte {
	if s == "" || len(s) > 120 { // a name has at most 127 bytes
		s = "application/octet-stream"
	}
	var b []byte
	for _, c := range []byte(s) {
		if c <= ' ' || c > '~' || strings.IndexByte("()<>[]{}/%#", c) >= 0 {
			b = append(b, '#', hexDigits[c>>4], hexDigits[c&15])
		} else {
			b = append(b, c)
		}
	}
	return b
}

// dateString is a time as a PDF string.
func dateString(t time.Time) string { return t.UTC().Format("(D:20060102150405Z)") }
