package typeset

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"sync"
)

//go:embed fonts/sRGB.icc
var sRGB []byte

// profile is the colour profile, the same in every document.
var profile = sync.OnceValue(func() []byte { return deflate(thorough, sRGB) })

// flated is the dictionary entry of a deflated stream.
const flated = "/Filter/FlateDecode"

// Output writes the whole document to w: Begin and End at once.
func (d *Document) Output(w io.Writer) error {
	d.Begin(w)
	return d.End()
}

// Begin has pages be written to w as soon as they are full, rather than kept
// in memory until the end. Files are to be attached before it. After an error
// w has part of a document.
func (d *Document) Begin(w io.Writer) {
	if d.fault() == nil {
		d.file = newFile(w, d.output, d.version().pdf)
		d.output = nil
	}
}

// End writes what is left of a document that was begun, as PDF/A-1b, or
// PDF/A-3u with files attached: every font embedded, colours defined by an sRGB
// profile, metadata as XMP. The document can't be used after it.
func (d *Document) End() (err error) {
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
	if d.file == nil {
		return errors.New("write pdf: the document was not begun")
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
	if err := d.finish(s); err != nil {
		return fmt.Errorf("write pdf: %w", err)
	}
	return nil
}

// finish writes the file around fpdf's skeleton.
func (d *Document) finish(s skeleton) error {
	f := d.file
	f.skip(len(s))
	root, info := len(s)-1, len(s)-2 // fpdf writes them last
	outlines, nodes := d.mend(f, s), d.writePageTree(f)
	annots, key := make([][]int, len(d.pages)), len(d.pages)
	for i, p := range d.pages {
		annots[i] = d.writePage(f, i, nodes[i/maxArray], s[pageObject(i)], key)
		key += len(p.links)
	}
	d.writeResources(f)
	structure := d.writeStructure(f, annots)
	f.write(info, d.info())
	f.write(root, d.catalog(f, outlines, structure))
	err := f.close(root, info)
	d.giveBack(f.buf)
	return err
}

// mend writes what is fpdf's but for what PDF/A does not allow. It returns
// the number of the outline's root, or 0.
func (d *Document) mend(f *file, s skeleton) (outlines int) {
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

// writePageTree writes the tree of pages, of one node or, since arrays have a
// limit, of a root and several nodes. It returns the numbers of those that
// pages are in.
func (d *Document) writePageTree(f *file) (nodes []int) {
	pages := make([]int, len(d.pages))
	for i := range pages {
		pages[i] = pageObject(i)
	}
	box := appendNumber([]byte("/MediaBox[0 0 "), d.width, 2)
	box = append(appendNumber(append(box, ' '), d.height, 2), ']')
	node := func(n int, head string, pages int, kids []int) {
		f.write(n, append(appendRefs(fmt.Appendf(nil, "<</Type/Pages%s/Count %d/Kids", head, pages), kids), ">>"...))
	}
	if len(pages) <= maxArray {
		node(pagesObject, string(box), len(pages), pages)
		return []int{pagesObject}
	}
	for part := range slices.Chunk(pages, maxArray) {
		n := f.reserve()
		node(n, "/Parent 1 0 R", len(part), part)
		nodes = append(nodes, n)
	}
	node(pagesObject, string(box), len(pages), nodes)
	return nodes
}

// writePage writes a page with its content and its links, whose numbers it
// returns. key is the first link's in the structure's tree of parents.
func (d *Document) writePage(f *file, i, parent int, object []byte, key int) []int {
	n, p := pageObject(i), d.pages[i]
	contents, later := []int{n + 1}, p.later
	switch {
	case p.written:
	case len(later) > 0:
		f.stream(n+1, flated, later[0])
		later = later[1:]
	default:
		f.stream(n+1, "", nil)
	}
	for _, data := range later {
		contents = append(contents, f.addStream(flated, data))
	}
	annots := d.writeLinks(f, p, object, key)
	f.begin(n)
	f.buf = appendRef(append(f.buf, "<</Type/Page/Parent "...), parent)
	f.buf = appendRef(append(f.buf, "/Resources "...), resourcesObject)
	if len(contents) > 1 {
		f.buf = appendRefs(append(f.buf, "/Contents"...), contents)
	} else {
		f.buf = appendRef(append(f.buf, "/Contents "...), contents[0])
	}
	if len(annots) > 0 {
		f.buf = appendRefs(append(f.buf, "/Annots"...), annots)
	}
	if d.root != nil {
		f.buf = append(f.buf, "/Tabs/S"...)
	}
	if p.marks > 0 {
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
		if _, uri, ok := bytes.Cut(link, linkAddress); ok {                     // said where the text of a link is not
			f.buf = append(append(f.buf, "/Contents "...), bytes.TrimSuffix(uri, []byte(">>"))...)
		}
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
