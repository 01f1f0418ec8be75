package typeset

// Corners says which corners of a box are round.
type Corners uint8

const (
	RoundTop    Corners = 1 << iota // both upper ones
	RoundBottom                     // both lower ones
	RoundAll    = RoundTop | RoundBottom
)

// Edges says which edges of a box are stroked.
type Edges uint8

const (
	EdgeTop Edges = 1 << iota
	EdgeBottom
	EdgeSides
	EdgeAll = EdgeTop | EdgeBottom | EdgeSides
)

// Box is a rectangle, perhaps with round corners, that is filled, stroked or
// both. A card that goes on over a page end leaves the open side's corners
// square and its edge off.
type Box struct {
	X, Y, W, H float64
	Radius     float64
	Corners    Corners
	Fill       *Color
	Stroke     *Color
	LineWidth  float64
	Dash       []float64 // lengths of dash and gap; nil is a solid line
	Edges      Edges
}

// Fill fills a plain rectangle.
func (d *Document) Fill(x, y, w, h float64, c Color) {
	if d.fault() != nil {
		return
	}
	d.setFill(c)
	d.pdf.Rect(onGrid(x), onGrid(y), onGrid(w), onGrid(h), "F")
}

// Rule draws a straight line.
func (d *Document) Rule(x1, y1, x2, y2, width float64, c Color) {
	if d.fault() != nil {
		return
	}
	d.stroke(c, width, nil)
	d.pdf.Line(onGrid(x1), onGrid(y1), onGrid(x2), onGrid(y2))
}

// Box draws a box.
func (d *Document) Box(b Box) {
	if d.fault() != nil {
		return
	}
	if b.Fill != nil {
		d.setFill(*b.Fill)
		d.outline(b, EdgeAll)
		d.pdf.ClosePath()
		d.pdf.DrawPath("f")
	}
	if b.Stroke != nil {
		d.stroke(*b.Stroke, b.LineWidth, b.Dash)
		d.outline(b, b.Edges)
		if b.Edges == EdgeAll {
			d.pdf.ClosePath()
		}
		d.pdf.DrawPath("S")
		if b.Dash != nil {
			d.pdf.SetDashPattern([]float64{}, 0)
		}
	}
}

func (d *Document) stroke(c Color, width float64, dash []float64) {
	d.pdf.SetDrawColor(int(c.R), int(c.G), int(c.B))
	d.pdf.SetLineWidth(width)
	if dash != nil {
		d.pdf.SetDashPattern(dash, 0)
	}
}

// roundness places the control points of a quarter circle.
const roundness = 0.5523

// outline makes the path of a box, clockwise from its upper left corner. An
// edge that is left off is moved over; only the top and bottom can be.
func (d *Document) outline(b Box, edges Edges) {
	top, bottom := 0.0, 0.0
	if b.Corners&RoundTop != 0 {
		top = min(b.Radius, b.W/2, b.H/2)
	}
	if b.Corners&RoundBottom != 0 {
		bottom = min(b.Radius, b.W/2, b.H/2)
	}
	l, r, t, u := onGrid(b.X), onGrid(b.X+b.W), onGrid(b.Y), onGrid(b.Y+b.H)
	line := func(on bool, x, y float64) {
		if on {
			d.pdf.LineTo(onGrid(x), onGrid(y))
		} else {
			d.pdf.MoveTo(onGrid(x), onGrid(y))
		}
	}
	corner := func(radius, x, y, cx, cy, toX, toY float64) {
		if radius > 0 {
			d.pdf.CurveBezierCubicTo(onGrid(x+(cx-x)*roundness), onGrid(y+(cy-y)*roundness),
				onGrid(toX+(cx-toX)*roundness), onGrid(toY+(cy-toY)*roundness), onGrid(toX), onGrid(toY))
		}
	}
	d.pdf.MoveTo(onGrid(l+top), t)
	line(edges&EdgeTop != 0, r-top, t)
	corner(top, r-top, t, r, t, r, t+top)
	line(edges&EdgeSides != 0, r, u-bottom)
	corner(bottom, r, u-bottom, r, u, r-bottom, u)
	line(edges&EdgeBottom != 0, l+bottom, u)
	corner(bottom, l+bottom, u, l, u, l, u-bottom)
	line(edges&EdgeSides != 0, l, t+top)
	corner(top, l, t+top, l, t, l+top, t)
}
