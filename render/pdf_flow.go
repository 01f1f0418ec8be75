package render

import "github.com/glassix-archiver/archiver/render/typeset"

// piece is what stays together on one page: a line, a picture, a table row.
type piece struct {
	gap    float64 // space above it, left out at the top of a page
	height float64
	keep   bool // it must not be the last one on its page
	draw   func(x, y, gap float64)
}

func blank(height float64) piece {
	return piece{height: height, draw: func(x, y, gap float64) {}}
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
		draw, first := pc.draw, i == 0
		out[i] = pc
		out[i].draw = func(left, y, gap float64) {
			if under != nil {
				above := gap
				if first {
					above = 0
				}
				under(left, y-above, pc.height+above)
			}
			draw(left+x, y, gap)
		}
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
	smallEnough float64        // a frame up to this high is moved rather than cut
}

func (f *frame) inner() float64 { return f.w - 2*f.padX }

// place puts pieces on a frame, gap below what stands above, and goes on over
// as many pages as it takes.
func (p *pdfWriter) place(f frame, gap float64, pieces []piece) {
	if len(pieces) == 0 {
		return
	}
	whole := heightOf(pieces) + f.padTop + f.padBottom
	if p.y > p.top {
		p.y += gap
		if whole > p.bottom-p.y && whole <= f.smallEnough {
			p.newPage()
		}
	}
	for first := true; len(pieces) > 0; first = false {
		n := p.fitting(pieces, p.bottom-p.y-f.padTop-f.padBottom)
		if n == 0 && p.y > p.top {
			p.newPage()
			n = p.fitting(pieces, p.bottom-p.y-f.padTop-f.padBottom)
		}
		n = max(n, 1)
		p.part(f, pieces[:n], first, n == len(pieces))
		if pieces = pieces[n:]; len(pieces) > 0 {
			p.newPage()
		}
	}
}

// fitting is how many pieces fit in a height. A piece that must not be the
// last one is not.
func (p *pdfWriter) fitting(pieces []piece, height float64) int {
	n, used := 0, 0.0
	for n < len(pieces) {
		need := pieces[n].height
		if n > 0 {
			need += pieces[n].gap
		}
		if used+need > height+0.01 {
			break
		}
		used += need
		n++
	}
	if n == len(pieces) {
		return n
	}
	for n > 0 && pieces[n-1].keep {
		n--
	}
	return n
}

// part draws one page's share of a frame.
func (p *pdfWriter) part(f frame, pieces []piece, first, last bool) {
	height := heightOf(pieces) + f.padTop + f.padBottom
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
