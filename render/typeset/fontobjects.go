package typeset

import (
	"crypto/sha256"
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode"
	"unicode/utf16"
)

// write adds a carrier's font to the file and returns its number.
func (c *carrier) write(e *Engine, f *file) int {
	if c.oneByte {
		text := f.addStream(flated, deflate(quick, toUnicode(c.codes, 2)))
		return f.add(c.type3(e, f, text))
	}
	if common := c.font.common(); len(c.codes) == len(common.codes) && &c.codes[0] == &common.codes[0] {
		return f.add(c.font.type0(f, common.subset()))
	}
	return f.add(c.font.type0(f, c.font.newSubset(c.codes, quick)))
}

// type3 writes colour glyphs or boxes as drawing procedures.
func (c *carrier) type3(e *Engine, f *file, text int) []byte {
	upem, top, bottom := 1000, boxTop, boxBottom
	if c.font != nil {
		upem = c.font.upem
		top, bottom = int(math.Ceil(emojiTop*float64(upem))), int(math.Floor(emojiBottom*float64(upem)))
	}
	// Poppler guesses from the width of a glyph named m how large the type is,
	// and tears apart lines of very different sizes. No text has code 0.
	m := upem * 6 / 10
	at := f.addStream("", fmt.Appendf(nil, "%d 0 d0", m))
	names, procs, widths := []byte("/m"), appendRef([]byte("/m "), at), fmt.Appendf(nil, "%d ", m)
	widest := m
	for i := range c.codes {
		at := f.addStream(flated, e.proc(c.font, &c.codes[i]))
		number := strconv.Itoa(i + 1)
		names = append(append(names, "/g"...), number...)
		procs = append(append(append(procs, "/g"...), number...), ' ')
		procs = appendRef(procs, at)
		widths = append(strconv.AppendInt(widths, int64(c.codes[i].advance), 10), ' ')
		widest = max(widest, c.codes[i].advance)
	}
	scale := strconv.FormatFloat(1/float64(upem), 'f', -1, 64)
	return fmt.Appendf(nil, "<</Type/Font/Subtype/Type3/FontBBox[0 %d %d %d]/FontMatrix[%s 0 0 %s 0 0]/FirstChar 0/LastChar %d/Widths[%s]/Encoding<</Type/Encoding/Differences[0%s]>>/CharProcs<<%s>>/Resources<<>>/ToUnicode %d 0 R>>",
		bottom, widest, top, scale, scale, len(c.codes), widths, names, procs, text)
}

// type0 writes outlines as an embedded subset, glyph n being code n.
func (ft *font) type0(f *file, sub *subset) []byte {
	scale := func(v int) int { return v * 1000 / ft.upem }
	name := sub.tag + "+" + ft.name
	text := f.addStream(flated, sub.text)
	program := f.addStream(fmt.Sprintf("/Length1 %d", sub.length)+flated, sub.program)
	set := f.addStream("", cidSet(sub.glyphs))
	head := ft.tables["head"]
	descriptor := f.add(fmt.Appendf(nil, "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight 714/StemV 80/FontFile2 %d 0 R/CIDSet %d 0 R>>",
		name, scale(i16(head[36:])), scale(i16(head[38:])), scale(i16(head[40:])), scale(i16(head[42:])),
		scale(ft.ascent), scale(ft.descent), program, set))
	cid := f.add(fmt.Appendf(nil, "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/DW 0/W[1[%s]]/CIDToGIDMap/Identity>>",
		name, descriptor, sub.widths))
	return fmt.Appendf(nil, "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>",
		name, cid, text)
}

// appendWidths writes the widths of codes, in 1/1000 em.
func appendWidths(b []byte, f *font, codes []code) []byte {
	for i := range codes {
		if f.upem == 1000 {
			b = strconv.AppendInt(b, int64(codes[i].advance), 10)
		} else {
			b = appendNumber(b, float64(codes[i].advance)*1000/float64(f.upem), 2)
		}
		b = append(b, ' ')
	}
	return b
}

// cidSet marks the first n codes: those in use, .notdef, and the glyphs that
// they are made of.
func cidSet(n int) []byte {
	bits := make([]byte, (n+7)/8)
	for i := range n {
		bits[i/8] |= 0x80 >> (i % 8)
	}
	return bits
}

// subsetTag is the six letters that tell one subset from another.
func subsetTag(sub []byte) string {
	sum := sha256.Sum256(sub)
	tag := sum[:6]
	for i := range tag {
		tag[i] = 'A' + tag[i]%26
	}
	return string(tag)
}

// maxCodeText is how many UTF-16 units one code may stand for: a destination
// of a CMap has at most 512 bytes.
const maxCodeText = 256

// toUnicode maps each code, of that many hexadecimal digits, to the text it
// stands for.
func toUnicode(codes []code, width int) []byte {
	b := []byte("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n")
	if width == 2 {
		b = append(b, "<00> <FF>\nendcodespacerange\n"...)
	} else {
		b = append(b, "<0000> <FFFF>\nendcodespacerange\n"...)
	}
	const most = 100 // entries in one block
	for i := range codes {
		if i%most == 0 {
			b = append(strconv.AppendInt(b, int64(min(most, len(codes)-i)), 10), " beginbfchar\n"...)
		}
		b = appendHex(append(b, '<'), i+1, width)
		b = append(b, "> <"...)
		units := 0
		for _, r := range mappable(codes[i].text) {
			size := max(utf16.RuneLen(r), 1)
			if units += size; units > maxCodeText {
				break
			}
			if size == 2 {
				high, low := utf16.EncodeRune(r)
				b = appendHex(b, int(high), 4)
				r = low
			}
			b = appendHex(b, int(r), 4)
		}
		b = append(b, ">\n"...)
		if i%most == most-1 || i == len(codes)-1 {
			b = append(b, "endbfchar\n"...)
		}
	}
	return append(b, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"...)
}

// appendHex writes the last digits of v, in hexadecimal.
func appendHex(b []byte, v, digits int) []byte {
	for digits--; digits >= 0; digits-- {
		b = append(b, hexDigits[v>>(4*digits)&15])
	}
	return b
}

// mappable is text as a CMap may have it: PDF/A-3u forbids U+0000, U+FEFF and
// U+FFFE.
func mappable(text []rune) []rune {
	forbidden := func(r rune) bool { return r == 0 || r == 0xFEFF || r == 0xFFFE }
	if len(text) > 0 && !slices.ContainsFunc(text, forbidden) {
		return text
	}
	if text = slices.DeleteFunc(slices.Clone(text), forbidden); len(text) == 0 {
		return []rune{unicode.ReplacementChar}
	}
	return text
}
