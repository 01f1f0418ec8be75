package render

import (
	"slices"

	"github.com/glassix-archiver/archiver/render/typeset"
)

// piece is what stays together on one page: a line, a picture, a table row.
type piece struct {
	gap    float64 // space above it, left out at the top of a page
	height float64
	keep   bool // it must not be the last one on its page
	draw   drawing

	// cut, if there is one, makes a piece that fits in a height of low or
	// more: a picture gets smaller, a table row is parted. rest is what is
	// left for the next page; ok is false if it can't be done.
	cut func(height float64) (head piece, rest []piece, ok bool)
	low float64

	again []piece // what stands above it once more on a new page: a table's head
}

// drawing draws a piece with its upper left corner at x and y, and gap above
// it that is its own as well.
type drawing func(x, y, gap float64)

func blank(height float64) piece {
	return piece{height: height, draw: func(x, y, gap float64) {}}
}

// kept has pieces stay with what follows them.
func kept(pieces []piece) []piece {
	for i := range pieces {
		pieces[i].keep = true
	}
	return pieces
}

// together keeps the first two lines of a paragraph on one page, and the last
// two.
func together(lines []piece) []piece {
	if n := len(lines); n > 1 {
		lines[0].keep, lines[n-2].keep = true, true
	}
	return lines
}

// drawn is the piece drawn another way; later is the way for what is left of
// it when it is cut, nil for its own.
func (pc piece) drawn(how, later func(piece) drawing) piece {
	out := pc
	out.draw = how(pc)
	if later != nil && len(pc.again) > 0 {
		out.again = make([]piece, len(pc.again))
		for i := range pc.again {
			out.again[i] = pc.again[i].drawn(later, later)
		}
	}
	if pc.cut == nil {
		return out
	}
	out.cut = func(height float64) (piece, []piece, bool) {
		head, rest, ok := pc.cut(height)
		if !ok {
			return head, nil, false
		}
		for i := range rest {
			if later != nil {
				rest[i] = rest[i].drawn(later, later)
			}
		}
		return head.drawn(how, later), rest, true
	}
	return out
}

// heightOf is the height of pieces one below the other.
func heightOf(pieces []piece) float64 {
	h := 0.0
	for i, pc := range pieces {
		if i > 0 {
			h += pc.gap
		}
		h += pc.height
	}
	return h
}

// drawAll draws pieces one below the other, whether or not they fit.
func drawAll(pieces []piece, x, y float64) {
	for i, pc := range pieces {
		gap := pc.gap
		if i == 0 {
			gap = 0
		}
		y += gap
		pc.draw(x, y, gap)
		y += pc.height
	}
}

// inset moves pieces by x and lets under draw beneath each of them: a bar or
// a ground that goes on from piece to piece and over page ends. under is
// given the area of the piece with the gap above it.
func inset(pieces []piece, x float64, under func(x, y, h float64)) []piece {
	out := make([]piece, len(pieces))
	for i, pc := range pieces {
		first := i == 0
		how := func(pc piece) drawing {
			return func(left, y, gap float64) {
				if under != nil {
					above := gap
					if first {
						above = 0
					}
					under(left, y-above, pc.height+above)
				}
				pc.draw(left+x, y, gap)
			}
		}
		out[i] = pc.drawn(how, how)
	}
	return out
}

// frame is the ground that pieces stand on.
type frame struct {
	x, w        float64
	padX        float64
	padTop      float64
	padBottom   float64
	radius      float64
	fill        *typeset.Color
	stroke      *typeset.Color
	dash        []float64
	bar         *typeset.Color // at the side where reading starts
	again       func() []piece // what stands above the rest of it on a further page
	smallEnough float64        // a frame not much higher than this is moved rather than cut, if no more of a page is left empty
}

func (f *frame) inner() float64 { return f.w - 2*f.padX }

// place puts pieces on a frame, gap below what stands above, and goes on over
// as many pages as it takes.
func (p *pdfWriter) place(f frame, gap float64, pieces []piece) {
	if len(pieces) == 0 {
		return
	}
	if p.y > p.top {
		p.y += gap
		if whole, room := f.around(pieces), p.bottom-p.y; whole > room && room <= f.smallEnough && f.small(whole) {
			p.newPage()
		}
	}
	var again []piece
	for first := true; len(pieces) > 0; first = false {
		room := func() float64 { return p.bottom - p.y - f.padTop - f.padBottom }
		page, rest := take(pieces, room()-heightOf(again)-continuedGap)
		if len(page) == 0 && p.y > p.top {
			p.newPage()
		}
		if len(page) == 0 {
			again = nil
			page, rest = takeSome(pieces, room())
		}
		if len(again) > 0 {
			page = append(again, spaced(continuedGap, slices.Clone(page))...)
		}
		p.part(f, page, first, len(rest) == 0)
		if pieces = rest; len(pieces) > 0 {
			p.newPage()
			pieces = p.headed(pieces, room())
			if again == nil && f.again != nil {
				again = f.again()
			}
		}
	}
}

// continuedGap is that below what says whose the rest of a message is.
const continuedGap = 1.5

// headed puts above pieces at the top of a page what is to stand there again,
// if that leaves room for them.
func (p *pdfWriter) headed(pieces []piece, room float64) []piece {
	first := &pieces[0]
	least := first.height
	if first.cut != nil {
		least = first.low
	}
	if len(first.again) == 0 || heightOf(first.again)+first.gap+least > room/2 {
		return pieces
	}
	return append(slices.Clone(first.again), pieces...)
}

// around is the height of a frame around pieces.
func (f *frame) around(pieces []piece) float64 { return heightOf(pieces) + f.padTop + f.padBottom }

// small tells whether a frame so high is rather moved than cut.
func (f *frame) small(whole float64) bool { return whole <= 1.7*f.smallEnough }

// least is the height that place needs to begin on a page.
func (f *frame) least(pieces []piece) float64 {
	whole := f.around(pieces)
	if f.small(whole) {
		return min(whole, f.smallEnough+1)
	}
	height := f.padTop + f.padBottom
	for i, pc := range pieces {
		if i > 0 {
			height += pc.gap
		}
		if pc.cut != nil {
			height += pc.low
		} else {
			height += pc.height
		}
		if !pc.keep {
			break
		}
	}
	return height
}

// part draws one page's share of a frame.
func (p *pdfWriter) part(f frame, pieces []piece, first, last bool) {
	height := f.around(pieces)
	if p.trials > 0 {
		p.y += height
		return
	}
	box := typeset.Box{X: f.x, Y: p.y, W: f.w, H: height, Radius: f.radius, Fill: f.fill, Stroke: f.stroke,
		LineWidth: 0.7, Dash: f.dash, Edges: typeset.EdgeSides}
	if first {
		box.Corners, box.Edges = box.Corners|typeset.RoundTop, box.Edges|typeset.EdgeTop
	}
	if last {
		box.Corners, box.Edges = box.Corners|typeset.RoundBottom, box.Edges|typeset.EdgeBottom
	}
	p.doc.Box(box)
	if f.bar != nil {
		p.doc.Fill(p.start(f.x, f.w, 2.5), p.y, 2.5, height, *f.bar)
	}
	drawAll(pieces, f.x+f.padX, p.y+f.padTop)
	p.y += height
}

// need starts a new page unless height is left on this one.
func (p *pdfWriter) need(height float64) {
	if p.y > p.top && p.bottom-p.y < height {
		p.newPage()
	}
}
