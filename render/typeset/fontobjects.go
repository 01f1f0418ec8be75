package typeset

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"unicode/utf16"
)

// write adds a carrier's real font to the file and returns the font
// dictionary that takes the stand-in's place.
func (c *carrier) write(e *Engine, f *file) []byte {
	text := f.add(stream("", c.toUnicode()))
	if c.oneByte {
		return c.type3(e, f, text)
	}
	return c.type0(f, text)
}

// type3 writes colour glyphs or boxes as drawing procedures.
func (c *carrier) type3(e *Engine, f *file, text int) []byte {
	upem, ascent, descent := 1000, 1000, -300
	proc := e.boxProc
	if c.font != nil {
		upem, ascent, descent, proc = c.font.upem, c.font.ascent, c.font.descent, e.colorProc
	}
	var names, procs, widths []byte
	widest := 0
	for i := range c.codes {
		at := f.add(stream("", proc(&c.codes[i])))
		names = fmt.Appendf(names, "/g%d", i+1)
		procs = fmt.Appendf(procs, "/g%d %d 0 R", i+1, at)
		widths = fmt.Appendf(widths, "%d ", c.codes[i].advance)
		widest = max(widest, c.codes[i].advance)
	}
	scale := strconv.FormatFloat(1/float64(upem), 'f', -1, 64)
	return fmt.Appendf(nil, "<</Type/Font/Subtype/Type3/FontBBox[0 %d %d %d]/FontMatrix[%s 0 0 %s 0 0]/FirstChar 1/LastChar %d/Widths[%s]/Encoding<</Type/Encoding/Differences[1%s]>>/CharProcs<<%s>>/Resources<<>>/ToUnicode %d 0 R>>\n",
		descent, widest, ascent, scale, scale, len(c.codes), widths, names, procs, text)
}

// type0 writes outlines as an embedded subset, glyph n being code n.
func (c *carrier) type0(f *file, text int) []byte {
	ft := c.font
	scale := func(v int) int { return v * 1000 / ft.upem }
	sub := ft.subset(c.codes)
	name := c.tag() + "+" + ft.name
	program := f.add(stream(fmt.Sprintf("/Length1 %d", len(sub)), sub))
	set := f.add(stream("", c.cidSet()))
	head := ft.tables["head"]
	descriptor := f.add(fmt.Appendf(nil, "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight 714/StemV 80/FontFile2 %d 0 R/CIDSet %d 0 R>>\n",
		name, scale(i16(head[36:])), scale(i16(head[38:])), scale(i16(head[40:])), scale(i16(head[42:])),
		scale(ft.ascent), scale(ft.descent), program, set))
	widths := []byte("[1[")
	for i := range c.codes {
		widths = append(appendNumber(widths, float64(c.codes[i].advance)*1000/float64(ft.upem), 2), ' ')
	}
	cid := f.add(fmt.Appendf(nil, "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/DW 0/W %s]]/CIDToGIDMap/Identity>>\n",
		name, descriptor, widths))
	return fmt.Appendf(nil, "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>\n",
		name, cid, text)
}

// cidSet marks the codes in use: all of them, and .notdef.
func (c *carrier) cidSet() []byte {
	bits := make([]byte, len(c.codes)/8+1)
	for i := range len(c.codes) + 1 {
		bits[i/8] |= 0x80 >> (i % 8)
	}
	return bits
}

// tag is the six letters that tell one subset from another.
func (c *carrier) tag() string {
	h := sha256.New()
	for i := range c.codes {
		for _, p := range c.codes[i].parts {
			binary.Write(h, binary.BigEndian, [3]int32{int32(p.gid), int32(p.dx), int32(p.dy)})
		}
		binary.Write(h, binary.BigEndian, int32(c.codes[i].advance))
	}
	tag := h.Sum(nil)[:6]
	for i := range tag {
		tag[i] = 'A' + tag[i]%26
	}
	return string(tag)
}

// maxCodeText is how many UTF-16 units one code may stand for: a destination
// of a CMap has at most 512 bytes.
const maxCodeText = 256

// toUnicode maps each code to the text it stands for.
func (c *carrier) toUnicode() []byte {
	b := []byte("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n")
	width := 4
	if c.oneByte {
		width = 2
		b = append(b, "<00> <FF>\nendcodespacerange\n"...)
	} else {
		b = append(b, "<0000> <FFFF>\nendcodespacerange\n"...)
	}
	const most = 100 // entries in one block
	for from := 0; from < len(c.codes); from += most {
		to := min(from+most, len(c.codes))
		b = fmt.Appendf(b, "%d beginbfchar\n", to-from)
		for i := from; i < to; i++ {
			b = fmt.Appendf(b, "<%0*X> <", width, i+1)
			units := utf16.Encode(c.codes[i].text)
			for _, u := range units[:min(len(units), maxCodeText)] {
				b = append(b, hexDigits[u>>12], hexDigits[u>>8&15], hexDigits[u>>4&15], hexDigits[u&15])
			}
			b = append(b, ">\n"...)
		}
		b = append(b, "endbfchar\n"...)
	}
	return append(b, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"...)
}
