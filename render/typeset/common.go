package typeset

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

// The characters that nearly every document shows. Their codes are the first
// ones of a font's subset, used or not: so most documents have the same
// subset, which need be made and deflated only once a process.
const (
	commonMarks  = " \u00a0.,:;!?'\"()-–—…/@·#_+%$=&<>•*[]~|"
	commonDigits = "0123456789"
	commonLatin  = "etaoinsrhldcumfpgwybvkxjqzETAOINSRHLDCUMFPGWYBVKXJQZ"
	commonJoined = "ﬀﬁﬂﬃﬄ" // ligatures
	commonHebrew = " \u00a0-\u05be׳״₪אבגדהוזחטיכךלמםנןסעףפצץקרשת"
)

// commonOf is what is common of a font.
func commonOf(name string) string {
	switch {
	case strings.HasPrefix(name, "NotoSansHebrew-"):
		return commonHebrew
	case strings.HasPrefix(name, "NotoSansMono-"):
		return "0123456789abcdef sh" // SHA-256
	case strings.HasPrefix(name, "NotoSans-"):
		return commonDigits + commonMarks + commonLatin
	}
	return ""
}

// common is what documents share of a font.
type common struct {
	codes  []code
	glyphs map[uint64]uint16 // glyph and rune → number, from 1
	index  map[string]uint16 // code key → number, of ligatures
	subset func() *subset    // of codes
}

func (f *font) makeCommon() *common {
	c := &common{glyphs: map[uint64]uint16{}, index: map[string]uint16{}}
	for _, r := range commonOf(f.name) {
		if gid, ok := f.parsed.NominalGlyph(r); ok {
			c.codes = append(c.codes, code{[]part{{gid: int(gid)}}, f.advance(int(gid)), []rune{r}})
			c.glyphs[glyphKey(int(gid), r)] = uint16(len(c.codes))
		}
	}
	for _, r := range commonJoined {
		gid, ok := f.parsed.NominalGlyph(r)
		if !ok || !strings.Contains(commonOf(f.name), commonLatin) {
			continue
		}
		joined := code{[]part{{gid: int(gid)}}, f.advance(int(gid)), []rune(norm.NFKC.String(string(r)))}
		c.codes = append(c.codes, joined)
		c.index[string(appendCodeKey(nil, joined.parts, joined.advance, joined.text))] = uint16(len(c.codes))
	}
	c.codes = slices.Clip(c.codes)
	c.subset = sync.OnceValue(func() *subset { return f.newSubset(c.codes, thorough) })
	return c
}

// glyphKey tells a glyph that stands for a rune.
func glyphKey(gid int, r rune) uint64 { return uint64(gid)<<32 | uint64(uint32(r)) }

// subset is what a document says of the codes of a font.
type subset struct {
	tag     string
	program []byte // deflated
	length  int    // of the program before that
	glyphs  int    // in it
	text    []byte // the map from codes to text, deflated
	widths  []byte
}

func (f *font) newSubset(codes []code, level int) *subset {
	file, glyphs := f.subset(codes)
	return &subset{tag: subsetTag(file), program: deflate(level, file), length: len(file), glyphs: glyphs,
		text: deflate(level, toUnicode(codes, 4)), widths: appendWidths(nil, f, codes)}
}
