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

// profileStream is the colour profile's object, the same in every document.
var profileStream = sync.OnceValue(func() []byte { return stream("/N 3", sRGB) })

// Output writes the document, PDF/A-1b: every font embedded, colours defined
// by an sRGB profile, metadata as XMP. The document can't be used after it.
func (d *Document) Output(w io.Writer) (err error) {
	defer func() {
		if p := recover(); p != nil { // fpdf panics where it should fail
			err = fmt.Errorf("write pdf: %v", p)
		}
	}()
	if err := d.fault(); err != nil {
		return err
	}
	var raw bytes.Buffer
	if err := d.pdf.Output(&raw); err != nil {
		return fmt.Errorf("write pdf: %w", err)
	}
	f, err := split(raw.Bytes())
	if err != nil {
		return fmt.Errorf("finish pdf: %w", err)
	}
	root, info := len(f.objects)-1, len(f.objects)-2 // fpdf writes them last
	outlines := d.finishObjects(f)
	d.addPictures(f)
	f.objects[info] = d.info()
	f.objects[root] = d.catalog(f, outlines)
	if err := f.write(w, root, info); err != nil {
		return fmt.Errorf("write pdf: %w", err)
	}
	return nil
}

// The beginnings and pieces of fpdf's objects that are mended.
var (
	carrierHead  = []byte("<</Type /Font\n/BaseFont /Carrier")
	contentHead  = []byte("<</Length ")
	pageHead     = []byte("<</Type /Page\n")
	outlinesHead = []byte("<</Type /Outlines ")
	titleHead    = []byte("<</Title ")
	annotBorder  = []byte("/Border [0 0 0] ")
	pageGroup    = []byte("/Group <</Type /Group /S /Transparency /CS /DeviceRGB>>\n")
	noPictures   = []byte("/XObject <<\n>>")
)

// finishObjects swaps fonts in, compresses pages and mends what PDF/A does
// not allow. It returns the number of the outline's root, or 0.
func (d *Document) finishObjects(f *file) (outlines int) {
	titles := 0
	for i, object := range f.objects {
		switch {
		case bytes.HasPrefix(object, carrierHead):
			rest := object[len(carrierHead):]
			n, err := strconv.Atoi(string(rest[:bytes.IndexByte(rest, '\n')]))
			if err == nil && n < len(d.order) {
				f.objects[i] = d.order[n].write(d.engine, f)
			}
		case bytes.HasPrefix(object, contentHead):
			from, to := bytes.Index(object, []byte("stream\n"))+len("stream\n"), bytes.LastIndex(object, []byte("\nendstream"))
			f.objects[i] = stream("", object[from:to])
		case bytes.HasPrefix(object, pageHead):
			object = bytes.ReplaceAll(object, annotBorder, []byte("/F 4/Border[0 0 0]")) // 4: printed
			f.objects[i] = bytes.Replace(object, pageGroup, nil, 1)
		case bytes.HasPrefix(object, titleHead):
			titles++
			f.objects[i] = bytes.Replace(object, []byte("\n/Count 0>>"), []byte(">>"), 1)
		case bytes.HasPrefix(object, outlinesHead):
			outlines = i
			f.objects[i] = bytes.Replace(object, outlinesHead, fmt.Appendf(nil, "<</Type /Outlines/Count %d", titles), 1)
		}
	}
	return outlines
}

// addPictures adds the image objects and names them in the resources, which
// fpdf keeps in object 2 for all pages.
func (d *Document) addPictures(f *file) {
	if len(d.pictures) == 0 {
		return
	}
	names := []byte("/XObject <<\n")
	for i, p := range d.pictures {
		names = fmt.Appendf(names, "/Picture%d %d 0 R\n", i, f.add(filtered(p.dict, p.data)))
	}
	const resources = 2
	f.objects[resources] = bytes.Replace(f.objects[resources], noPictures, append(names, ">>"...), 1)
}

// catalog is the document's root.
func (d *Document) catalog(f *file, outlines int) []byte {
	profile := f.add(profileStream())
	metadata := f.add(filtered("/Type/Metadata/Subtype/XML", d.xmp())) // readable without a PDF reader
	b := []byte("<</Type/Catalog/Pages 1 0 R")
	if d.meta.Language != "" {
		b = fmt.Appendf(b, "/Lang<%x>", utf16BE(d.meta.Language))
	}
	if d.outlined && outlines != 0 {
		b = fmt.Appendf(b, "/Outlines %d 0 R/PageMode/UseOutlines", outlines)
	}
	direction := "L2R"
	if d.meta.RTL {
		direction = "R2L"
	}
	return fmt.Appendf(b, "/ViewerPreferences<</DisplayDocTitle true/Direction/%s>>/Metadata %d 0 R/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)/DestOutputProfile %d 0 R>>]>>\n",
		direction, metadata, profile)
}
