package render

import "github.com/glassix-archiver/archiver/render/typeset"

// Measures of the page, in points.
const (
	pdfMargin     = 42
	pdfRunningTop = 54 // of the text, below the running head
	pdfHead       = 33 // the running head's baseline
	pdfFoot       = 28 // the foot line's distance from the lower edge
	pdfBodySize   = 10.5
	pdfSmallSize  = 8.6
	pdfLeading    = 1.5
)

// Colours, those of the HTML transcript in daylight.
var (
	pdfInk        = typeset.Color{R: 0x1b, G: 0x24, B: 0x30}
	pdfQuiet      = typeset.Color{R: 0x5c, G: 0x67, B: 0x75}
	pdfLine       = typeset.Color{R: 0xdf, G: 0xe4, B: 0xea}
	pdfBar        = typeset.Color{R: 0xc9, G: 0xd1, B: 0xda}
	pdfPaper      = typeset.Color{R: 0xff, G: 0xff, B: 0xff}
	pdfWash       = typeset.Color{R: 0xf5, G: 0xf7, B: 0xf9}
	pdfAgent      = typeset.Color{R: 0x0b, G: 0x6e, B: 0x4f}
	pdfAgentWash  = typeset.Color{R: 0xee, G: 0xf7, B: 0xf3}
	pdfClient     = typeset.Color{R: 0x2b, G: 0x5c, B: 0xc4}
	pdfClientWsh  = typeset.Color{R: 0xef, G: 0xf4, B: 0xfd}
	pdfNote       = typeset.Color{R: 0x8a, G: 0x5a, B: 0x00}
	pdfNoteWash   = typeset.Color{R: 0xff, G: 0xf8, B: 0xe6}
	pdfClientEdge = typeset.Color{R: 0x9d, G: 0xb6, B: 0xe6}
	pdfAgentEdge  = typeset.Color{R: 0x8c, G: 0xc4, B: 0xae}
	pdfQuietEdge  = typeset.Color{R: 0xb6, G: 0xc0, B: 0xcb}
	pdfGap        = typeset.Color{R: 0xa3, G: 0x20, B: 0x20}
	pdfGapWash    = typeset.Color{R: 0xfd, G: 0xf0, B: 0xf0}
)
