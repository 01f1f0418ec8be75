package render

import "github.com/glassix-archiver/archiver/render/typeset"

// spot is a place in the logical structure. What is laid out becomes part of
// leaf or, without one, paragraphs of node.
type spot struct {
	node *typeset.Tag
	leaf *typeset.Tag
	lang string // of the paragraphs of node, where it is not node's own
}

// enter has what is laid out from now on stand in a new element. It returns
// the spot to go back to.
func (p *pdfWriter) enter(role typeset.Role) (back spot) {
	back = p.spot
	p.spot = spot{node: p.element(role)}
	return back
}

// write has what is laid out from now on be the text of a new element. It
// returns the spot to go back to.
func (p *pdfWriter) write(role typeset.Role) (back spot) {
	back = p.spot
	p.spot.leaf = p.element(role)
	return back
}

// element makes a new element at the spot.
func (p *pdfWriter) element(role typeset.Role) *typeset.Tag {
	tag := p.spot.node.Add(role)
	tag.Lang = p.spot.lang
	return tag
}

// leafTag is the element of a text that is laid out.
func (p *pdfWriter) leafTag() *typeset.Tag {
	if p.spot.leaf != nil {
		return p.spot.leaf
	}
	return p.element(typeset.RoleParagraph)
}

// drawLine draws a line as part of an element, nil for none.
func (p *pdfWriter) drawLine(tag *typeset.Tag, line *typeset.Line, x, y float64) {
	p.tagged(tag)
	p.doc.DrawLine(line, x, y)
}

// drawPicture draws a picture as a figure.
func (p *pdfWriter) drawPicture(tag *typeset.Tag, img typeset.Image, x, y, w, h float64) {
	p.tagged(tag)
	p.doc.DrawImage(img, x, y, w, h)
}

func (p *pdfWriter) tagged(tag *typeset.Tag) {
	if p.muted {
		tag = nil
	}
	p.doc.Tagged(tag)
}
