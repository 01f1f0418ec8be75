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
	d.setGroundFill(c)
	d.put("re f\n", x, d.height-y-h, w, h)
}

// Rule draws a straight line.
func (d *Document) Rule(x1, y1, x2, y2, width float64, c Color) {
	if d.fault() != nil {
		return
	}
	d.stroke(c, width, nil)
	d.put("m ", x1, d.height-y1)
	d.put("l S\n", x2, d.height-y2)
}

// Box draws a box.
func (d *Document) Box(b Box) {
	if d.fault() != nil {
		return
	}
	whole := b.Stroke != nil && b.Edges == EdgeAll // one path for both
	if b.Fill != nil {
		d.setGroundFill(*b.Fill)
		if !whole {
			d.outline(b, EdgeAll)
			d.ground = append(d.ground, "f\n"...)
		}
	}
	if b.Stroke == nil {
		return
	}
	d.stroke(*b.Stroke, b.LineWidth, b.Dash)
	d.outline(b, b.Edges)
	switch {
	case whole && b.Fill != nil:
		d.ground = append(d.ground, "b\n"...)
	case whole:
		d.ground = append(d.ground, "s\n"...)
	default:
		d.ground = append(d.ground, "S\n"...)
	}
	if b.Dash != nil {
		d.ground = append(d.ground, "[]0 d\n"...)
	}
}

func (d *Document) stroke(c Color, width float64, dash []float64) {
	d.ground = append(appendColor(d.ground, c), "RG "...)
	d.put("w\n", width)
	if dash != nil {
		d.ground = append(d.ground, '[')
		d.put("]0 d\n", dash...)
	}
}

// put writes an operator of the ground with its operands.
func (d *Document) put(operator string, operands ...float64) {
	for _, v := range operands {
		d.ground = append(appendNumber(d.ground, v, 2), ' ')
	}
	d.ground = append(d.ground, operator...)
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
	l, r, t, u := b.X, b.X+b.W, d.height-b.Y, d.height-b.Y-b.H // y grows upwards in a PDF
	line := func(on bool, x, y float64) {
		if on {
			d.put("l\n", x, y)
		} else {
			d.put("m\n", x, y)
		}
	}
	corner := func(radius, x, y, cx, cy, toX, toY float64) {
		if radius > 0 {
			d.put("c\n", x+(cx-x)*roundness, y+(cy-y)*roundness, toX+(cx-toX)*roundness, toY+(cy-toY)*roundness, toX, toY)
		}
	}
	d.put("m\n", l+top, t)
	line(edges&EdgeTop != 0, r-top, t)
	corner(top, r-top, t, r, t, r, t-top)
	line(edges&EdgeSides != 0, r, u+bottom)
	corner(bottom, r, u+bottom, r, u, r-bottom, u)
	line(edges&EdgeBottom != 0, l+bottom, u)
	corner(bottom, l+bottom, u, l, u, l, u+bottom)
	line(edges&EdgeSides != 0, l, t-top)
	corner(top, l, t-top, l, t, l+top, t)
}
