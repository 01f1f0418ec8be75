package filetext

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

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

// add takes another letter of the glyph. Those beyond 16 bits come in two halves, and
// lam-alef, which every Arabic font has as one glyph, may come turned around.
func (g *glyph) add(r rune) {
	last := &g.letters[len(g.letters)-1]
	for _, whole := range []rune{utf16.DecodeRune(*last, r), utf16.DecodeRune(r, *last)} {
		if whole != utf8.RuneError {
			*last = whole
			return
		}
	}
	if r == 'ل' && strings.ContainsRune("اأإآ", *last) {
		*last, r = r, *last
	}
	g.letters = append(g.letters, r)
}

func (g *glyph) middle() float32 { return (g.left + g.right) / 2 }

// at tells whether two glyphs are one that shows several letters.
func (g *glyph) at(other *glyph) bool {
	return g.left == other.left && g.right == other.right && g.bottom == other.bottom
}

// beside tells whether two glyphs may be of one line.
func (g *glyph) beside(other *glyph) bool {
	return min(g.top, other.top)-max(g.bottom, other.bottom) > 0.3*min(g.top-g.bottom, other.top-other.bottom)
}

// row is a line of glyphs in any order, and the box around its letters; nil while
// there are none.
type row struct {
	glyphs []glyph
	box    *glyph
}

func (r *row) add(g glyph) {
	r.glyphs = append(r.glyphs, g)
	if !g.mark && g.letters[0] != ' ' {
		r.around(g)
	}
}

func (r *row) around(g glyph) {
	if r.box == nil {
		r.box = &g
		return
	}
	b := r.box
	b.left, b.right, b.bottom, b.top = min(b.left, g.left), max(b.right, g.right), min(b.bottom, g.bottom), max(b.top, g.top)
}

// goesOn tells that two pieces, of which PDFium made two lines, are one: they stand
// side by side, with no more than a space between them.
func (r *row) goesOn(next *row) bool {
	if r.box == nil || next.box == nil {
		return false
	}
	gap := max(r.box.left, next.box.left) - min(r.box.right, next.box.right)
	return r.box.beside(next.box) && gap < (r.box.top-r.box.bottom)/2
}

// linesOf makes a page's lines from its glyphs.
func linesOf(sandbox pdfium.Pdfium, page references.FPDF_TEXTPAGE, count int) (string, error) {
	var rows []*row
	now := &row{}
	var last *glyph // of the row, no space and no mark
	end := func() {
		if n := len(rows); n > 0 && rows[n-1].goesOn(now) {
			rows[n-1].glyphs = append(rows[n-1].glyphs, now.glyphs...)
			rows[n-1].around(*now.box)
		} else {
			rows = append(rows, now)
		}
		now, last = &row{}, nil
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
		if n := len(now.glyphs); n > 0 && r != ' ' && now.glyphs[n-1].at(g) {
			now.glyphs[n-1].add(r)
			continue
		}
		if r != ' ' && !g.mark {
			if last != nil && !g.beside(last) {
				end()
			}
			last = g
		}
		now.add(*g)
	}
	end()
	seen := make([][]rune, len(rows))
	for i, r := range rows {
		seen[i] = seenOf(r.glyphs)
	}
	return spokenLines(seen), nil
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
func seenOf(glyphs []glyph) []rune {
	var line, marks []glyph
	for _, g := range glyphs {
		if g.mark {
			marks = append(marks, g)
		} else {
			line = append(line, g)
		}
	}
	slices.SortStableFunc(line, func(a, b glyph) int { return cmp.Compare(a.middle(), b.middle()) }) // an alef may stand within its lam
	for _, m := range marks {
		if len(line) > 0 {
			on, _ := slices.BinarySearchFunc(line, m.middle(), func(g glyph, at float32) int { return cmp.Compare(g.right, at) })
			on = min(on, len(line)-1)
			line[on].letters = append(line[on].letters, m.letters...)
		}
	}
	var seen []rune
	var reach float32 // of what stands further left
	for i, g := range line {
		from := g.left
		if i+1 < len(line) {
			from = min(from, line[i+1].left)
		}
		if i > 0 && from-reach > (g.top-g.bottom)/8 {
			seen = append(seen, ' ')
		}
		if reach = max(reach, g.right); i == 0 {
			reach = g.right
		}
		if isRight(g.letters[0]) {
			slices.Reverse(g.letters)
		}
		seen = append(seen, g.letters...)
	}
	return seen
}
