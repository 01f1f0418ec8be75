package filetext

import (
	"cmp"
	"slices"
	"strings"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// text is what stands on a page, line by line. PDFium's own lines are taken where
// all is read from left to right. It turns words of right-to-left letters around,
// but not for all the ways in which they are written into files, and within such
// lines it parts numbers and addresses at their dots; so the lines of such a page
// are made from the places of their glyphs.
func (d *document) text(page requests.Page) (string, error) {
	loaded, err := d.sandbox.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return "", err
	}
	defer d.sandbox.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: loaded.TextPage})
	chars, err := d.sandbox.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: loaded.TextPage})
	if err != nil || chars.Count <= 0 {
		return "", err
	}
	got, err := d.sandbox.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: loaded.TextPage, Count: chars.Count})
	if err != nil {
		return "", err
	}
	text := strings.NewReplacer("\x02\r\n", "", "\x02", "", "\ufffe\r\n", "", "\ufffe", "", "\x00", "").Replace(got.Text) // a word goes on in the next line
	if strings.ContainsFunc(text, isRight) {
		if text, err = linesOf(d.sandbox, loaded.TextPage, chars.Count); err != nil {
			return "", err
		}
	}
	if strings.ContainsFunc(text, isForm) {
		text = norm.NFKC.String(text)
	}
	return strings.TrimSpace(text), nil
}

// isForm tells letters that are encoded by how they look, as old fonts have them.
func isForm(r rune) bool { return r >= 0xfb00 && r <= 0xfdff || r >= 0xfe70 && r <= 0xfefc }

// glyph is what stands at a place: a letter, or several that one glyph shows.
type glyph struct {
	letters                  []rune
	left, right, bottom, top float32
	mark                     bool // stands on another
}

func (g *glyph) middle() float32 { return (g.left + g.right) / 2 }

// beside tells whether two glyphs may be of one line.
func (g *glyph) beside(other *glyph) bool {
	return min(g.top, other.top)-max(g.bottom, other.bottom) > 0.3*min(g.top-g.bottom, other.top-other.bottom)
}

// linesOf makes a page's lines from its glyphs.
func linesOf(sandbox pdfium.Pdfium, page references.FPDF_TEXTPAGE, count int) (string, error) {
	var lines [][]rune // as they are seen from left to right
	var line []glyph
	var last *glyph // of the line, no space and no mark
	end := func() {
		lines = append(lines, seenOf(line))
		line, last = line[:0], nil
	}
	for i := range count {
		char, err := sandbox.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: page, Index: i})
		if err != nil {
			return "", err
		}
		r := rune(char.Unicode)
		if r == '\n' {
			end()
			continue
		}
		g, err := glyphAt(sandbox, page, i, r)
		if err != nil {
			return "", err
		}
		if g == nil {
			continue
		}
		if n := len(line); n > 0 && r != ' ' && line[n-1].left == g.left && line[n-1].right == g.right && line[n-1].bottom == g.bottom {
			line[n-1].letters = append(line[n-1].letters, r)
			continue
		}
		if r != ' ' && !g.mark {
			if last != nil && !g.beside(last) {
				end()
			}
			last = g
		}
		line = append(line, *g)
	}
	end()
	return spokenLines(lines), nil
}

// glyphAt is the glyph of a character; nil for those that PDFium has put in
// and that have no place: what is apart is seen by its place.
func glyphAt(sandbox pdfium.Pdfium, page references.FPDF_TEXTPAGE, i int, r rune) (*glyph, error) {
	if r < ' ' || r == '\ufffe' {
		return nil, nil
	}
	box, err := sandbox.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: page, Index: i})
	if err != nil {
		return nil, err
	}
	p, _ := bidi.LookupRune(r)
	b := box.Rect
	if r == ' ' && b.Left == b.Right { // not where it should be in the line
		return nil, nil
	}
	return &glyph{[]rune{r}, min(b.Left, b.Right), max(b.Left, b.Right), min(b.Bottom, b.Top), max(b.Bottom, b.Top), p.Class() == bidi.NSM}, nil
}

// seenOf is a line as it is seen from left to right. Marks go with the letter that
// they stand on.
func seenOf(line []glyph) []rune {
	var marks []glyph
	line = slices.DeleteFunc(slices.Clone(line), func(g glyph) bool {
		if g.mark {
			marks = append(marks, g)
		}
		return g.mark
	})
	slices.SortStableFunc(line, func(a, b glyph) int { return cmp.Compare(a.left, b.left) })
	for _, m := range marks {
		if len(line) > 0 {
			on, _ := slices.BinarySearchFunc(line, m.middle(), func(g glyph, at float32) int { return cmp.Compare(g.right, at) })
			on = min(on, len(line)-1)
			line[on].letters = append(slices.Clip(line[on].letters), m.letters...)
		}
	}
	var seen []rune
	for i, g := range line {
		if i > 0 && g.left-line[i-1].right > (g.top-g.bottom)/6 {
			seen = append(seen, ' ')
		}
		if isRight(g.letters[0]) {
			slices.Reverse(g.letters)
		}
		seen = append(seen, g.letters...)
	}
	return seen
}
