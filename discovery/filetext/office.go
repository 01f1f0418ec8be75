package filetext

import (
	"archive/zip"
	"bytes"
	"cmp"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
)

// The bounds of a ZIP.
const (
	maxEntries = 20_000

	// MaxUnpacked bounds what is read of a file, in bytes.
	MaxUnpacked = 128 << 20
)

// office takes the text of what is a ZIP of XML; any other ZIP is not read.
func office(data []byte, out *writer) error {
	if bytes.Count(data, []byte("PK\x01\x02")) > maxEntries {
		return reasonError(TooLarge)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	p := &pack{out: out, left: MaxUnpacked, files: map[string]*zip.File{}}
	for _, f := range z.File {
		if p.files[f.Name] == nil {
			p.files[f.Name] = f
			p.names = append(p.names, f.Name)
		}
	}
	slices.SortFunc(p.names, naturally)
	switch {
	case p.files["[Content_Types].xml"] != nil:
		return p.openXML()
	case p.files["META-INF/manifest.xml"] != nil && p.files["content.xml"] != nil:
		return p.openDocument()
	}
	return reasonError(NotRead)
}

// pack is an office file.
type pack struct {
	out   *writer
	files map[string]*zip.File
	names []string
	left  int64 // bytes that may still be unpacked
}

// naturally sorts slide2 before slide10.
func naturally(a, b string) int {
	stem := func(s string) string { return strings.TrimRight(strings.TrimSuffix(s, path.Ext(s)), "0123456789") }
	if stem(a) == stem(b) {
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	}
	return strings.Compare(a, b)
}

// The parts of Office Open XML that have text, in the order in which they are taken.
var parts = []*regexp.Regexp{
	regexp.MustCompile(`^word/(document|glossary/document)\d*\.xml$`),
	regexp.MustCompile(`^word/(header|footer|footnotes|endnotes|comments)\d*\.xml$`),
	regexp.MustCompile(`^ppt/slides/slide\d+\.xml$`),
	regexp.MustCompile(`^ppt/(notesSlides|comments)/[^/]+\.xml$`),
	regexp.MustCompile(`^xl/(comments\d*|threadedComments/[^/]+|drawings/drawing\d+)\.xml$`),
	regexp.MustCompile(`^(word|ppt|xl)/(charts/chart|diagrams/data)\d+\.xml$`),
}

func (p *pack) openXML() error {
	known := false
	if p.files["xl/workbook.xml"] != nil {
		known = true
		if err := p.workbook(); err != nil {
			return err
		}
	}
	for _, part := range parts {
		for _, name := range p.names {
			if !part.MatchString(name) {
				continue
			}
			known = true
			if err := p.words(name, openXMLWords); err != nil {
				return err
			}
		}
	}
	if !known {
		return reasonError(NotRead)
	}
	return nil
}

func (p *pack) openDocument() error {
	manifest, err := p.open("META-INF/manifest.xml")
	if err != nil {
		return err
	}
	list, err := io.ReadAll(io.LimitReader(manifest, 1<<20))
	if err != nil {
		return err
	}
	if bytes.Contains(list, []byte("encryption-data")) {
		return reasonError(Encrypted)
	}
	for _, name := range []string{"content.xml", "styles.xml"} { // headers and footers are in the styles
		if p.files[name] == nil {
			continue
		}
		if err := p.words(name, openDocumentWords); err != nil {
			return err
		}
	}
	return nil
}

// open unpacks an entry, as far as there is room for what is unpacked.
func (p *pack) open(name string) (io.Reader, error) {
	f := p.files[name]
	if f == nil {
		return nil, reasonError(Damaged)
	}
	if f.Flags&1 != 0 {
		return nil, reasonError(Encrypted)
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	return &unpacking{r, p}, nil
}

// unpacking reads an entry, until too much of the file is unpacked.
type unpacking struct {
	io.Reader
	pack *pack
}

func (u *unpacking) Read(b []byte) (int, error) {
	if err := u.pack.out.ctx.Err(); err != nil {
		return 0, err
	}
	if u.pack.left <= 0 {
		return 0, reasonError(TooLarge)
	}
	n, err := u.Reader.Read(b[:min(int64(len(b)), u.pack.left)])
	u.pack.left -= int64(n)
	return n, err
}
