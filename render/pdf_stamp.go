package render

import "github.com/glassix-archiver/archiver/render/typeset"

// Stamp is what a page of a production bears: its number, and perhaps how it is
// to be treated. It has a line of its own below all else, so that neither paper,
// language nor what the foot line says can get in its way.
type Stamp struct {
	Number string // at the right
	Legend string // at the left, cut where there is no room for it
}

// stampRoom is the height of the stamp's line.
const stampRoom = 13

var pdfStamp = typeset.Style{Size: 9, Bold: true, Color: typeset.Color{}}

// stampedBy has each page stamped, and leaves room for that; nil is no stamp.
func (p *pdfWriter) stampedBy(stamp func(pages int) (func(page int) Stamp, error)) {
	if p.stamp = stamp; stamp != nil {
		p.setFoot(p.foot - stampRoom)
	}
}

// stamps asks for the pages' stamps; nil is none.
func (p *pdfWriter) stamps(pages int) (func(page int) Stamp, error) {
	if p.stamp == nil {
		return nil, nil
	}
	return p.stamp(pages)
}

// drawStamp writes a stamp at the foot of the document's current page. It is an
// artifact: no part of what the page says.
func drawStamp(e *typeset.Engine, doc *typeset.Document, size typeset.PageSize, s Stamp) {
	doc.Tagged(nil)
	baseline, right := size.Height-pdfFoot, size.Width-pdfMargin
	number := e.Layout(typeset.Text(s.Number, pdfStamp, typeset.LeftToRight), size.Width)[0]
	doc.DrawLine(&number, right-number.Width, baseline)
	if s.Legend == "" {
		return
	}
	legend := shortened(e, s.Legend, pdfStamp, typeset.Auto, right-number.Width-24-pdfMargin)
	doc.DrawLine(&legend, pdfMargin, baseline)
}
