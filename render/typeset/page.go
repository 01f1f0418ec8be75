package typeset

import (
	"strconv"
)

// page is what is kept of a page while it is not drawn on.
type page struct {
	index   int
	raw     []byte   // content that was not deflated yet
	written bool     // there is some in the file
	later   [][]byte // that comes after it, deflated, in the order of painting
	marks   int32    // how many marked contents it has
	links   []*Tag   // the Link of each annotation; nil for one without
}

// AddPage starts a new page at the end.
func (d *Document) AddPage() {
	if d.fault() == nil {
		d.leave()
		d.turned = false
		d.pdf.AddPage()
		d.pages = append(d.pages, &page{index: len(d.pages)})
		d.page = d.pages[len(d.pages)-1]
	}
}

// Pages is how many pages there are.
func (d *Document) Pages() int { return len(d.pages) }

// GoTo draws on an earlier page again, counted from 1, over what is there.
func (d *Document) GoTo(page int) {
	if d.fault() == nil && page >= 1 && page <= len(d.pages) {
		d.leave()
		d.turned = true
		d.pdf.SetPage(page)
		d.page = d.pages[page-1]
	}
}

// maxRaw is how many pages are kept as they are. A short document's running
// heads and feet, drawn last, so get into the stream of their page.
const maxRaw = 8

// leave puts by what was drawn on the current page since it was turned to.
// Boxes and rules lie beneath text and pictures, and are an artifact as a
// whole.
func (d *Document) leave() {
	d.endMark()
	d.endLink()
	if p := d.page; p != nil && len(d.ground)+len(d.content) > 0 {
		if len(p.raw) == 0 {
			d.raw = append(d.raw, p)
			if n := len(d.spare) - 1; n >= 0 {
				p.raw, d.spare = d.spare[n][:0], d.spare[:n]
			}
		}
		if d.root != nil && len(d.ground) > 0 {
			p.raw = append(append(append(p.raw, "/Artifact BMC\n"...), d.ground...), "EMC\n"...)
		} else {
			p.raw = append(p.raw, d.ground...)
		}
		p.raw = append(p.raw, d.content...)
		d.pack(maxRaw)
	}
	d.ground, d.content = d.ground[:0], d.content[:0]
	d.carrier, d.size, d.filled, d.groundFilled = nil, -1, false, false
}

// pack deflates the content of all but the last n pages that have some left,
// so that a long document is kept small, and writes it if the document was
// begun.
func (d *Document) pack(n int) {
	for len(d.raw) > n {
		p := d.raw[0]
		if data := deflate(quick, p.raw); d.file != nil && !p.written && len(p.later) == 0 {
			d.file.stream(pageObject(p.index)+1, flated, data)
			p.written = true
		} else {
			p.later = append(p.later, data)
		}
		d.spare = append(d.spare, p.raw)
		p.raw = nil
		d.raw = append(d.raw[:0], d.raw[1:]...)
	}
}

// setFont selects a carrier for the text that follows in content.
func (d *Document) setFont(c *carrier, size float64) {
	d.content = append(append(d.content, '/'), c.family...)
	d.content = append(d.content, ' ')
	d.content = append(appendNumber(d.content, size, 3), " Tf\n"...)
	d.carrier, d.size = c, size
}

// setFill selects the colour of text in content.
func (d *Document) setFill(c Color) {
	if !d.filled || d.fill != c {
		d.content = append(appendColor(d.content, c), "rg\n"...)
		d.fill, d.filled = c, true
	}
}

// setGroundFill selects the colour of filled shapes.
func (d *Document) setGroundFill(c Color) {
	if !d.groundFilled || d.groundFill != c {
		d.ground = append(appendColor(d.ground, c), "rg\n"...)
		d.groundFill, d.groundFilled = c, true
	}
}

// appendRef writes a reference to object n.
func appendRef(b []byte, n int) []byte {
	return append(strconv.AppendInt(b, int64(n), 10), " 0 R"...)
}
