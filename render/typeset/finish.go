package typeset

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"strconv"
	"sync"
)

//go:embed fonts/sRGB.icc
var sRGB []byte

// profile is the colour profile, the same in every document.
var profile = sync.OnceValue(func() []byte { return deflate(sRGB) })

// flated is the dictionary entry of a deflated stream.
const flated = "/Filter/FlateDecode"

// Output writes the document as PDF/A-1b, or PDF/A-3u with files attached:
// every font embedded, colours defined by an sRGB profile, metadata as XMP.
// The document can't be used after it.
func (d *Document) Output(w io.Writer) (err error) {
	defer func() {
		if p := recover(); p != nil { // fpdf panics where it should fail
			err = fmt.Errorf("write pdf: %v", p)
		}
	}()
	if len(d.pages) == 0 {
		d.AddPage() // a file needs one
	}
	if err := d.fault(); err != nil {
		return err
	}
	d.leave()
	d.pack(0)
	d.pdf.SetPage(len(d.pages)) // fpdf forgets the pages after the one it is on
	var raw bytes.Buffer
	if err := d.pdf.Output(&raw); err != nil {
		return fmt.Errorf("write pdf: %w", err)
	}
	s, err := split(raw.Bytes())
	if err != nil {
		return fmt.Errorf("finish pdf: %w", err)
	}
	if err := d.finish(w, s); err != nil {
		return fmt.Errorf("write pdf: %w", err)
	}
	return nil
}

// finish writes the file around fpdf's skeleton.
func (d *Document) finish(w io.Writer, s skeleton) error {
	f := newFile(w, d.version().pdf, len(s))
	root, info := len(s)-1, len(s)-2 // fpdf writes them last
	outlines := d.mend(f, s)
	annots, key := make([][]int, len(d.pages)), len(d.pages)
	for i, p := range d.pages {
		annots[i] = d.writePage(f, i, s[pageObject(i)], key)
		key += len(p.links)
	}
	d.writeResources(f)
	structure := d.writeStructure(f, annots)
	f.write(info, d.info())
	f.write(root, d.catalog(f, outlines, structure))
	return f.close(root, info)
}

// mend writes what is fpdf's but for what PDF/A does not allow. It returns
// the number of the outline's root, or 0.
func (d *Document) mend(f *file, s skeleton) (outlines int) {
	f.write(pagesObject, s[pagesObject])
	titles := 0
	for i := pageObject(len(d.pages)); i < len(s); i++ {
		switch object := s[i]; {
		case bytes.HasPrefix(object, titleHead) && titles < len(d.bookmarks):
			object = bytes.TrimSuffix(object, noCount)
			if n := d.outlineParts(titles); n > 0 {
				object = fmt.Appendf(object, "/Count %d", -n) // less than 0: it is closed
			}
			f.write(i, append(object, ">>"...))
			titles++
		case bytes.HasPrefix(object, outlinesHead):
			outlines = i
			f.write(i, bytes.Replace(object, outlinesHead, fmt.Appendf(nil, "<</Type /Outlines/Count %d", d.outlineParts(-1)), 1))
		}
	}
	return outlines
}

// writePage writes a page with its content and its links, whose numbers it
// returns. key is the first link's in the structure's tree of parents.
func (d *Document) writePage(f *file, i int, object []byte, key int) []int {
	n, p := pageObject(i), d.pages[i]
	contents := []int{n + 1}
	for len(contents) < len(p.streams) {
		contents = append(contents, f.reserve())
	}
	if len(p.streams) == 0 {
		f.stream(n+1, "", nil)
	}
	for i, data := range p.streams {
		f.stream(contents[i], flated, data)
	}
	annots := d.writeLinks(f, p, object, key)
	head, _, _ := bytes.Cut(object, pageResources)
	f.begin(n)
	f.buf = append(append(f.buf, head...), pageResources...)
	f.buf = appendRefs(append(f.buf, "/Contents"...), contents)
	if len(annots) > 0 {
		f.buf = appendRefs(append(f.buf, "/Annots"...), annots)
	}
	if d.root != nil {
		f.buf = append(f.buf, "/Tabs/S"...)
	}
	if len(p.marks) > 0 {
		f.buf = strconv.AppendInt(append(f.buf, "/StructParents "...), int64(i), 10)
	}
	f.buf = append(f.buf, ">>"...)
	f.end()
	return annots
}

// writeLinks writes a page's links as objects of their own.
func (d *Document) writeLinks(f *file, p *page, object []byte, key int) []int {
	var annots []int
	for i, link := range links(object) {
		annots = append(annots, f.reserve())
		f.begin(annots[i])
		f.buf = append(append(append(f.buf, annotHead...), link...), "/F 4"...) // 4: printed
		if i < len(p.links) && p.links[i] != nil {
			f.buf = strconv.AppendInt(append(f.buf, "/StructParent "...), int64(key+i), 10)
		}
		f.buf = append(f.buf, ">>"...)
		f.end()
	}
	return annots
}

// appendRefs writes an array of references.
func appendRefs(b []byte, objects []int) []byte {
	b = append(b, '[')
	for i, n := range objects {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendRef(b, n)
	}
	return append(b, ']')
}

// writeResources writes fonts and pictures and the dictionary that names them
// for all pages.
func (d *Document) writeResources(f *file) {
	names := []byte("<</ProcSet[/PDF/Text/ImageB/ImageC]")
	if len(d.order) > 0 {
		names = append(names, "/Font<<"...)
		for _, c := range d.order {
			names = append(append(names, '/'), c.family...)
			names = appendRef(append(names, ' '), c.write(d.engine, f))
		}
		names = append(names, ">>"...)
	}
	if len(d.pictures) > 0 {
		names = append(names, "/XObject<<"...)
		for i, p := range d.pictures {
			names = fmt.Appendf(names, "/Picture%d %d 0 R", i, f.addStream(p.dict, p.data))
		}
		names = append(names, ">>"...)
	}
	f.write(resourcesObject, append(names, ">>"...))
}

// catalog is the document's root.
func (d *Document) catalog(f *file, outlines, structure int) []byte {
	profile := f.addStream("/N 3"+flated, profile())
	metadata := f.addStream("/Type/Metadata/Subtype/XML", d.xmp()) // readable without a PDF reader
	b := append([]byte("<</Type/Catalog/Pages 1 0 R"), d.writeAttached(f)...)
	if d.meta.Language != "" {
		b = fmt.Appendf(b, "/Lang<%x>", utf16BE(d.meta.Language))
	}
	if len(d.bookmarks) > 0 && outlines != 0 {
		b = fmt.Appendf(b, "/Outlines %d 0 R/PageMode/UseOutlines", outlines)
	}
	if structure != 0 {
		b = fmt.Appendf(b, "/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R", structure)
	}
	direction := "L2R"
	if d.meta.RTL {
		direction = "R2L"
	}
	return fmt.Appendf(b, "/ViewerPreferences<</DisplayDocTitle true/Direction/%s>>/Metadata %d 0 R/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)/DestOutputProfile %d 0 R>>]>>",
		direction, metadata, profile)
}
