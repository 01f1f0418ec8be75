package render

import (
	"image"
	"math"
	"path"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/render/typeset"
)

// portrait tells whether a picture is clearly higher than wide.
func (pic *picture) portrait() bool { return float64(pic.natural.Y) > 1.15*float64(pic.natural.X) }

// asked is the size that a picture is to be shown in, in pixels: the author's
// word for it, where there is one.
func (pic *picture) asked(img *body.Image) image.Point {
	size := pic.natural
	switch {
	case img.Width > 0 && img.Height > 0:
		return image.Pt(img.Width, img.Height)
	case img.Width > 0:
		return image.Pt(img.Width, max(1, size.Y*img.Width/size.X))
	case img.Height > 0:
		return image.Pt(max(1, size.X*img.Height/size.Y), img.Height)
	}
	return size
}

// fit is the size on paper: 96 pixels an inch, but within the given limits.
func (pic *picture) fit(maxWidth, maxHeight float64) (w, h float64) {
	w, h = float64(pic.natural.X)*0.75, float64(pic.natural.Y)*0.75
	scale := min(1, maxWidth/w, maxHeight/h)
	return max(w*scale, 1), max(h*scale, 1)
}

// inlinePicture loads a picture that stands in the text of a message.
func (p *pdfWriter) inlinePicture(img *body.Image) (pic picture, ok bool) {
	var err error
	switch {
	case img.Data != nil:
		pic, err = p.gallery.data(img.Data)
	case img.Path != "":
		pic, err = p.loadPicture(img.Path)
	default:
		return picture{}, false
	}
	if err != nil {
		return picture{}, false
	}
	if img.Path != "" {
		p.shown = append(p.shown, img.Path)
	}
	if pic.bands == nil {
		pic.natural = pic.asked(img)
	}
	return pic, true
}

// figure is the element of a picture in a text.
func (p *pdfWriter) figure(img *body.Image) *typeset.Tag {
	tag := p.element(typeset.RoleFigure)
	if tag.Alt = Visible(img.Alt); tag.Alt == "" {
		tag.Alt = path.Base(img.Path)
	}
	if img.Alt == "" && img.Path == "" {
		tag.Alt = p.t.Say("attachment.Image")
	}
	return tag
}

// limits are how wide and high a picture may be in a column: a portrait as
// wide as can be read, and in a legal copy any as wide as the column.
func (p *pdfWriter) limits(pic *picture, column, wide, high float64) (w, h float64) {
	switch {
	case p.t.View.Audience == Legal:
		wide, high = column, tallest*p.full()
	case pic.portrait():
		wide, high = portraitShare*p.width, tallest*p.full()
	}
	if pic.bands != nil {
		high = math.MaxFloat64
	}
	return min(wide, column), high
}

const (
	portraitShare = 0.45 // of the text's width, that a portrait takes
	tallest       = 0.72 // of a page, that a picture takes
	framedFrom    = 60   // a smaller picture in a text has no edge
)

// least is how much of its size a picture keeps that is made smaller to fill
// a page: one w wide still tells what it shows.
func (pic *picture) least(w float64) float64 {
	if pic.portrait() {
		return 0.62
	}
	return max(0.35, min(1, 122/w))
}

// framed draws a picture with a hairline around it, for one may be white.
func (p *pdfWriter) framed(tag *typeset.Tag, img typeset.Image, x, y, w, h float64) {
	p.drawPicture(tag, img, x, y, w, h)
	p.doc.Box(typeset.Box{X: x, Y: y, W: w, H: h, Stroke: &pdfBar, LineWidth: 0.5, Edges: typeset.EdgeAll})
}

// strip shows a strip w wide, band by band.
func (p *pdfWriter) strip(pic *picture, tag *typeset.Tag, link string, column, w float64, rtl bool) []piece {
	scale := w / float64(pic.Width)
	offset := 0.0
	if rtl {
		offset = column - w
	}
	pieces := make([]piece, len(pic.bands))
	for i, band := range pic.bands {
		rows, edges := band.Height-1, typeset.EdgeSides
		if i == 0 {
			edges |= typeset.EdgeTop
		}
		if i == len(pic.bands)-1 {
			rows, edges = band.Height, edges|typeset.EdgeBottom
		}
		high := float64(rows) * scale
		pieces[i] = piece{height: high, draw: func(x, y, _ float64) {
			p.drawPicture(tag, band, x+offset, y, w, float64(band.Height)*scale)
			p.doc.Box(typeset.Box{X: x + offset, Y: y, W: w, H: high, Stroke: &pdfBar, LineWidth: 0.5, Edges: edges})
			p.linked(x+offset, y, w, high, link)
		}}
	}
	return together(spaced(3, pieces))
}

// linked makes an area a link, if there is an address.
func (p *pdfWriter) linked(x, y, w, h float64, address string) {
	if address != "" {
		p.doc.Link(x, y, w, h, address)
	}
}

// pictureRow shows a picture at the side where its block starts, which may be
// a link.
func (p *pdfWriter) pictureRow(pic *picture, tag *typeset.Tag, link string, width float64, dir typeset.Direction) []piece {
	w, h := pic.fit(p.limits(pic, width, min(width, 320), 230))
	if pic.bands != nil {
		return p.strip(pic, tag, link, width, w, dir == typeset.RightToLeft)
	}
	img := pic.Image
	scaled := func(share float64) piece {
		w, h := w*share, h*share
		return piece{gap: 3, height: h + 3, draw: func(x, y, _ float64) {
			if dir == typeset.RightToLeft {
				x += width - w
			}
			if min(w, h) < framedFrom {
				p.drawPicture(tag, img, x, y, w, h)
			} else {
				p.framed(tag, img, x, y, w, h)
			}
			p.linked(x, y, w, h, link)
		}}
	}
	whole := scaled(1)
	whole.low = max(pic.least(w)*h, 1) + 3
	whole.cut = func(height float64) (piece, []piece, bool) { return scaled(min((height-3)/h, 1)), nil, true }
	return []piece{whole}
}
