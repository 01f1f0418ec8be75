package typeset

import "encoding/binary"

// table is one table of a font file.
type table struct {
	tag  string
	data []byte
}

// unusedCmap maps nothing: codes reach glyphs by number, but PDF/A readers
// expect the table.
var unusedCmap = []byte{0, 0, 0, 1, 0, 3, 0, 1, 0, 0, 0, 12, 0, 4, 0, 24, 0, 0, 0, 2, 0, 2, 0, 0, 0, 0,
	0xff, 0xff, 0, 0, 0xff, 0xff, 0, 1, 0, 0}

// tables are the subset's tables, in the order of their tags.
func (s *subsetter) tables() []table {
	count := uint16(s.codes + len(s.parts))
	head := append([]byte(nil), s.font.tables["head"]...)
	binary.BigEndian.PutUint32(head[8:], 0)  // the checksum, set at the end
	binary.BigEndian.PutUint16(head[50:], 1) // long loca
	hhea := append([]byte(nil), s.font.tables["hhea"]...)
	binary.BigEndian.PutUint16(hhea[34:], count)
	maxp := append([]byte(nil), s.font.tables["maxp"]...)
	binary.BigEndian.PutUint16(maxp[4:], count)
	if len(maxp) >= 32 {
		for _, at := range []int{6, 8, 10, 12} { // points and contours: composites nest, so be generous
			binary.BigEndian.PutUint16(maxp[at:], 0x7fff)
		}
		binary.BigEndian.PutUint16(maxp[26:], 0) // no instructions
		binary.BigEndian.PutUint16(maxp[28:], uint16(s.maxParts))
		binary.BigEndian.PutUint16(maxp[30:], 4) // nesting
	}
	return []table{{"cmap", unusedCmap}, {"glyf", s.glyf}, {"head", head}, {"hhea", hhea},
		{"hmtx", s.hmtx}, {"loca", s.loca}, {"maxp", maxp}}
}

// assemble writes a font file with its checksums.
func assemble(tables []table) []byte {
	n, selector := len(tables), 0
	for 2<<selector <= n {
		selector++
	}
	out := put16(put16(put16(put16([]byte{0, 1, 0, 0}, n), 16<<selector), selector), 16*n-16<<selector)
	at, head := 12+16*n, 0
	for _, t := range tables {
		out = append(out, t.tag...)
		out = binary.BigEndian.AppendUint32(out, checksum(t.data))
		out = binary.BigEndian.AppendUint32(out, uint32(at))
		out = binary.BigEndian.AppendUint32(out, uint32(len(t.data)))
		if t.tag == "head" {
			head = at
		}
		at += (len(t.data) + 3) &^ 3
	}
	for _, t := range tables {
		out = append(out, t.data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out[head+8:], 0xB1B0AFBA-checksum(out))
	return out
}

func checksum(b []byte) uint32 {
	var sum uint32
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	var last [4]byte
	copy(last[:], b)
	return sum + binary.BigEndian.Uint32(last[:])
}
